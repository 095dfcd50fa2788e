"""How long pages take while the store holds many requests: ``python -m tests.load.requests``."""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from flask.testing import FlaskClient
from sqlalchemy import insert, text

from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import browser
from webapp import create_app
from webapp.config import Config
from webapp.database import database
from webapp.database.follow_up_codes import new_code
from webapp.database.kinds import Actor, AgentRole, EventKind, Stage
from webapp.database.models import AgentRow, EventRow, MessageRow, ParticipantRow, RequestRow, RequestWordRow
from webapp.database.request_words import words_of

REQUESTS = 100_000
OPEN_SHARE = 0.05
HELD_SHARE = 0.01
OPEN_STAGES = (Stage.RECEIVED, Stage.ASSIGNED, Stage.INVESTIGATING, Stage.WAITING)
AGENTS = 12
REQUESTS_EACH = 8
"""Of one customer on average."""

FIRST_NAMES = ("Jana", "Peter", "Zuzana", "Ján", "Lucía", "José", "María", "Emma", "Žofia", "Iñaki", "Oliver", "Ľubica")
LAST_NAMES = ("Nováková", "Horváth", "Kováč", "García", "Núñez", "Smith", "Taylor", "Šťastný", "Ibáñez", "Ďurišová")

REGULAR = "regular@example.sk"
REGULAR_REQUESTS = 300
REGULAR_OPEN = 40
"""Of somebody who writes all the time; the worst case of all pages for customers."""

ROUNDS = 300
BUDGET_MS = 50.0
BATCH = 2_000
SEED = 20261122
TEXTS = Path(__file__).parent.parent / "webapp" / "duplicates.jsonl"


@dataclass(frozen=True, slots=True)
class Said:
    """Something that customers write."""

    language: str
    known: str
    typed: str


@dataclass(frozen=True, slots=True)
class Times:
    """What one page took."""

    name: str
    waited_ms: tuple[float, ...]
    worked_ms: tuple[float, ...]
    """What this process worked of it: the same on a busy machine, but without what another program (PostgreSQL) did."""


def at(share: float, each_ms: tuple[float, ...]) -> float:
    """Return the time that a ``share`` of all calls stayed below, in ms."""
    return sorted(each_ms)[min(len(each_ms) - 1, int(share * len(each_ms)))]


def main() -> int:
    """Fill a store, measure, print a table; return 1 where a page takes longer than it may."""
    options = read_options()
    where = options.database.partition(":")[0] or "sqlite"
    slow: list[str] = []
    with opened(options.database) as client:
        began = time.perf_counter()
        codes = fill(client, options.requests)
        gc.collect()
        gc.freeze()  # what filling left behind is not the server's to look through
        print(f"{options.requests} requests written in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {where}, {options.requests} requests, {options.rounds} calls each,")
        print(
            f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ms a page\n"
        )
        print("| page | p50 | p95 | p99 | work p50 | work p95 |\n|---|---|---|---|---|---|")
        for each in measured(client, codes, options.rounds):
            times = [at(share, each.waited_ms) for share in (0.5, 0.95, 0.99)]
            times += [at(share, each.worked_ms) for share in (0.5, 0.95)]
            print(f"| {each.name} | {' | '.join(f'{time_ms:.1f}' for time_ms in times)} |", flush=True)
            slow += [each.name] if times[1] > BUDGET_MS else []
    for name in slow:
        print(f"{name}: p95 is above {BUDGET_MS:.0f} ms. Look at its queries.", file=sys.stderr)
    return 1 if slow else 0


def read_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--database", default="", help="an empty one: postgresql://...; without it SQLite in a folder")
    return parser.parse_args()


