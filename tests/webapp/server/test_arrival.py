"""Where a request ends, whatever pieces it comes in.

1. A request is whole with the last byte of its body, cut anywhere; what follows is the beginning of the next.
2. What tells two ends, or none, is refused; a head that is only odd is left to whoever answers.
3. A head has a deadline, and a body one that every byte moves; nothing is waited for that is too long.
"""

from __future__ import annotations

from contextlib import closing

import pytest

from webapp.server.arrival import BODY_S, HEAD_BYTES, HEAD_S, LEAST_RATE, LINE_BYTES, MOST_BYTES, Arrival

GET = b"GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: x\r\ncontent-length : 5\r\n\r\nhello"
CHUNKED = b"POST /a HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
CHUNKS = CHUNKED + b"5;name=value\r\nhello\r\n00a\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\nSum: 1\r\n\r\n"


def arrived(*pieces: bytes, now_s: float = 0.0) -> Arrival:
    found = Arrival(now_s)
    for piece in pieces:
        found.feed(piece, now_s)
    return found


@pytest.mark.parametrize("request_", [GET, POST, CHUNKS], ids=["no body", "length", "chunks"])
def test_a_request_is_whole_with_its_last_byte_wherever_it_is_cut(request_: bytes) -> None:
    for cut in range(1, len(request_)):
        with closing(arrived(request_[:cut])) as found:
            assert (found.is_whole, found.rest) == (False, b"")
            found.feed(request_[cut:] + b"GET", 0.0)
            assert (found.is_whole, found.refusal, found.rest) == (True, 0, b"GET")
            found.received.seek(0)
            assert found.received.read() == request_
    with closing(Arrival(0.0)) as bytewise:
        for number in range(len(request_)):
            assert not bytewise.is_whole
            bytewise.feed(request_[number : number + 1], 0.0)
        assert bytewise.is_whole


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
        (CHUNKED + b"zz\r\n", 400),
        (CHUNKED + b"-5\r\n", 400),
        (CHUNKED + b"0x5\r\n", 400),
        (CHUNKED + "٣\r\n".encode(), 400),
        (CHUNKED + b"1_0\r\n", 400),
        (CHUNKED + b"\r\n", 400),
        (CHUNKED + b"2\r\nabc\r\n", 400),
        (CHUNKED + b"5" * (LINE_BYTES + 1), 400),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES, 431),
    ],
)
def test_what_has_two_ends_or_none_is_refused(request_: bytes, status: int) -> None:
    with closing(arrived(request_)) as found:
        assert (found.is_whole, found.refusal) == (True, status)


def test_an_odd_head_without_a_body_is_left_to_who_answers() -> None:
    with closing(arrived(b"\x00\xff\r\n: :\r\n\r\n")) as found:
        assert (found.is_whole, found.refusal) == (True, 0)


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10**30])
@pytest.mark.parametrize("head", [b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n", CHUNKED + b"%x\r\n"])
def test_a_body_that_is_too_large_is_not_waited_for(head: bytes, size: int) -> None:
    with closing(arrived(head % size)) as found:
        assert (found.is_whole, found.is_cut, found.refusal) == (True, True, 0)


def test_a_head_has_a_deadline_that_no_byte_moves() -> None:
    with closing(Arrival(0.0)) as found:
        found.feed(b"G", 3.0)
        found.feed(b"ET", 9.0)
        assert found.deadline_s() == 3.0 + HEAD_S


def test_a_body_has_one_that_every_byte_moves_a_little() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n"
    with closing(arrived(head, now_s=3.0)) as found:
        assert found.deadline_s() == 3.0 + BODY_S + len(head) / LEAST_RATE
        found.feed(b"x" * LEAST_RATE, 4.0)
        assert found.deadline_s() == 3.0 + BODY_S + len(head) / LEAST_RATE + 1


def test_who_asks_before_sending_a_body_is_known() -> None:
    with closing(arrived(b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")) as found:
        assert (found.wants_word, found.is_whole) == (True, False)
