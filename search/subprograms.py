"""Programs of our own beside this one: started afresh, fed and read through pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent
BEGIN = """\
import gc, sys, types
package = types.ModuleType("search")
package.__path__ = [sys.argv.pop(1)]
sys.modules["search"] = package
from {module} import serve
gc.freeze()
gc.set_threshold(20_000)
serve()
"""
"""Stands in for ``search`` itself: to import all its public names takes longer than to read 150 articles.

It looks for garbage more seldom than Python does, since what these programs make is mostly kept.
"""


def start(
    module: str, *arguments: str, stdout: int | None = None, stderr: int | None = None
) -> subprocess.Popen[bytes]:
    """Call ``serve`` of ``module``, a part of ``search``, in a program with ``arguments`` and a pipe for its input."""
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", BEGIN.format(module=module), str(PACKAGE), *arguments],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": paths},
    )
