"""Static files and their addresses."""

from __future__ import annotations

from pathlib import Path

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from webapp.static_files import versions_of


def test_a_page_names_its_style_sheet_with_a_version_that_is_kept_for_good(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher())
    address = parse(client.get("/en/").text).one("link", rel="stylesheet").attributes["href"]
    path, _, version = address.partition("?v=")
    assert (path, len(version)) == ("/static/site.css", 12)
    with client.get(address) as response:
        assert response.mimetype == "text/css"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_version_is_asked_for_again(open_site: OpenSite) -> None:
    with open_site(FakeSearcher()).get("/static/site.css?v=000000000000") as response:
        assert response.headers["Cache-Control"] == "no-cache"


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "site.css"
    file.write_text("a {}")
    before = versions_of(tmp_path)
    file.write_text("b {}")
    after = versions_of(tmp_path)
    assert before.keys() == after.keys() == {"folder/site.css"}
    assert before != after
