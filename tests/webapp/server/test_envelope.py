"""Envelopes that no browser writes, against the settings that are shipped: refused, never a fault of ours.

1. Whatever host, address, field, cookie, body or chunk is sent, the answer is below 500, or 501.
2. Nothing of what was asked stands in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.webapp.server.conftest import Served

SECRET = b"secretword"
PATHS = (
    b"/en/",
    b"/",
    b"/en/feed.xml",
    b"/api/v1/suggest?language=en&q=secretword",
    b"/healthz",
    b"/en/contact?q=secretword",
)
HOSTS = (
    *(
        b"a" * 64 + b".example",
        b"a" * 300,
        b"[::1",
        b"[::g]",
        b"x:99999",
        b"x:abc",
        b"x y",
        b"\xff\xfe",
        b"xn--a",
        b"..",
    ),
    *(
        "straße.de".encode(),
        b".",
        b"a..b",
        b"user@x",
        b"x/evil",
        b"x?y",
        b"%00",
        b"x,y",
        b"<script>",
        b"xn--" + b"a" * 80,
    ),
)
TARGETS = (
    *(
        b"/%",
        b"/%zz",
        b"/%ff%fe",
        b"/en/%00",
        b"/en/search?q=%ff",
        b"/en/search?%00=1&q=secretword%00",
        b"*",
        b"en",
        b"/\\en",
    ),
    *(
        b"/en/search?page=" + b"9" * 30 + b"&q=a",
        b"/en/search?category=%ff&in=%00&q=a",
        b"/en/articles/%2e%2e%2f",
        b"//en/",
    ),
    *(
        b"/en/articles/" + b"a" * 7000,
        b"http://evil/en/",
        b"/en/sitemap-99999999999999999999.xml",
        b"/static/%00",
        b"/en",
    ),
    *(b"/en/requests/%00", b"/api/v1/articles/en/%00?anchor=%ff", b"/desk/requests/" + b"9" * 30, b"/en/#x"),
    *(b"/api/v1/suggest?language=en&q=%ed%a0%80", b"/en/contact?q=%ed%a0%80secretword", b"/en/rate/x?ticket=%ff"),
    *(b"/?" + b"a=1&" * 1500, b"/en/\xff\xfe", b"/en/search?q=\xff\x80secretword"),
)
COOKIES = (
    b"\xff\xfe",
    b"language=\xff",
    b'language="\\377"',
    b"=",
    b";;;",
    b"a=" + b"x" * 7000,
    b"customer=%ff; agent=\xe9",
)
FIELDS = (
    *(
        b"Accept-Language: \xff",
        b"Accept-Language: sk;q=abc",
        b"Accept-Language: sk;q=99e999",
        b"Accept-Encoding: \xff;q=x",
    ),
    *(
        b'If-None-Match: "',
        b"If-Modified-Since: Mon, 99 Foo 99999999999 99:99:99 GMT",
        b"Range: bytes=9-1",
        b"Content-Type: \xff",
    ),
    *(
        b"User-Agent: \xff",
        b"X-Forwarded-For: \xff",
        b"Authorization: Basic \xff",
        b"Expect: 200-maybe",
        b"Bad Header: x",
    ),
    *(b": x", b"NoColon", b" folded: x", b"Upgrade: h2c", b"Origin: http://[::1", b"Referer: http://[::1/sk/"),
)
FORM = b"multipart/form-data; boundary=b"
BODIES = (
    (b"multipart/form-data", b"x"),
    (b"multipart/form-data; boundary=\xff", b"--\xff"),
    (FORM, b"--b\r\n"),
    (FORM, b"--b\r\n\xff\xfe: x\r\n\r\nx\r\n--b--"),
    (FORM, b'--b\r\nContent-Disposition: form-data; name="f"; filename="\xff\x00../a"\r\n\r\nx\r\n--b--\r\n'),
    (b"application/x-www-form-urlencoded; charset=nonsense", b"a=%ff&token=%00&text=%ed%a0%80secretword"),
    (b"application/x-www-form-urlencoded", b"a=1&" * 2000),
    (b"application/json", b"\xff"),
    (b"application/json", b'{"visit":"\\ud800secretword","action":"shown","language":"en","text":"\\ud800"}'),
    (b"application/json", b'{"visit":"\\u0000","action":"shown","language":"en","text":"secretword\\u0000"}'),
    (b"application/json", b"[" * 15_000),
    (b"application/json", b'{"article":' + b"9" * 10_000 + b"}"),
)
TAKERS = (
    b"/en/contact",
    b"/api/v1/votes",
    b"/api/v1/deflection",
    b"/en/sign-in",
    b"/desk/sign-in",
    b"/en/articles/fees/helpful",
)
CHUNKS = (
    b"zz\r\n",
    b"5\r\nhelloXX",
    b"-1\r\n",
    b"5\r\nhello\r\n0\r\nbad trailer\r\n\r\n",
    b"5;a=\0\r\nhello\r\n0\r\n\r\n",
)
LINES = (
    *(
        b"GET /en/ HTTP/9.9",
        b"GET /en/",
        b"GET",
        b"\x16\x03\x01\x02",
        b"GET /en/?q=secretword HTTP/1.1 x",
        b"get /en/ HTTP/1.1",
    ),
    *(
        b"G\0T /en/ HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"GET " + b"/" * 9000 + b"secretword HTTP/1.1",
        b"CONNECT x:80 HTTP/1.1",
    ),
    *(b"GET /en/search?q=secretword\1 HTTP/1.1", b"GET /en/ HTTP/1.1" + b"\r\nX: y" * 300, b"TRACE / HTTP/1.1"),
)


def request(line: bytes, *fields: bytes, host: bytes = b"x", body: bytes = b"") -> bytes:
    return b"\r\n".join((line, b"Host: " + host, b"Connection: close", *fields, b"", body))


def get(path: bytes, *fields: bytes, host: bytes = b"x") -> bytes:
    return request(b"GET " + path + b" HTTP/1.1", *fields, host=host)


def post(path: bytes, body: bytes, media_type: bytes) -> bytes:
    length = b"Content-Length: %d" % len(body)
    return request(b"POST " + path + b" HTTP/1.1", b"Content-Type: " + media_type, length, body=body)


def chunked(path: bytes, body: bytes) -> bytes:
    fields = (b"Transfer-Encoding: chunked", b"Content-Type: application/json")
    return request(b"POST " + path + b" HTTP/1.1", *fields, body=body)


def envelopes(kind: str) -> Iterator[bytes]:
    """Yield requests that are wrong in one way."""
    if kind == "host":
        yield from (get(path, host=host) for path in PATHS for host in HOSTS)
    elif kind == "address":
        for method in (b"GET ", b"POST ", b"HEAD ", b"BREW "):
            yield from (request(method + target + b" HTTP/1.1", b"Content-Length: 0") for target in TARGETS)
    elif kind == "field":
        yield from (get(path, field) for path in PATHS for field in FIELDS)
        yield from (
            get(path, b"Cookie: " + each) for path in (b"/en/", b"/en/requests/", b"/desk/") for each in COOKIES
        )
        yield post(b"/api/v1/votes?q=secretword", b"{}", b"application/json\r\nOrigin: http://[::1")
    elif kind == "body":
        yield from (post(path, body, media_type) for path in TAKERS for media_type, body in BODIES)
    elif kind == "chunk":
        yield from (chunked(path + b"?q=secretword", body) for path in TAKERS for body in CHUNKS)
    else:
        yield from (request(line) for line in LINES)


def answer_to(site: Served, envelope: bytes) -> bytes:
    with site.connect() as client:
        client.sendall(envelope)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize("kind", ["host", "address", "field", "body", "chunk", "line"])
def test_a_strange_envelope_is_no_fault_of_ours(served: Served, kind: str) -> None:
    faults = []
    for envelope in envelopes(kind):
        answer = answer_to(served, envelope)
        status = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
        if status is None or not (status[1] < b"500" or status[1] == b"501"):
            faults.append((envelope[:200], answer[:60]))
    assert faults == []
    log = served.log.read_bytes()
    assert SECRET not in log
    assert b"Traceback" not in log


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_no_name_is_a_bad_request(served: Served, host: bytes) -> None:
    assert answer_to(served, get(b"/en/", host=host)).startswith(b"HTTP/1.1 400 ")


def test_a_chunk_that_cannot_be_read_is_a_bad_request(served: Served) -> None:
    for body in CHUNKS:
        assert answer_to(served, chunked(b"/api/v1/votes", body)).startswith(b"HTTP/1.1 400 ")
