"""Static files: their addresses, their sizes and what browsers keep."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from webapp.http.static_files import CODINGS, STATIC, StaticFile, contents
from webapp.site import Site

STYLE_SHEET = (STATIC / "site.css").read_bytes()


def test_a_page_names_its_style_sheet_with_a_version_that_is_kept_for_good(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher())
    address = parse(client.get("/en/").text).one("link", rel="stylesheet").attributes["href"]
    path, _, version = address.partition("?v=")
    assert (path, len(version)) == ("/static/site.css", 12)
    response = client.get(address)
    assert response.content_type == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_version_is_asked_for_again(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher())
    first = client.get("/static/site.css?v=000000000000")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/site.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip", "gzip"),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_smallest_form_that_the_browser_reads_is_sent(open_site: OpenSite, accepted: str, coding: str) -> None:
    response = open_site(FakeSearcher()).get("/static/site.css", headers={"Accept-Encoding": accepted})
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert response.headers.get("Content-Encoding") == coding
    assert decode(response.data) == STYLE_SHEET
    assert response.content_length == len(response.data)
    assert "Accept-Encoding" in response.headers["Vary"]


def test_what_does_not_get_smaller_is_sent_as_it_is() -> None:
    file = StaticFile("a.png", sha256(b"").digest())
    assert [file.compressed(coding) for coding in CODINGS] == [None, None]


@pytest.mark.parametrize("address", ["/static/gone.css", "/static/../config.py", "/static/%2e%2e/site.py", "/static/"])
def test_nothing_else_is_served(open_site: OpenSite, address: str) -> None:
    assert open_site(FakeSearcher()).get(address).status_code == 404


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "site.css"
    file.write_text("a {}")
    (name, before), *others = contents(tmp_path, Site())
    file.write_text("b {}")
    ((_, after),) = contents(tmp_path, Site())
    assert (name, others) == ("folder/site.css", [])
    assert StaticFile(name, before).version != StaticFile(name, after).version
