"""gunicorn's worker with threads, but for the waiting: a thread only works on requests that have come whole.

The main loop takes the bytes of all connections as they come (``arrival``) and sends those of answers as they are read
(``line``). Slow strangers are told from busy ones by deadlines, and dropped first where there are too many.
"""

from __future__ import annotations

import socket
import sys
import time
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from webapp.server.arrival import LEAST_RATE, MEMORY_BYTES, Arrival
from webapp.server.line import Line

READ_BYTES = 65_536
LOOK_S = 0.5
"""How often deadlines are looked at, in seconds."""

SEND_S = 30.0
"""How long an answer may take to be read however short it is; a longer one at ``LEAST_RATE``."""

LINGER_S = 2.0
"""How long what still comes is read after the last answer, so that its end is not lost on the way. RFC 9112, 9.6."""

SPARE = 0.8
"""Share of ``worker_connections`` from which a waiting one is closed for each that comes."""

MOST_KEPT_BYTES = 512 * 1024 * 1024
"""Bytes of bodies that one process keeps on disk while they come; beyond it the slowest is closed."""

HEALTH = b"/healthz"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
STATUS = {LimitRequestLine: 414, LimitRequestHeaders: 431, ExpectationFailed: 417, UnsupportedTransferCoding: 501}
"""What a request that cannot be understood is answered with, where that is not 400."""


