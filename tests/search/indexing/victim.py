"""Builds and updates on request, in children that are killed at a given moment; everything is imported beforehand.

A line of input is ``<build or update> <seconds after which to kill>``, a line of output whether the child was killed
and after how many seconds it ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import search
from search import Settings

WRITE = {"build": search.build, "update": search.update}
NEVER_S = 60.0


def killed_after(command: str, settings: Settings, delay_s: float) -> tuple[bool, float]:
    """Run ``command`` in a child and kill it after ``delay_s``; return whether it was killed, and when it ended."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        WRITE[command](settings)
        os._exit(0)
    while time.monotonic() < started + delay_s:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.WIFSIGNALED(status), time.monotonic() - started
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), time.monotonic() - started


def main() -> None:
    """Answer lines of input until there are no more."""
    settings = Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]))
    search.build(settings)  # the tables of the languages are loaded before the first child
    print("ready", flush=True)
    for line in sys.stdin:
        command, delay_s = line.split()
        was_killed, seconds = killed_after(command, settings, min(float(delay_s), NEVER_S))
        print(f"{'killed' if was_killed else 'finished'} {seconds}", flush=True)


if __name__ == "__main__":
    main()
