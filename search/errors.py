"""Everything that can go wrong, drawn as a tree; one class for each person who can mend it.

    SearchError
    |-- ArticleError       a file cannot become an article         (the writer mends it)
    |-- QueryError         the query or its language is refused     (the visitor, or the caller)
    |-- SettingsError      a setting or a path makes no sense       (the operator)
    |-- ExportError        an export cannot be brought over         (the operator: export anew)
    |-- IndexUnavailable   there is no readable index               (the operator: build)
    |   `-- IndexOutdated  it was written by another version or is damaged
    `-- IndexLocked        another process is writing               (wait)

Every message reads ``where: what. remedy.``
"""

from __future__ import annotations


class SearchError(Exception):
    """Root of all errors that ``search`` raises on purpose."""


class ArticleError(SearchError):
    """A file cannot become an article; the other files are not affected."""


class QueryError(SearchError):
    """The query cannot be run as asked."""


class SettingsError(SearchError):
    """A setting, a path or a file of data given by the operator makes no sense."""


class ExportError(SearchError):
    """The export of another help desk cannot be brought over; nothing was written."""


class IndexUnavailable(SearchError):
    """No readable index lies where one was asked for."""


class IndexOutdated(IndexUnavailable):
    """The index was written by another version, or is damaged; build it anew from the files."""


class IndexLocked(SearchError):
    """Another process holds the lock of the index."""
