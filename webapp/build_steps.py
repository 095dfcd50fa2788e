"""What setuptools does besides when it builds a wheel: catalogues compiled, and the files that lie beside the packages.

pyproject.toml names ``BuildPackages`` as the command ``build_py``. Nothing is written among the sources, except by
``pip install --editable``, which serves them as they lie there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools.command.build_py import build_py

CATALOGUES = "webapp/translations/*/LC_MESSAGES/*.po"
SHIPPED = ("gunicorn.conf.py", "site.toml", "kb_articles")
"""Files and folders of the top level that ``webapp/shipped.py`` looks for."""

OWN = Path("webapp", "build_steps.py")
TARGET = Path("webapp", "shipped")
BUILD_FILES = (*SHIPPED, OWN.as_posix())
"""What a source distribution needs so that a wheel can be built from it."""


class BuildPackages(build_py):  # type: ignore[misc, unused-ignore]  # newer releases ship types
    """``build_py``, and what a site needs that is no module."""

    def run(self) -> None:
        """Build into an empty folder: what an earlier build left there would come along."""
        if self.editable_mode:
            compile_catalogues(Path())
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        compile_catalogues(Path(self.build_lib))
        for source in files_of(SHIPPED):
            target = self.build_lib / TARGET / source
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return the modules of ``package`` but this one, which nobody needs once the wheel is built."""
        return [each for each in super().find_package_modules(package, package_dir) if Path(each[2]) != OWN]

    def get_source_files(self) -> list[str]:
        """Return the files of a source distribution."""
        return [*super().get_source_files(), *map(str, files_of(BUILD_FILES))]


def compile_catalogues(target: Path) -> None:
    """Write the compiled form of each catalogue under ``target``."""
    for source in sorted(Path().glob(CATALOGUES)):
        compiled = target / source.with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as written, compiled.open("wb") as file:
            write_mo(file, read_po(written))


def files_of(names: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files called ``names``, and those in folders called so."""
    for name in map(Path, names):
        found = [name] if name.is_file() else sorted(name.rglob("*"))
        yield from (each for each in found if each.is_file() and "__pycache__" not in each.parts)