@contextmanager
def opened(database_url: str) -> Iterator[FlaskClient]:
    """Give a browser of a site without data, which goes at the end."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(instance=Path(folder), database_url=database_url, rate_storage="off", log_level="error")
        app = create_app(replace(config, index=Path(folder) / "index"), FakeSearcher())
        yield app.test_client()
        with app.app_context():
            database().close()


def fill(client: FlaskClient, requests: int) -> list[str]:
    """Write agents and ``requests``; return the codes of some open ones."""
    chance = random.Random(SEED)
    said = read_texts()
    codes: list[str] = []
    with client.application.app_context():
        with database().session() as session:
            session.execute(insert(AgentRow), [agent_row(number) for number in range(1, AGENTS + 1)])
        for first in range(1, requests + 1, BATCH):
            numbers = range(first, min(first + BATCH, requests + 1))
            rows = [request_row(number, requests, chance, said) for number in numbers]
            codes += [each["code"] for each in rows if each["stage"] in OPEN_STAGES and not each["is_held"]]
            with database().session() as session:
                session.execute(insert(RequestRow), rows)
                people = [participant_row(row["id"], requests, chance) for row in rows]
                messages = [each for row in rows for each in message_rows(row, chance, said)]
                session.execute(insert(ParticipantRow), people)
                session.execute(insert(MessageRow), messages)
                session.execute(insert(RequestWordRow), list(word_rows(rows, people, messages)))
                session.execute(insert(EventRow), [each for row in rows for each in event_rows(row)])
        with database().session() as session:
            session.execute(text("ANALYZE"))
    return chance.sample(codes, min(len(codes), 200))


def read_texts() -> tuple[Said, ...]:
    """Return what customers of the labelled pairs wrote."""
    lines = TEXTS.read_text("utf-8").splitlines()
    return tuple(Said(each["language"], each["known"], each["typed"]) for each in map(json.loads, lines))


def agent_row(number: int) -> dict[str, Any]:
    """Return somebody of the team, who has no password."""
    return {
        "id": number,
        "email": f"agent{number}@example.org",
        "name": f"Agent {number}",
        "password_hash": "",
        "role": AgentRole.AGENT,
        "language": "en",
        "is_active": True,
        "created_at": datetime.now(UTC),
    }


def request_row(number: int, requests: int, chance: random.Random, said: tuple[Said, ...]) -> dict[str, Any]:
    """Return a request; the newest have the highest numbers, and most of the old ones are closed."""
    is_open = number <= REGULAR_OPEN or chance.random() < OPEN_SHARE
    received_at = datetime.now(UTC) - timedelta(minutes=5 * (requests - number) + chance.random() * 5)
    words = chance.choice(said)
    stage = chance.choice(OPEN_STAGES) if is_open else chance.choice((Stage.RESOLVED, Stage.CLOSED))
    return {
        "id": number,
        "code": new_code(),
        "submission": f"submission-{number}",
        "fingerprint": "",
        "language": words.language,
        "category": chance.choice(("withdrawals", "security", "")),
        "subject": words.known.partition("\n")[0],
        "stage": stage,
        "is_urgent": chance.random() < 0.03,
        "is_held": number > REGULAR_OPEN and chance.random() < HELD_SHARE,
        "held_because": "",
        "searched": "",
        "visitor": f"visitor-{number % 1000}",
        "network": f"network-{number % 1000}",
        "assignee_id": None if stage == Stage.RECEIVED else chance.randint(1, AGENTS),
        "received_at": received_at,
        "changed_at": received_at + timedelta(hours=chance.random() * 100),
        "due_on": received_at.date() + timedelta(21),
        "resolved_at": None if is_open else received_at + timedelta(days=3),
        "rating": None if is_open or chance.random() < 0.7 else chance.randint(1, 5),
        "rating_text": "",
        "version": 1,
    }


def word_rows(
    rows: list[dict[str, Any]], people: list[dict[str, Any]], messages: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield what the requests are found by."""
    texts = {row["id"]: [row["subject"]] for row in rows}
    for person in people:
        texts[person["request_id"]] += [person["name"], person["email"]]
    for message in messages:
        texts[message["request_id"]].append(message["text"])
    for row in rows:
        for word in words_of(row["code"], texts[row["id"]]):
            yield {"word": word, "request_id": row["id"]}


