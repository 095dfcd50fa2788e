"""Letters as customers get them: from the real worker by way of a real mail server."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.browser.serving import ROOT, SIGNS_OF_FAILURE, STOP_S
from tests.webapp.mail.mailbox import Mailbox

ARRIVAL_S = 60.0
"""A letter that has not come by then does not come."""

LOOK_S = 0.1
"""Between two looks into the mailbox."""

LINK = re.compile(r"^https?://\S+$", re.MULTILINE)
FLASK = (sys.executable, "-m", "flask", "--app", "webapp")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is read."""

    subject: str
    language: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The only address in it."""
        (found,) = LINK.findall(self.text)
        assert f'href="{found}"' in self.html.replace("&amp;", "&")
        return str(found)

    def words(self) -> str:
        """Return everything that can be read in it."""
        return f"{self.subject}\n{self.text}\n{self.html}"


@dataclass(frozen=True, slots=True)
class Post:
    """What the mail server was given."""

    mailbox: Mailbox

    def wait(self, recipient: str, fits: Callable[[Letter], bool]) -> Letter:
        """Return the newest letter to ``recipient`` that ``fits``, once it is there."""
        until = time.monotonic() + ARRIVAL_S
        never = threading.Event()
        while time.monotonic() < until:
            for letter in reversed(self.to(recipient)):
                if fits(letter):
                    return letter
            never.wait(LOOK_S)
        raise AssertionError(f"{recipient}: no such letter. There are {[each.subject for each in self.to(recipient)]}.")

    def called(self, recipient: str, subject: str) -> Letter:
        """Return the letter to ``recipient`` with ``subject``, once it is there."""
        return self.wait(recipient, lambda letter: letter.subject == subject)

    def to(self, recipient: str) -> list[Letter]:
        """Return all letters to ``recipient`` so far."""
        return [read(each) for each in list(self.mailbox.messages) if each["To"] == recipient]


def read(message: EmailMessage) -> Letter:
    """Return ``message`` as its reader sees it."""
    parts = {each.get_content_type(): str(each.get_content()).replace("\r\n", "\n") for each in message.iter_parts()}
    return Letter(str(message["Subject"]), str(message["Content-Language"]), parts["text/plain"], parts["text/html"])


@contextmanager
def worker(environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run the program that sends letters; fails at the end if it logged an error or did not end as it should."""
    with log.open("wb") as output:
        program = subprocess.Popen([*FLASK, "send-mail"], cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            yield
        finally:
            program.terminate()
            code = program.wait(timeout=STOP_S)
    text = log.read_text("utf-8", errors="replace")
    assert code in (0, -signal.SIGTERM), text  # the latter where it was ended before it listened
    assert not any(sign in text for sign in SIGNS_OF_FAILURE), text


def operate(environment: Mapping[str, str], *arguments: str, typed: str = "") -> None:
    """Run one command of the operator's."""
    done = subprocess.run([*FLASK, *arguments], cwd=ROOT, env=environment, input=typed, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
