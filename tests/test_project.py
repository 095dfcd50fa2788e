"""What every file of the project keeps to: no name of a machine or a registry, locks with hashes, one version."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {"requirements.lock": ("test",), "requirements-check.lock": ("check", "benchmark")}

# A letter in brackets each, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    r"pyp[i]\.org|python[h]osted\.|registry\.np[m]|np[m]js\.(com|org)|registry\.yarnpk[g]|deb\.debia[n]\."
    r"|repo1?\.mave[n]|crate[s]\.io|proxy\.golan[g]|file:/[/]/"
)
MACHINE = re.compile(
    r"(?<![\w.~-])/(hom[e]/[a-z]\w*|User[s]/[A-Za-z]\w*|roo[t]|wor[k]|far[m]|tm[p]/[a-z]+|op[t]/(wheel[s]|pyp[i]))/"
    r"|[A-Z]:\\User[s]\\"
)


def project_files() -> list[Path]:
    """Return the files git tracks or would add."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout, so which files belong to the project is unknown")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE) == []


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("cd /{}/anna/project", True),
        ("open('/{}/anna/notes.txt')", True),
        ("see https://example.org/{}/anna/", False),
        ("the /{} page", False),
    ],
)
def test_a_path_of_one_machine_is_told_from_an_address(text: str, is_named: bool) -> None:
    assert bool(MACHINE.search(text.format("home"))) == is_named


def locked(name: str) -> dict[str, list[str]]:
    """Return the lines of every distribution in a lock file: ``name==version`` first, then its hashes."""
    entries: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            entries[list(entries)[-1]].append(line.strip())
        elif line and not line.startswith("#"):
            entries[canonicalize_name(line.partition("==")[0])] = [line.removesuffix("\\").strip()]
    return entries


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_distribution_by_version_and_hash(name: str) -> None:
    for first, *hashes in locked(name).values():
        assert re.match(r"[a-z0-9.-]+==[0-9][\w.]*( ; .+)?$", first)
        assert hashes
        assert all(re.match(r"--hash=sha256:[0-9a-f]{64}( \\)?$", each) for each in hashes)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    asked = [each for group in LOCKS[name] for each in PROJECT["dependency-groups"][group]]
    asked += PROJECT["project"]["dependencies"] if name == "requirements.lock" else []
    entries = locked(name)
    for requirement in map(Requirement, asked):
        version = Requirement(entries[canonicalize_name(requirement.name)][0]).specifier
        assert requirement.specifier.contains(str(version).removeprefix("==")), f"{requirement} against {version}"


def test_the_locks_agree() -> None:
    one, other = (locked(name) for name in LOCKS)
    for name in one.keys() & other.keys():
        assert Requirement(one[name][0]).specifier == Requirement(other[name][0]).specifier


def test_the_newest_heading_of_the_changelog_is_the_version_or_unreleased() -> None:
    newest = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[0]
    assert newest in {"Unreleased", PROJECT["project"]["version"]}