def participant_row(request_id: int, requests: int, chance: random.Random) -> dict[str, Any]:
    """Return who sent the request."""
    number = chance.randrange(requests // REQUESTS_EACH or 1)
    email = REGULAR if request_id <= REGULAR_REQUESTS else f"customer{number}@example.sk"
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // 7 % len(LAST_NAMES)]
    return {"request_id": request_id, "email": email, "name": f"{first} {last}", "verified_at": datetime.now(UTC)}


def message_rows(row: Mapping[str, Any], chance: random.Random, said: tuple[Said, ...]) -> Iterator[dict[str, Any]]:
    """Yield a conversation of one to four messages."""
    for number in range(chance.randint(1, 4)):
        is_agent = number % 2 == 1
        yield {
            "request_id": row["id"],
            "actor": Actor.AGENT if is_agent else Actor.CUSTOMER,
            "agent_id": chance.randint(1, AGENTS) if is_agent else None,
            "is_internal": False,
            "text": f"{chance.choice(said).known} {chance.randint(1, 9999)} EUR",
            "written_at": row["received_at"],
        }


def event_rows(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what happened to the request."""
    for number, kind in enumerate((EventKind.RECEIVED, EventKind.STAGE_CHANGED, EventKind.REPLIED), 1):
        yield {
            "request_id": row["id"],
            "number": number,
            "kind": kind,
            "happened_at": row["received_at"],
            "actor": Actor.SYSTEM,
            "details": {"from": "received", "to": "assigned"} if kind is EventKind.STAGE_CHANGED else {},
            "chain": "",
        }


def measured(client: FlaskClient, codes: list[str], rounds: int) -> Iterator[Times]:
    """Yield the times of every page."""
    chance = random.Random(SEED)
    said = read_texts()
    agent = browser(client, agent_id=1)
    regular = browser(client, email=REGULAR)
    anybody = [browser(client, email=f"customer{number}@example.sk") for number in range(20)]
    filters = ("who=me", "who=nobody", "language=sk", "due=overdue", "due=soon", "state=all", "order=changed", "page=3")

    def typed() -> dict[str, str]:
        words = chance.choice(said).typed
        return {"q": words[: chance.randint(len(words) // 2, len(words))]}

    def begun(word: str) -> str:
        return word[: chance.randint(3, len(word))]

    def every() -> str:
        return chance.choice(("/desk/?state=all", "/desk/", "/desk/?state=finished&order=changed"))

    def some_words() -> str:
        words = chance.choice(said).known.split()
        start = chance.randrange(len(words))
        *whole, last = words[start : start + chance.randint(1, 4)]
        return " ".join((*whole, begun(last) if len(last) > 3 else last))

    pages: Mapping[str, Callable[[], tuple[FlaskClient, str, dict[str, str]]]] = {
        "queue": lambda: (agent, "/desk/", {}),
        "queue, filtered": lambda: (agent, f"/desk/?{chance.choice(filters)}", {}),
        "queue, a word of a subject": lambda: (agent, "/desk/?state=all", {"q": chance.choice(said).known.split()[0]}),
        "queue, part of a name": lambda: (agent, every(), {"q": begun(chance.choice(FIRST_NAMES + LAST_NAMES))}),
        "queue, a whole name": lambda: (
            agent,
            every(),
            {"q": f"{chance.choice(FIRST_NAMES)} {begun(chance.choice(LAST_NAMES))}"},
        ),
        "queue, part of an address": lambda: (agent, every(), {"q": f"customer{chance.randrange(1000)}"}),
        "queue, part of a code": lambda: (agent, every(), {"q": chance.choice(codes)[: chance.choice((8, 12, 14))]}),
        "queue, words of a message": lambda: (agent, every(), {"q": some_words()}),
        "queue, the commonest words": lambda: (agent, every(), {"q": chance.choice(("e", "a", "s", "the", "je la"))}),
        "a request at the desk, with duplicates": lambda: (agent, f"/desk/requests/{chance.choice(codes)}", {}),
        "my requests": lambda: (chance.choice(anybody), "/en/requests", {}),
        f"my requests, {REGULAR_REQUESTS} of them": lambda: (regular, "/en/requests", {}),
        f"search in my requests, {REGULAR_REQUESTS} of them": lambda: (regular, "/en/requests", typed()),
        "duplicate guard": lambda: (chance.choice(anybody), "/en/requests/similar", typed()),
        f"duplicate guard, {REGULAR_OPEN} open": lambda: (regular, "/en/requests/similar", typed()),
    }
    for name, page in pages.items():
        times = [timed(*page()) for _ in range(rounds + 5)][5:]  # the first ones warm up
        yield Times(name, tuple(waited for waited, _ in times), tuple(worked for _, worked in times))


def timed(client: FlaskClient, address: str, query: dict[str, str]) -> tuple[float, float]:
    """Return how long a page took, and how long this process worked at it, in ms."""
    path, _, fixed = address.partition("?")
    began, worked = time.perf_counter(), time.process_time()
    response = client.get(path, query_string=dict(parse_qsl(fixed)) | query)
    waited_ms, worked_ms = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{path}: status {response.status_code}, not 200. Nothing was measured.")
    return waited_ms, worked_ms


if __name__ == "__main__":
    sys.exit(main())
