"""Addresses: the domain that was typed and no other, and a question about one that is next to a large provider's.

1. A domain keeps what IDNA 2008 keeps; what it does not know is no address, never another one.
2. A slip is asked about, whatever it is: a letter too many, missing, changed, swapped; the end of the domain; no dot.
3. About a provider's own domain, and about what is far from any, nothing is asked.
"""

from __future__ import annotations

import socket

import pytest

from webapp.texts.email_addresses import EMAIL_LETTERS, PROVIDERS, ascii_address, meant_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("x@straße.de", "x@xn--strae-oqa.de"),
        ("x@STRAẞE.de", "x@xn--strae-oqa.de"),
        ("x@strasse.de", "x@strasse.de"),
        ("x@σίσυφος.gr", "x@xn--kxa6ajbbmh.gr"),
        ("x@σίσυφοσ.gr", "x@xn--kxa6akbbkh.gr"),
        ("x@dvořák.cz", "x@xn--dvok-7na33e.cz"),
        ("x@xn--strae-oqa.de", "x@xn--strae-oqa.de"),
        ("Jana.N+1@EXAMPLE.SK", "Jana.N+1@example.sk"),
    ],
)
def test_a_domain_stays_itself(typed: str, address: str) -> None:
    assert ascii_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "x@a\u200db.com",
        "x@a\u200cb.com",
        "x@ex\u00adample.com",
        "x@xn--a.de",
        "x@☃.com",
        "peter@gmail",
        "peter@localhost",
        "x@1.2.3.4",
        "x@[1.2.3.4]",
        "a..b@example.sk",
        '"a b"@example.sk',
        "josé@example.es",
        "=?utf-8?q?x?=@example.sk",
        "x@example.sk.",
        "x@-example.sk",
        "x@exa mple.sk",
        "a@b@example.sk",
        "x@example.sk\nBcc: y@example.sk",
        "@example.sk",
        "jana",
        "",
        f"x@{'a.' * 126}sk",
        f"{'a' * 65}@example.sk",
    ],
)
def test_what_is_none_is_not_made_into_one(typed: str) -> None:
    assert ascii_address(typed) is None


def test_the_longest_address_is_taken() -> None:
    domain = ".".join(["a" * 63, "b" * 63, "c" * 57, "sk"])
    assert ascii_address(f"{'x' * 64}@{domain}"[: EMAIL_LETTERS + 10]) == f"{'x' * 64}@{domain}"
    assert ascii_address(f"{'x' * 64}@d{domain}") is None


def test_nobody_is_asked_whether_a_domain_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert ascii_address("x@no-such-domain-anywhere.sk") == "x@no-such-domain-anywhere.sk"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("peter@gmail.con", "peter@gmail.com"),
        ("peter@gmial.com", "peter@gmail.com"),
        ("peter@gmail", "peter@gmail.com"),
        ("Peter.N@GMIAL.COM", "Peter.N@gmail.com"),
        ("peter@gmailcom", "peter@gmail.com"),
        ("peter@gmail,com", "peter@gmail.com"),
        ("peter@gmail..com", "peter@gmail.com"),
        ("peter@gmail.com.", "peter@gmail.com"),
        ("peter@ gmail.com", "peter@gmail.com"),
        ("peter@gmail.co", "peter@gmail.com"),
        ("peter@gmail.cm", "peter@gmail.com"),
        ("peter@gmail.comm", "peter@gmail.com"),
        ("peter@gmail.sk", "peter@gmail.com"),
        ("peter@gmaill.com", "peter@gmail.com"),
        ("peter@gmai.com", "peter@gmail.com"),
        ("peter@gnail.com", "peter@gmail.com"),
        ("peter@gmial.con", "peter@gmail.com"),
        ("peter@hotmial.com", "peter@hotmail.com"),
        ("peter@hotmal.es", "peter@hotmail.es"),
        ("peter@outlok.com", "peter@outlook.com"),
        ("peter@yahho.es", "peter@yahoo.es"),
        ("peter@iclod.com", "peter@icloud.com"),
        ("peter@azte.sk", "peter@azet.sk"),
        ("peter@azet", "peter@azet.sk"),
        ("peter@zoznan.sk", "peter@zoznam.sk"),
        ("peter@centum.sk", "peter@centrum.sk"),
        ("peter@firma.con", "peter@firma.com"),
    ],
)
def test_a_slip_is_asked_about(typed: str, meant: str) -> None:
    assert meant_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *(f"peter@{each}" for each in PROVIDERS),
        "Peter@GMAIL.com",
        "peter@example.sk",
        "peter@post.es",
        "peter@most.sk",
        "peter@hotmail.se",
        "peter@yahoo.ca",
        "peter@firma.co",
        "peter@gml.com",
        "peter@mu.com",
        "peter@gmail.example.com",
        "peter@straße.de",
        "peter",
        "@gmial.com",
        "",
        "@",
    ],
)
def test_nothing_is_asked_about_what_may_well_be_right(typed: str) -> None:
    assert meant_address(typed) == ""
