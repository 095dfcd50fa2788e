"""From the wheel to an answered request, in a folder that knows nothing of the checkout.

1. The wheel holds what a site needs, and building it leaves nothing behind.
2. With the Python of the tests: the demonstration in an empty folder, a request by form, an agent, an answer;
   the same on the site that `reindex init` writes, where there is that command.
3. With the other Pythons of this machine: the site starts and shows its home.
4. What stands in the folder of a site is never taken for a module of ours.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.installed.environments import (
    OWN_VERSION,
    ROOT,
    Environment,
    build_wheel,
    clean_variables,
    install,
    interpreters,
)
from tests.installed.visiting import Browser, Site, served

pytestmark = pytest.mark.installed

PASSWORD = "correct horse battery"
TYPED = {
    "name": "Jana Nováková",
    "email": "jana@example.sk",
    "subject": "Where is my money?",
    "description": "I wait since Monday.\nPlease help.",
}
ANSWER = "It left our bank this morning."
TOKEN_AGE_S = 4.0
"""A form that comes back sooner was not filled in by a person."""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session", params=interpreters())
def environment(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment of each Python, in a folder with a blank in its name.

    They share the cache of lemma tables, empty at first: the Python of the tests, which comes first, derives them.
    """
    version = str(request.param)
    folder = tmp_path_factory.mktemp("installed") / f"with Python {version}"
    folder.mkdir()
    return install(
        wheel,
        interpreters()[version],
        folder / "environment",
        clean_variables(tmp_path_factory.getbasetemp() / "a cache"),
    )


@pytest.fixture
def folder(environment: Environment) -> Path:
    """Return an empty folder beside the environment."""
    for number in range(100):
        path = environment.folder.parent / f"an empty folder {number}"
        if not path.exists():
            path.mkdir()
            return path
    raise AssertionError(environment.folder)


def is_own(environment: Environment) -> bool:
    """Return whether ``environment`` is of the Python that runs the tests, which makes the whole journey."""
    return environment.folder.parent.name.endswith(OWN_VERSION)


def test_the_wheel_holds_what_a_site_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in {
        "webapp/templates": "**/*.html",
        "webapp/static": "**/*",
        "webapp/translations": "**/*.po",
        "search/meaning/trilingual": "*",
        "search/analysis/languages/function_words": "*.txt",
        "search/analysis/languages/openers": "*.txt",
    }.items():
        found = {str(path.relative_to(ROOT)) for path in (ROOT / folder).glob(pattern) if path.is_file()}
        assert found
        assert found <= names
    assert {name.replace(".po", ".mo") for name in names if name.endswith(".po")} <= names
    articles = {str(path.relative_to(ROOT)) for path in (ROOT / "kb_articles").rglob("*") if path.is_file()}
    assert {f"webapp/shipped/{each}" for each in (*articles, "gunicorn.conf.py", "site.toml")} <= names
    assert {"search/py.typed", "webapp/py.typed"} <= names
    assert len([name for name in names if ".dist-info/licenses/" in name]) == 2
    assert not [name for name in names if name.startswith(("tests", "docs")) or name.endswith("build_steps.py")]


def test_the_demonstration_answers(environment: Environment, folder: Path) -> None:
    with served(environment, folder) as site:
        customer = Browser(site)
        assert "Help centre" in customer.open("/en/")
        if not is_own(environment):
            return
        suggested = json.loads(customer.open("/api/v1/suggest?q=my+withdrawal+is+late&language=en"))
        assert suggested["hits"][0]["title"] == "Why has my withdrawal not arrived?"
        require_journey(environment, folder, site)
    lines = site.log.read_text("utf-8").splitlines()
    assert lines[0].startswith("No kb_articles and no site.toml here: showing the demonstration.")
    assert lines[2:] == [f"Ventanilla: {site.url}/ (stop with Ctrl-C)"]
    assert [path.name for path in folder.iterdir()] == ["instance"]


def require_journey(environment: Environment, folder: Path, site: Site) -> None:
    """Send a request through the form, add an agent by command, and have them answer it at the desk."""
    code = request_sent(Browser(site))
    command = ("ventanilla", "--folder", str(folder), "agents", "add", "ana@example.org", "--password-stdin")
    added = environment.run(*command, cwd=folder.parent, typed=f"{PASSWORD}\n")
    assert (added.returncode, added.stderr) == (0, "ana@example.org: added as agent. Sign in at /desk.\n")
    require_answer(Browser(site), code)
    require_letter(folder, code)
    checked = environment.run("ventanilla", "check-events", cwd=folder)
    assert (checked.returncode, checked.stderr) == (0, "Everything is as it was written.\n")


