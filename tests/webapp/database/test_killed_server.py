"""The site and the program that sends letters, killed while 200 customers send: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.webapp.mail.mailbox import Mailbox, serving
from webapp import before_you_submit, database
from webapp.config import Config, keep_config
from webapp.database.models import LetterRow, MessageRow, RequestRow
from webapp.http.form_tokens import sign

ROOT = Path(__file__).parent.parent.parent.parent
SUBMISSIONS = 200
SENDERS = 12
KILLED_AFTER = (40, 120)
"""Requests acknowledged before each kill."""

PATIENCE_S = 120
SECRET_KEY = "a key that outlives every process"


class Programs:
    """Site and sender of letters on the same database, ended as by a power cut and started again."""

    def __init__(self, environment: dict[str, str], listener: socket.socket, log: Path) -> None:
        self._environment = environment
        self._listener = listener
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both; requests that came meanwhile wait in the queue of the socket, which is ours."""
        number = self._listener.fileno()
        site = ["gunicorn", "--bind", f"fd://{number}", "--workers", "2", "--threads", "4", "webapp:create_app()"]
        for command in (site, ["flask", "--app", "webapp", "send-mail"]):
            with self._log.open("ab") as output:
                self._running.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *command],
                        cwd=ROOT,
                        env=self._environment,
                        pass_fds=[number],
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )

    def kill(self) -> None:
        """Kill both and all their children."""
        for program in self._running:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        self._running.clear()

    def send_what_is_left(self) -> None:
        """Send the letters that are due, and end."""
        command = [sys.executable, "-m", "flask", "--app", "webapp", "send-mail", "--once"]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True, timeout=PATIENCE_S, capture_output=True)


class Customers:
    """Send ``SUBMISSIONS`` forms; whoever gets no answer sends the same form again."""

    def __init__(self, address: tuple[str, int], token: str) -> None:
        self._address = address
        self._token = token
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._changed = threading.Condition()
        self.acknowledged: list[int] = []
        self.unanswered = 0
        for number in range(SUBMISSIONS):
            self._waiting.put(number)
        self._threads = [threading.Thread(target=self._send_all) for _ in range(SENDERS)]

    def __enter__(self) -> Customers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        for thread in self._threads:
            thread.join()

    def wait_for(self, count: int) -> None:
        """Wait until so many forms have been acknowledged."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE_S)

    def _send_all(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                number = self._waiting.get_nowait()
            except Empty:
                return
            is_acknowledged = self._send(number)
            with self._changed:
                if is_acknowledged:
                    self.acknowledged.append(number)
                    self._changed.notify_all()
                else:
                    self.unanswered += 1
                    self._waiting.put(number)

    def _send(self, number: int) -> bool:
        fields = {
            "token": self._token,
            "submission": f"submission-{number}",
            "visit": "a-visit-of-mine",
            "email": f"customer{number}@example.sk",
            "subject": f"Request {number}",
            "description": "Please help.",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.0.{number}.7",
            "Connection": "close",
        }
        with closing(HTTPConnection(*self._address, timeout=PATIENCE_S)) as connection:
            try:
                connection.request("POST", "/en/contact", urlencode(fields), headers)
                return connection.getresponse().status == 303
            except (OSError, HTTPException):
                return False


@contextmanager
def site_database(database_url: str, folder: Path) -> Iterator[Flask]:
    """Give an application on the same database as the programs, and with their key."""
    app = Flask(__name__)
    config = Config(database_url=database_url, instance=folder, secret_key=SECRET_KEY)
    keep_config(app, config)
    database.init_app(app, config)
    with app.app_context():
        yield app
        database.database().close()


def environment(database_url: str, folder: Path, mailbox: Mailbox) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VENTANILLA_")}
    return inherited | {
        "VENTANILLA_DATABASE_URL": database_url,
        "VENTANILLA_INSTANCE": str(folder),
        "VENTANILLA_INDEX": str(folder / "index"),
        "VENTANILLA_SECRET_KEY": SECRET_KEY,
        "VENTANILLA_PROXIES": "1",
        "VENTANILLA_SMTP": mailbox.url(),
        "VENTANILLA_MAIL_FROM": "help@example.org",
        "VENTANILLA_LOG_LEVEL": "error",
    }


@pytest.mark.soak
def test_every_acknowledged_request_is_there_once_and_its_letter_sent_once_or_twice(
    database_url: str, tmp_path: Path
) -> None:
    with (
        serving() as mailbox,
        socket.create_server(("127.0.0.1", 0), backlog=SUBMISSIONS) as listener,
        site_database(database_url, tmp_path),
    ):
        token = sign(f"token {before_you_submit.views.PURPOSE}", str(int(time.time()) - 60))
        log = tmp_path / "programs.log"
        programs = Programs(environment(database_url, tmp_path, mailbox), listener, log)
        programs.start()
        try:
            with Customers(listener.getsockname(), token) as customers:
                for count in KILLED_AFTER:
                    customers.wait_for(count)
                    programs.kill()
                    programs.start()
                customers.wait_for(SUBMISSIONS)
        finally:
            programs.kill()
        assert sorted(customers.acknowledged) == list(range(SUBMISSIONS))
        assert customers.unanswered > 0
        with database.database().session() as session:  # what the killed had in their hands becomes due
            session.execute(update(LetterRow).values(next_try_at=datetime.now(UTC) - timedelta(seconds=1)))
        programs.send_what_is_left()
        with database.database().reading() as session:
            submissions = Counter(session.scalars(select(RequestRow.submission)))
            texts = Counter(session.scalars(select(MessageRow.request_id)))
            unsent = session.scalars(select(LetterRow.recipient).where(LetterRow.sent_at.is_(None))).all()
    assert submissions == Counter(f"submission-{number}" for number in range(SUBMISSIONS))
    assert set(texts.values()) == {1}
    assert unsent == []
    sent = Counter(mailbox.recipients)
    assert set(sent) == {f"customer{number}@example.sk" for number in range(SUBMISSIONS)}
    assert max(sent.values()) <= 2
    print(f"{customers.unanswered} forms sent again, {sum(each == 2 for each in sent.values())} letters sent twice")
