"""What stands around every page: header, ways to reach people, opening hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import Node, parse

SITE = """
name = "Banco"
logo = "logo.svg"
[[channels]]
label = {es = "Teléfono", sk = "Telefón", en = "Phone"}
address = "+34 900"
link = "tel:+34900"
[[channels]]
label = "Counter <1>"
address = "Main Street"
[hours]
es = "L–V"
sk = "Po–Pi"
en = "Mon–Fri\\nSat"
"""
PAGES = ("/en/", "/en/search?q=x", "/en/category/withdrawals", "/en/articles/fees", "/en/articles/gone", "/en/contact")


def page_of(open_site: OpenSite, address: str, **config: object) -> Node:
    return parse(open_site(FakeSearcher((article("en/fees"),)), **config).get(address).text)


@pytest.mark.parametrize("address", PAGES)
def test_a_person_can_be_reached_from_header_and_footer(open_site: OpenSite, address: str) -> None:
    page = page_of(open_site, address)
    asked = "?q=x" if address.endswith("?q=x") else ""  # what was asked is carried along
    assert f"/en/contact{asked}" in page.one("header", class_="site-header").links
    assert f"/en/contact{asked}" in page.one("footer", class_="site-footer").links


def test_channels_and_hours_stand_in_the_footer(open_site: OpenSite, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "site.toml").write_text(SITE)
    page = page_of(open_site, "/en/", site=tmp_path / "site.toml", brand="")
    footer = page.one("footer", class_="site-footer")
    assert [each.text for each in footer.all("dt")] == ["Phone", "Counter <1>"]
    assert [each.text for each in footer.all("dd")] == ["+34 900", "Main Street"]
    assert footer.one("dl").links == ["tel:+34900"]
    hours = footer.all("section")[1]
    assert [each.text for each in hours.all("p")] == ["Mon–Fri", "Sat"]
    assert page.one("a", class_="brand").one("img", class_="mark").attributes["alt"] == ""
    assert page.one("a", class_="brand").text == "Banco"


def test_without_a_file_there_is_no_empty_heading(open_site: OpenSite) -> None:
    assert page_of(open_site, "/en/").one("footer", class_="site-footer").all("h2") == []


@pytest.mark.parametrize("address", ["/en/", "/en/articles/fees", "/en/search"])
def test_the_search_field_knows_where_suggestions_come_from(open_site: OpenSite, address: str) -> None:
    assert page_of(open_site, address).one("input", name="q").attributes["data-suggest"] == "/api/v1/suggest"