def request_sent(customer: Browser) -> str:
    """Send a request through the form and return its code."""
    customer.open("/en/contact?form=1")
    category = customer.page.one("select", name="category").all("option")[1].attributes["value"]
    time.sleep(TOKEN_AGE_S)
    thanks = customer.send("/en/contact", **TYPED, category=category)
    found = re.search(r"VT-[A-Z0-9-]+", thanks)
    assert found, thanks
    return found[0]


def require_answer(agent: Browser, code: str) -> None:
    """Sign in at the desk, find the request, answer it, and see that it is answered."""
    agent.open("/desk/sign-in")
    assert TYPED["subject"] in agent.send("/desk/sign-in", email="ana@example.org", password=PASSWORD)
    assert "Please help." in agent.open(f"/desk/requests/{code}")
    agent.send(f"/{code}/reply", text=ANSWER, to="resolved")
    assert ANSWER in agent.open(f"/desk/requests/{code}")


def require_letter(folder: Path, code: str, wait_s: float = 20.0) -> None:
    """Wait for the letters about the request, which the program beside the site writes into files."""
    until = time.monotonic() + wait_s
    while not (found := [each for each in (folder / "instance" / "mail").glob("*") if code in each.read_text("utf-8")]):
        assert time.monotonic() < until, "no letter was written"
        time.sleep(0.2)
    assert found


def test_commands_name_themselves_and_make_no_site_by_mistake(environment: Environment, folder: Path) -> None:
    if not is_own(environment):
        pytest.skip("the same on every Python")
    nowhere = environment.run("ventanilla", "agents", "add", "ana@example.org", "--password-stdin", cwd=folder)
    assert (nowhere.returncode, list(folder.iterdir())) == (2, [])
    assert f"Error: {folder}: there is no site here" in nowhere.stderr
    unserved = environment.run("ventanilla", "serve", ".", cwd=folder)
    assert unserved.returncode == 2
    assert "it has neither kb_articles nor site.toml." in unserved.stderr
    unknown = environment.run("reindex", "query", "withdrawal", cwd=folder)
    assert "there is no index. Run 'reindex build'." in unknown.stderr


def test_a_folder_with_python_files_is_not_imported_from(environment: Environment, folder: Path) -> None:
    if not is_own(environment):
        pytest.skip("the same on every Python")
    for name in ("search", "webapp", "markdown", "json", "gunicorn"):
        (folder / f"{name}.py").write_text("raise SystemExit('imported from the folder of the articles')\n")
    with served(environment, folder) as site:
        assert "Help centre" in Browser(site).open("/en/")


def test_a_site_that_init_wrote_answers(environment: Environment, folder: Path) -> None:
    if not is_own(environment):
        pytest.skip("the same on every Python")
    if "init" not in re.findall(r"^  (\w+)", environment.run("reindex", "--help", cwd=folder).stdout, re.MULTILINE):
        pytest.skip("reindex init is not there yet")
    made = environment.run("reindex", "init", "my site", cwd=folder)
    assert made.returncode == 0, made.stderr
    with served(environment, folder, "my site") as site:
        customer = Browser(site)
        customer.open("/en/")
        article = next(link for link in customer.page.links if "/articles/" in link)
        title = customer.open(article) and customer.page.one("h1").text
        suggested = json.loads(customer.open(f"/api/v1/suggest?q={quote(title)}&language=en"))
        assert suggested["hits"][0]["title"] == title
        require_journey(environment, folder / "my site", site)
    assert [path.name for path in folder.iterdir()] == ["my site"]


def test_building_leaves_nothing_among_the_sources(wheel: Path) -> None:
    source = wheel.parent / "source"
    made = [path for path in source.rglob("*") if path.suffix == ".mo" and "build" not in path.parts]
    assert made == []
    ignored = subprocess.run(
        ["git", "check-ignore", "build/lib/webapp/shipped/site.toml", "ventanilla.egg-info/PKG-INFO"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert len(ignored.stdout.splitlines()) == 2
