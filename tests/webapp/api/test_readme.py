"""The README names every endpoint of the API."""

from __future__ import annotations

from pathlib import Path

import webapp
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher


def test_every_endpoint_is_in_the_readme(open_site: OpenSite) -> None:
    readme = (Path(webapp.__file__).parent.parent / "README.md").read_text("utf-8")
    rules = [
        each for each in open_site(FakeSearcher()).application.url_map.iter_rules() if each.rule.startswith("/api/")
    ]
    assert len(rules) >= 4
    for rule in rules:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        assert f"`{method} {rule.rule}" in readme
