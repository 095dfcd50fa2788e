"""gunicorn for ``ventanilla serve``, started in the folder of somebody's articles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from gunicorn.app.wsgiapp import WSGIApplication


class SiteServer(WSGIApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn that imports nothing from the folder it is started in: a ``search.py`` there is none of ours."""

    def chdir(self) -> None:
        """Stay; gunicorn's own puts the present folder before all others that modules are looked for in."""


def run(arguments: Sequence[str]) -> NoReturn:
    """Be gunicorn with the given ``arguments`` until it is stopped."""
    sys.argv = [__file__, *arguments]  # gunicorn reads them there, and starts itself anew by them
    SiteServer("%(prog)s [OPTIONS]", prog="ventanilla").run()
    sys.exit()


if __name__ == "__main__":
    run(sys.argv[1:])
