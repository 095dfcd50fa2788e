"""Strangers who send or read slowly, against the settings that are shipped.

1. However many heads, bodies and answers are slow, pages are shown and ``/healthz`` answers within a second.
2. Requests may follow one another in one connection, in one packet, and in chunks.
3. A body too large for the site is refused with a page, not with a broken connection.
"""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.webapp.server.conftest import Served

SLOW = 20
"""Connections of each kind; more than twice the threads of all processes."""

HEALTH_S = 1.0
PAGE_S = 5.0
"""Longest that an answer may take; the first page that a process shows takes about a second."""

BEGUN = {
    "nothing": b"",
    "head": b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "body": b"POST /en/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
    "small body": b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nContent-Length: 60\r\n"
    b"Content-Type: application/json\r\n\r\n{",
    "chunks": b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/json\r\n\r\n5\r\n{",
}


def get(site: Served, path: str) -> tuple[int, float]:
    """Return the status of ``path`` and how long it took, in seconds."""
    began_s = time.perf_counter()
    client = HTTPConnection(*site.address, timeout=10)
    try:
        client.request("GET", path)
        response = client.getresponse()
        response.read()
        return response.status, time.perf_counter() - began_s
    finally:
        client.close()


def require_quick(site: Served) -> None:
    for path in ("/en/", "/healthz", "/api/v1/suggest?q=fees&language=en") * 5:
        status, took_s = get(site, path)
        assert status == 200
        assert took_s < (HEALTH_S if path == "/healthz" else PAGE_S)


@pytest.mark.parametrize("kind", BEGUN)
def test_who_sends_slowly_holds_up_nobody(served: Served, kind: str) -> None:
    with ExitStack() as open_:
        for _ in range(SLOW):
            open_.enter_context(served.connect()).sendall(BEGUN[kind])
        require_quick(served)


def test_who_reads_slowly_holds_up_nobody(served: Served) -> None:
    asks = b"GET /static/site.js HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as open_:
        for _ in range(SLOW):
            open_.enter_context(served.connect(receives_bytes=2048)).sendall(asks * 200)
        require_quick(served)


def test_requests_may_follow_one_another_in_one_packet(served: Served) -> None:
    vote = b'{"article": "en/fees", "is_helpful": true}'
    requests = (
        b"GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n"
        b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
        b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%sGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    ) % (len(vote), vote, len(vote), vote)
    with served.connect() as client:
        client.sendall(requests)
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    assert re.findall(rb"HTTP/1\.1 (\d+)", answers) == [b"200", b"204", b"204", b"200"]


def test_who_asks_before_sending_is_told_to_go_on(served: Served) -> None:
    head = b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with served.connect() as client:
        client.sendall(head)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_a_body_too_large_is_refused_with_an_answer(served: Served) -> None:
    with served.connect() as client:
        client.sendall(b"POST /en/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000\r\n\r\n" + b"x" * 100_000)
        response = HTTPResponse(client)
        response.begin()
        assert (response.status, b"<html" in response.read()) == (413, True)


def test_a_large_page_arrives_whole_at_who_reads_slowly(served: Served) -> None:
    with served.connect(receives_bytes=2048) as client:
        client.sendall(b"GET /static/site.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        slow = b"".join(iter(lambda: client.recv(1024), b""))
    with served.connect() as client:
        client.sendall(b"GET /static/site.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        quick = b"".join(iter(lambda: client.recv(65536), b""))
    assert slow.partition(b"\r\n\r\n")[2] == quick.partition(b"\r\n\r\n")[2] != b""
