"""Virtual environments that the wheel is installed into, one for each Python of this machine, far from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
OWN_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

INSTALL_S = 500.0
"""Longest wait for pip, with a registry that answers slowly."""

COMMAND_S = 120.0


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with the wheel in it."""

    folder: Path
    variables: Mapping[str, str]

    def program(self, name: str) -> str:
        """Return the path of a program that was installed."""
        return str(self.folder / "bin" / name)

    def run(self, *command: str, cwd: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in ``cwd`` and return what it said."""
        return subprocess.run(
            [self.program(command[0]), *command[1:]],
            cwd=cwd,
            env=dict(self.variables),
            input=typed,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
        )


@cache
def interpreters() -> Mapping[str, str]:
    """Return version -> interpreter for those of ``VERSIONS`` on this machine; the one that runs the tests first."""
    found = {OWN_VERSION: sys.executable}
    for version in VERSIONS:
        folders = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*"))
        names = [shutil.which(f"python{version}"), *(str(each / "bin" / "python") for each in folders)]
        for name in filter(None, names):
            if version not in found and is_python(name, version):
                found[version] = name
    return found


def is_python(name: str, version: str) -> bool:
    """Return whether ``name`` runs, is of ``version`` and can make environments; a shim of pyenv may not."""
    command = [name, "-c", "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_S)
    return done.returncode == 0 and done.stdout.strip() == version


def clean_variables(cache_folder: Path) -> dict[str, str]:
    """Return the variables of this process without what a checkout, or another site, says; pip's own stay."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VENTANILLA_", "PYTHON")) and name not in ("DATABASE_URL", "VIRTUAL_ENV")
    }
    return kept | {"XDG_CACHE_HOME": str(cache_folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def build_wheel(target: Path) -> Path:
    """Build the wheel from a copy of the project's files, and return it."""
    source = target / "source"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(source)]
    subprocess.run(command, check=True, timeout=INSTALL_S)
    (wheel,) = target.glob("*.whl")
    return wheel


def install(wheel: Path, interpreter: str, folder: Path, variables: Mapping[str, str]) -> Environment:
    """Return a new environment in ``folder`` that holds the wheel and what it needs."""
    subprocess.run([interpreter, "-m", "venv", str(folder)], check=True, env=dict(variables), timeout=COMMAND_S)
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-compile", str(wheel)]
    subprocess.run(command, check=True, env=dict(variables), timeout=INSTALL_S)
    return Environment(folder, variables)