class Caller(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection from its first byte to its last."""

    def __init__(self, cfg: Config, peer: socket.socket, client: Any, server: Any, now_s: float) -> None:
        self.line = Line(peer)
        super().__init__(cfg, self.line, client, server)
        self.arrival = Arrival(now_s)
        self.since_s = now_s
        self.deadline_s: float | None = None
        """When it is closed, where that does not depend on what comes: while it rests, is sent to, or ends."""

        self.is_ending = False

    def due_s(self) -> float:
        """Return when waiting for it ends."""
        return self.arrival.deadline_s() if self.deadline_s is None else self.deadline_s

    def next_request(self, now_s: float) -> None:
        """Wait for the next request, of which a part may be here."""
        rest = self.arrival.rest
        self.arrival.close()
        self.arrival, self.since_s = Arrival(now_s), now_s
        self.initialized, self.parser = False, None
        if rest:
            self.arrival.feed(rest, now_s)

    def is_read_out(self) -> bool:
        """Return whether gunicorn and ``Arrival`` agree about where the request ended."""
        ahead = self.parser.unreader.buf.getvalue() if self.parser else b"?"
        return not ahead and not self.arrival.is_cut and not self.line.recv(1)

    def hang_up(self) -> None:
        """Close the connection and forget all."""
        self.arrival.close()
        self.line.close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Waits for many in one loop, and answers with a few threads; health has a thread of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Caller, None] = {}
        """All connections that no thread works on, those that wait longest first."""

        self.health_pool = ThreadPoolExecutor(1)
        self.looked_s = 0.0

    def init_process(self) -> None:
        """Begin; files are sent as everything else is, by ``Line``."""
        self.cfg.set("sendfile", False)
        super().init_process()

    @classmethod
    def check_config(cls, cfg: Config, log: Logger) -> None:
        """End where gunicorn is to speak TLS, which only a proxy does in front of this worker."""
        if cfg.is_ssl:
            log.error("certfile: this worker speaks no TLS. Let a proxy do so, or use --worker-class gthread.")
            sys.exit(1)

    def accept(self, listener: socket.socket) -> None:
        """Take up a connection, and close one that waits where there are too many."""
        try:
            peer, client = listener.accept()
        except OSError:  # it was gone again, or another process was faster
            return
        self.nr_conns += 1
        caller = Caller(self.cfg, peer, client, listener.getsockname(), time.monotonic())
        if self.waiting and self.nr_conns >= SPARE * self.worker_connections:
            self.drop(min(self.waiting, key=lambda each: (each.arrival.is_body, each.since_s)))
        self.wait_for(caller, EVENT_READ)

    def wait_for(self, caller: Caller, event: int) -> None:
        """Leave ``caller`` to the main loop."""
        self.waiting[caller] = None
        self.poller.register(caller.line, event, partial(self.guarded, caller))

    def leave(self, caller: Caller) -> None:
        """Take ``caller`` from the main loop."""
        del self.waiting[caller]
        self.poller.unregister(caller.line)

    def drop(self, caller: Caller) -> None:
        """Close a connection that waits."""
        self.leave(caller)
        self.hang_up(caller)

    def hang_up(self, caller: Caller) -> None:
        """Close a connection that nothing waits for."""
        self.nr_conns -= 1
        caller.hang_up()

    def guarded(self, caller: Caller, _: object) -> None:
        """Do what ``caller`` is ready for; whatever goes wrong with it is the end of it alone."""
        if caller not in self.waiting:  # closed by an event before this one
            return
        try:
            self.go_on(caller)
        except OSError:
            if caller in self.waiting:
                self.drop(caller)

    def go_on(self, caller: Caller) -> None:
        """Take what came from ``caller``, or send what it can read."""
        if caller.line.unsent:
            if caller.line.flush():
                self.leave(caller)
                self.after_answer(caller)
            return
        data = caller.line.peer.recv(READ_BYTES)
        if caller.is_ending and data:
            return
        if not data:
            self.drop(caller)
            return
        now_s = time.monotonic()
        caller.deadline_s = None
        caller.arrival.feed(data, now_s)
        if caller.arrival.is_whole:
            self.leave(caller)
            self.enqueue_req(caller)
        elif caller.arrival.wants_word:
            caller.arrival.wants_word = False
            caller.line.peer.send(GO_ON)
        if caller.arrival.size > MEMORY_BYTES:
            self.make_room()

    def make_room(self) -> None:
        """Close the slowest of those that keep files while these are too much together."""
        kept = [each for each in self.waiting if each.arrival.size > MEMORY_BYTES]
        if sum(each.arrival.size for each in kept) > MOST_KEPT_BYTES:
            now_s = time.monotonic()
            self.drop(min(kept, key=lambda each: each.arrival.size / (now_s - each.since_s + LOOK_S)))

    def enqueue_req(self, caller: Caller) -> None:
        """Let a thread answer ``caller``, whose request is whole."""
        if caller.arrival.refusal:
            self.refuse(caller, caller.arrival.refusal)
            return
        caller.line.offer(caller.arrival.received)
        caller.data_ready = True
        is_health = caller.arrival.first_line.split(b" ")[1:2] == [HEALTH]
        answered = (self.health_pool if is_health else self.tpool).submit(self.handle, caller)
        answered.add_done_callback(lambda it: self.method_queue.defer(self.finish_request, caller, it))

    def finish_request(self, caller: Caller, answered: Future[Any]) -> None:
        """Send what is left of the answer, then wait for the next request or end."""
        try:
            stays = not answered.cancelled() and answered.exception() is None and bool(answered.result())
            caller.is_ending = not (stays and caller.is_read_out())
            self.send_on(caller)
        except OSError:
            self.hang_up(caller)

    def send_on(self, caller: Caller) -> None:
        """Send what the network takes of an answer, and leave the rest to the main loop."""
        if caller.line.flush():
            self.after_answer(caller)
        else:
            caller.deadline_s = time.monotonic() + SEND_S + caller.line.unsent / LEAST_RATE
            self.wait_for(caller, EVENT_WRITE)

    def after_answer(self, caller: Caller) -> None:
        """Wait for what comes next from ``caller``, who has its answer."""
        now_s = time.monotonic()
        caller.line.offer(None)
        if caller.is_ending:
            try:
                caller.line.peer.shutdown(socket.SHUT_WR)
            except OSError:
                self.hang_up(caller)
                return
            caller.deadline_s = now_s + LINGER_S
        else:
            caller.next_request(now_s)
            if caller.arrival.is_whole:
                self.enqueue_req(caller)
                return
            rests_s = self.cfg.keepalive if self.alive else min(self.cfg.keepalive, STOP_KEEPALIVE_LINGER)
            caller.deadline_s = None if caller.arrival.has_begun else now_s + rests_s
        self.wait_for(caller, EVENT_READ)

    def refuse(self, caller: Caller, status: int) -> None:
        """Answer ``caller`` without reading its request, and end."""
        caller.is_ending = True
        try:
            caller.line.sendall(refusal(status))
            self.send_on(caller)
        except OSError:
            self.hang_up(caller)

    def murder_pending(self) -> None:
        """Close what has been waited for long enough; called by every turn of the main loop."""
        now_s = time.monotonic()
        if now_s - self.looked_s < LOOK_S:
            return
        self.looked_s = now_s
        for caller in [each for each in self.waiting if each.due_s() <= now_s]:
            if caller.deadline_s is None and caller.arrival.has_begun:
                self.leave(caller)
                self.refuse(caller, 408)
            else:
                self.drop(caller)

    def _cap_keepalive(self, deadline: float) -> None:
        """Wait for requests that have not begun until ``deadline`` only; gunicorn calls it when it stops."""
        for caller in self.waiting:
            if not caller.arrival.has_begun and not caller.line.unsent:
                caller.deadline_s = min(caller.due_s(), deadline)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what went wrong with a request; the log never holds what was asked, nor who asked."""
        client.sendall(refusal(status_of(exc)))
        if not isinstance(exc, ParseException):
            frames = "".join(traceback.format_tb(exc.__traceback__))
            self.log.error("A request failed: %s.\n%s", type(exc).__name__, frames)


def status_of(error: Exception) -> int:
    """Return what is answered where a request, or answering it, ended with ``error``."""
    if not isinstance(error, ParseException):
        return 500
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def refusal(status: int) -> bytes:
    """Return an answer that says no more than ``status``, after which the connection ends."""
    text = f"{status} {HTTPStatus(status).phrase}"
    fields = f"Connection: close\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n"
    return f"HTTP/1.1 {text}\r\n{fields}\r\n{text}".encode()
