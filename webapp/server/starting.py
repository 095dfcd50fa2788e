"""gunicorn for ``ventanilla serve``, started in the folder of somebody's articles."""

from __future__ import annotations

from gunicorn.app.wsgiapp import WSGIApplication


class SiteServer(WSGIApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn that imports nothing from the folder it is started in: a ``search.py`` there is none of ours."""

    def chdir(self) -> None:
        """Stay; gunicorn's own puts the present folder before all others that modules are looked for in."""


if __name__ == "__main__":
    SiteServer("%(prog)s [OPTIONS]", prog="ventanilla").run()
