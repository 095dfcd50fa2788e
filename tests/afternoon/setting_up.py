"""From an empty folder to a site that answers, with the commands that a team types."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search import Settings
from tests.browser.serving import ROOT, START_S, STOP_S, Site, environment

COMMAND_S = 900.0
POLL_S = 0.1
PART = re.compile(r"^%%%% (\S+)\n", re.MULTILINE)


def unpacked(source: Path, folder: Path) -> Path:
    """Return ``source`` as a folder of files: itself, unless its articles are rows of JSON or parts of files.

    A row has ``id``, ``language`` and ``markdown``; a part begins with a line ``%%%% name``.
    """
    for path in source.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if "markdown" in row:
                write(folder / row["language"] / f"{row['id']}.md", row["markdown"])
    for path in source.glob("*.md"):
        first, *named = PART.split(path.read_text("utf-8"))
        for name, text in zip(named[::2], named[1::2], strict=True) if not first else ():
            write(folder / path.stem / f"{name}.md", text)
    return folder if folder.exists() else source


def write(path: Path, text: str) -> None:
    """Write one article."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")


def reindex(command: str, *arguments: str | Path, may_find: bool = False) -> list[str]:
    """Run a command of ``indexer.py`` and return the lines it printed; RuntimeError where it fails.

    With ``may_find`` it may end with 1: articles can be better.
    """
    line = [sys.executable, str(ROOT / "indexer.py"), command, *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=COMMAND_S, check=False)
    if done.returncode not in ((0, 1) if may_find else (0,)):
        raise RuntimeError(f"indexer.py {command}: exit code {done.returncode}.\n{done.stdout}{done.stderr}")
    return (done.stdout + done.stderr).splitlines()


def bring(source: Path, site: Path, language: str, *, is_imported: bool) -> list[str]:
    """Make the articles of ``site`` out of ``source``: by ``import``, or as they are."""
    if is_imported:
        return reindex("import", "folder", source, site / "kb_articles", "--language", language, may_find=True)
    shutil.copytree(source, site / "kb_articles", copy_function=shutil.copyfile)
    return [f"{sum(path.is_file() for path in site.rglob('*'))} files"]


def places(site: Path) -> tuple[str | Path, ...]:
    """Return the options that say where the articles and the index of ``site`` are."""
    return ("--articles", site / "kb_articles", "--index", site / "instance" / "index")


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Run ``ventanilla serve FOLDER`` on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder, folder / "server.log")
    command = [sys.executable, "-m", "webapp.program", "serve", str(folder), "--port", str(port), "--no-mail"]
    variables = environment(Settings(folder / "kb_articles", folder / "instance" / "index"), folder / "instance", {})
    with site.log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for_port(server, site)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=STOP_S)


def wait_for_port(server: subprocess.Popen[bytes], site: Site) -> None:
    """Wait until ``server`` has indexed and answers; RuntimeError with what it said where it ends instead."""
    until = time.monotonic() + COMMAND_S
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/healthz", timeout=START_S).close()
        except urllib.error.URLError:
            time.sleep(POLL_S)
        else:
            return
    raise RuntimeError(f"ventanilla serve: no answer.\n{site.log.read_text('utf-8')}")
