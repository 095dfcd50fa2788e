"""What is an e-mail address, and which one somebody meant who typed another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

EMAIL_LETTERS = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""

ENCODED = "=?"
"""Beginning of a word that mail programs decode, and then see another address.  RFC 2047, section 2."""


def lines_of(path: Path) -> tuple[str, ...]:
    """Return the lines of a file of words, without its comments."""
    return tuple(line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))


PROVIDERS = lines_of(Path(__file__).with_name("mail_providers.txt"))
"""Where customers have their mail, the most common first."""

ONLY_THERE = ("gmail.com", "googlemail.com", "icloud.com")
"""Those of them whose name under another top-level domain is nobody's mailbox."""

NO_TOP_LEVELS: Mapping[str, str] = {
    **dict.fromkeys(("con", "cmo", "ocm", "comm", "coom", "ccom", "vom", "xom", "cim", "cpm", "copm", "c0m"), "com"),
    **dict.fromkeys(("nte", "ent", "nett", "met"), "net"),
    **dict.fromkeys(("ogr", "rog", "orgg"), "org"),
}
"""What fingers make of a top-level domain, and there is none of -> the one that was meant."""

TELLING_LETTERS = 5
"""A shorter name with another letter is too often somebody else's: only swapped letters are asked about."""

SWAPPED_LETTERS = 4
"""Of names that are shorter still nothing is asked."""

SEPARATORS = re.compile(r"[\s,;.]+")
"""What people type for the dot."""


def ascii_address(text: str) -> str | None:
    """Return the address ``text`` as letters are sent to it, its domain in ASCII (IDNA 2008); None where it is none.

    Nobody is asked whether its domain exists.
    """
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        return None
    return None if address is None or len(address) > EMAIL_LETTERS or ENCODED in address else address


def meant_address(text: str) -> str:
    """Return the address that was probably meant; empty where ``text`` is not next to one of a large provider."""
    local, at, domain = text.rpartition("@")
    typed = domain.casefold()
    meant = meant_domain(SEPARATORS.sub(".", typed).strip("."))
    address = ascii_address(f"{local.strip()}@{meant}") if at and meant and meant != typed else None
    return address or ""


def meant_domain(typed: str) -> str:
    """Return the domain that was probably meant; ``typed`` itself where that is a known one, empty for any other."""
    if typed in PROVIDERS:
        return typed
    rest, dot, top = typed.rpartition(".")
    mended = f"{rest}.{NO_TOP_LEVELS[top]}" if dot and top in NO_TOP_LEVELS else ""
    if mended in PROVIDERS:
        return mended
    return next(near(mended or typed), mended)


def near(typed: str) -> Iterator[str]:
    """Yield the providers that ``typed`` is a slip of, the most common first."""
    name, _, top = typed.partition(".")
    for provider in PROVIDERS:
        its_name, _, its_top = provider.partition(".")
        is_cut = typed in (its_name, provider.replace(".", ""))
        is_name_wrong = top == its_top and is_slip(name, its_name)
        is_elsewhere = provider in ONLY_THERE and "." not in top
        is_top_wrong = name == its_name and (is_elsewhere or (its_top == "com" and is_slip_of_com(top)))
        if (is_cut and len(typed) >= SWAPPED_LETTERS) or is_name_wrong or is_top_wrong:
            yield provider


def is_slip_of_com(top: str) -> bool:
    """Return whether ``top`` is what is left of ``com`` without a letter, or with one too many."""
    return top in ("co", "cm", "om") or (len(top) == len("com") + 1 and is_one_off(top, "com"))


def is_slip(typed: str, right: str) -> bool:
    """Return whether ``typed`` is ``right`` with one slip, and hardly the name of somebody else."""
    if len(right) >= TELLING_LETTERS:
        return is_one_off(typed, right)
    return len(right) >= SWAPPED_LETTERS and is_swapped(typed, right)


def is_one_off(one: str, other: str) -> bool:
    """Return whether one letter is too many, missing, or another, or two neighbours changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = common_prefix(one, other)
    shift = int(len(one) == len(other))
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return longer[start + 1 :] == shorter[start + shift :] or is_swapped(one, other)


def is_swapped(one: str, other: str) -> bool:
    """Return whether two neighbouring letters changed places."""
    start = common_prefix(one, other)
    swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
    return one != other and swapped == other


def common_prefix(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
