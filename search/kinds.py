"""What kinds of problems there are: short names that stay, by which findings are grouped, chosen and left out."""

from __future__ import annotations

from enum import StrEnum


class ProblemKind(StrEnum):
    """What a problem is about, with a sentence for the summary by kind; sorted by name."""

    description: str

    def __new__(cls, name: str, description: str) -> ProblemKind:
        """Return the member ``name``."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.description = description
        return member

    BAD_ALIAS = "bad-alias", "A former address holds what no server is told"
    BAD_CATEGORIES = "bad-categories", "categories.yml, or an entry of it, is not laid out as it should be"
    BAD_DATE = "bad-date", "A date is not written as year, month and day"
    BAD_FRONT_MATTER = "bad-front-matter", "The head of a file is not closed or cannot be read"
    BAD_LINK_ON_DISK = "bad-link-on-disk", "A symbolic link leads nowhere, out of the folder or in a circle"
    BAD_NAME = "bad-name", "The name of a file, or an id, holds signs that cannot be shown"
    BAD_RECORD = "bad-record", "A line of JSON Lines is no JSON object"
    BAD_ROW = "bad-row", "A row of old requests cannot be read"
    BAD_SLUG = "bad-slug", "A slug cannot stand in an address"
    BAD_SYNONYM = "bad-synonym", "A line of a file of synonyms is no rule"
    DEAD_ANCHOR = "dead-anchor", "A link leads to a heading that the article does not have"
    DEAD_LINK = "dead-link", "A link leads to an article that does not exist"
    DEAD_RELATED = "dead-related", "A related article does not exist"
    DOUBLE_ALIAS = "double-alias", "A former slug belongs to another article too"
    DOUBLE_ARTICLE = "double-article", "Two files lay claim to one article"
    DOUBLE_KEY = "double-key", "A key stands twice in a head"
    DOUBLE_SLUG = "double-slug", "A slug belongs to another article too"
    DROPPED_ELEMENT = "dropped-element", "An element is not shown, nor what stands in it"
    EMPTY_FILE = "empty-file", "A file holds nothing"
    FOREIGN_MARKUP = "foreign-markup", "Markup of another system is left over in an article"
    IMAGE_MISSING = "image-missing", "The file of an image is not there, or cannot be read"
    IMAGE_REFUSED = "image-refused", "An image is not shown because of its address, its type or its size"
    KEPT_ARTICLE = "kept-article", "An article that cannot be read any more stays as of the last build"
    LINK_REFUSED = "link-refused", "A link is left out because of its address"
    MISSING_CATEGORY = "missing-category", "An article names no category"
    MISSING_DATE = "missing-date", "An article does not say when it was last changed"
    MISSING_ID = "missing-id", "A line of JSON Lines has no id that can be used"
    MISSING_TITLE = "missing-title", "An article has no title"
    MISSING_TRANSLATION = "missing-translation", "An article is missing in a language that others are written in"
    NESTED_TOO_DEEPLY = "nested-too-deeply", "Markdown is nested too deeply to be laid out"
    NO_TEXT = "no-text", "An article has no text"
    NOT_A_FILE = "not-a-file", "Something in the folder of articles is no regular file"
    NOT_FOUND = "not-found", "A question among finds does not find its article among the first three"
    NOT_MARKDOWN = "not-markdown", "Files hold text in another form than Markdown and are not read"
    NOT_UTF_8 = "not-utf-8", "A file is not saved as UTF-8"
    OTHER = "other", "What has no kind of its own"
    OUTSIDE_LANGUAGES = "outside-languages", "A file stands outside the folders of the languages"
    REFUSED_QUESTION = "refused-question", "A question drafted for an article is not taken"
    RENAMED_ARTICLE = "renamed-article", "An article has another name, and its old address leads nowhere"
    TOO_LARGE = "too-large", "A file, a line or a head is larger than is read"
    TOO_LONG = "too-long", "A text in a head has more characters than are read"
    TOO_MANY_ENTRIES = "too-many-entries", "A list in a head has more entries than are read"
    UNKNOWN_CATEGORY = "unknown-category", "An article names a category that categories.yml does not have"
    UNKNOWN_ICON = "unknown-icon", "categories.yml names an icon that nobody has drawn"
    UNKNOWN_KEY = "unknown-key", "A key of a head means nothing here"
    UNKNOWN_LANGUAGE = "unknown-language", "A folder, a line or a file names a language that is not known"
    UNKNOWN_STATUS = "unknown-status", "The status of an article is not one of those known"
    UNNAMED_CATEGORY = "unnamed-category", "A category has no name in a language"
    UNQUOTED_COLON = "unquoted-colon", "A text in a head holds a colon and has no quotes"
    UNREADABLE = "unreadable", "A file or folder cannot be opened"
    WRONG_TYPE = "wrong-type", "A value in a head is a list, a text or empty where another is expected"
    WRONGLY_FOUND = "wrongly-found", "A question among not_for finds the article among the first three"
