"""What redaction promises.

1. E-mail addresses, phone, card and account numbers, DNI, NIE and rodné číslo, IP and crypto addresses, long numbers
   and passwords are replaced by a word in brackets.
2. Numbers with check digits are told by these: a wrong one is only a long number.
3. Amounts, dates, error codes and follow-up codes stay.
4. A second call changes nothing, whatever the text.
5. Nothing that a pattern matches is left, however the number is grouped and whatever stands beside it.
6. It is fast enough to be called on every query, and its work grows with the length of the text, whatever it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import redact
from search.deflection.redaction import (
    DNI_LETTERS,
    EMAIL,
    IBAN_LENGTHS,
    IP,
    NUMBER,
    PASSWORD,
    holds_card,
    ip_label,
    number_label,
)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("write to jana.novakova+bank@mail.example.co.uk please", "write to [email] please"),
        ("josé@correo.es, x@y.sk", "[email], [email]"),
        ("call +421 905 123 456", "call [phone]"),
        ("tel. 0905 123 456, 0905123456, 00421905123456", "tel. [phone], [phone], [phone]"),
        ("llámame al 600 123 456 o 600123456 o 91 123 45 67", "llámame al [phone] o [phone] o [phone]"),
        ("(555) 123-4567", "[phone]"),
        ("card 4111 1111 1111 1111 ends", "card [card] ends"),
        ("4111-1111-1111-1111, 378282246310005", "[card], [card]"),
        ("IBAN ES91 2100 0418 4502 0005 1332 and more", "IBAN [iban] and more"),
        ("sk3112000000198742637541", "[iban]"),
        ("GB29-NWBK-6016-1331-9268-19", "[iban]"),
        ("DE89 37 04 00 44 05 32 01 30 00", "[iban]"),
        ("my DNI is 12345678Z", "my DNI is [id]"),
        ("12.345.678-Z, X1234567L, x-1234567-l", "[id], [id], [id]"),
        ("rodné číslo 850312/1231 alebo 8503121231", "rodné číslo [id] alebo [id]"),
        ("rodné číslo 536015/123", "rodné číslo [id]"),
        ("from 192.168.1.77 and 2001:db8::8a2e:370:7334", "from [ip] and [ip]"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "[wallet]"),
        ("to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa!", "to [wallet]!"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "[wallet]"),
        ("reference 20114455667", "reference [number]"),
        ("password: hunter2 does not work", "password: [password] does not work"),
        ("heslo: Tajne1 nejde", "heslo: [password] nejde"),
        ("mi contraseña: 'secreta' falla", "mi contraseña: [password] falla"),
        ("my password is hunter2", "my password is [password]"),
    ],
)
def test_personal_data_becomes_a_word_in_brackets(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("4111 1111 1111 1112", "[number]"),
        ("SK32 1234 5678 9012 3456 7890", "SK[number]"),
        ("12345678A", "[number]A"),
        ("8503121235", "[number]"),
        ("851345/1234", "[phone]"),
    ],
)
def test_a_wrong_check_digit_leaves_a_long_number(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "VT-7K3M9-QPX2A-B4CDE",
        "my request VT-7K3M9-QPX2A-B4CDE of 12.05.2024 about E-1042 and E-2210",
        "E-1042, E-2210, E-3307 and E-5001",
        "1.234.567,89 €",
        "1 000 000 000 EUR were booked",
        "€ 250,50 or 12,345.67 USD or 99.9 %",
        "0.00012345 BTC, 1500.12345678 USDT",
        "31.01.2024 14:30, 2024-01-31, 31/01/2024, 31. 1. 2024, 20240131",
        "between 01.01.2024 - 31.01.2024 at 12:30:05",
        "2024-01-31 1000",
        "in 2023-2024 for 30 days",
        "my password is wrong",
        "the page says: error 500",
        "@ventanilla on the forum",
        "version 1.2.3.4.5, std::vector",
        "donaudampfschifffahrtsgesellschaft",
        "",
    ],
)
def test_amounts_dates_and_codes_stay(text: str) -> None:
    assert redact(text) == text


def test_an_error_code_stays_beside_a_phone_number() -> None:
    assert redact("E-1042 600 123 456") == "E-1042 [phone]"


def test_a_date_stays_beside_a_card_number() -> None:
    assert redact("31.01.2024 4111 1111 1111 1111") == "31.01.2024 [card]"


PARTS = st.one_of(
    st.text(max_size=8),
    st.text("0123456789 .-/()+,:", max_size=24),
    st.sampled_from(
        ["@", "a@b.cd", "password: ", "heslo=", "ES91", "SK31", "0x", "bc1q", "€", "E-", "[card]", "X", "Z", "::"]
    ),
    st.from_regex(r"\d{8}[A-Z]", fullmatch=True),
    st.from_regex(r"[1-9A-HJ-NP-Za-km-z]{26,30}", fullmatch=True),
)


@given(st.lists(PARTS, max_size=8).map("".join))
@example("12345678Z12345678Z12345678Z")
@example("password: password: pin: [password] clave:x")
@example("1.1.1.1.1.1.1.1 1.1.1.1")
def test_a_second_call_changes_nothing(text: str) -> None:
    redacted = redact(text)
    assert redact(redacted) == redacted


@given(st.lists(PARTS, max_size=8).map("".join))
def test_nothing_that_a_pattern_matches_is_left(text: str) -> None:
    redacted = redact(text)
    assert not EMAIL.search(redacted)
    assert not PASSWORD.search(redacted)
    assert IP.sub(ip_label, redacted) == redacted
    assert NUMBER.sub(number_label, redacted) == redacted


def grouped(number: str, gap: str, sizes: list[int]) -> str:
    """Return ``number`` with ``gap`` between groups of ``sizes``, repeated."""
    groups: list[str] = []
    place = 0
    while place < len(number):
        size = sizes[len(groups) % len(sizes)]
        groups.append(number[place : place + size])
        place += size
    return gap.join(groups)


GAPS = st.sampled_from(["", " ", "-", ".", "\u00a0"])
SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=4)
BESIDE = st.sampled_from(["", " ", ", ", " my card ", "x: ", "\n", "("])


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit is right.  Luhn 1960, US patent 2950048."""
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(each), 10)) for each in even)) % 10 == 0


def with_luhn_digit(digits: str) -> str:
    return next(digits + str(last) for last in range(10) if passes_luhn(digits + str(last)))


@given(st.from_regex(r"[3-6][0-9]{11,17}", fullmatch=True).map(with_luhn_digit), GAPS, SIZES, BESIDE)
def test_a_card_number_is_found_in_any_grouping(card: str, gap: str, sizes: list[int], beside: str) -> None:
    redacted = redact(f"{beside}{grouped(card, gap, sizes)} thanks")
    assert redacted in (f"{beside}[card] thanks", f"{beside[:-1]}[card] thanks")


@given(st.lists(st.from_regex(r"[0-9]{1,20}", fullmatch=True), min_size=1, max_size=8))
def test_a_card_is_any_13_to_19_digits_of_whole_groups_with_the_right_check_digit(groups: list[str]) -> None:
    runs = ("".join(groups[first:last]) for first in range(len(groups)) for last in range(first + 1, len(groups) + 1))
    assert holds_card(groups) == any(13 <= len(run) <= 19 and passes_luhn(run) for run in runs)


def with_iban_digits(country: str, rest: str) -> str:
    number = int("".join(str(int(each, 36)) for each in rest + country + "00"))
    return f"{country}{98 - number % 97:02}{rest}"


@st.composite
def ibans(draw: Callable[[st.SearchStrategy[str]], str]) -> str:
    country = draw(st.sampled_from(sorted(IBAN_LENGTHS)))
    rest = draw(st.text("0123456789", min_size=(size := IBAN_LENGTHS[country] - 4), max_size=size))
    return with_iban_digits(country, rest)


@given(ibans(), GAPS, SIZES, st.sampled_from(["", " ", ", ", "iban: ", "\n", "("]))
def test_an_account_number_is_found_in_any_grouping(iban: str, gap: str, sizes: list[int], beside: str) -> None:
    assert redact(f"{beside}{grouped(iban, gap, sizes)} thanks") == f"{beside}[iban] thanks"


@given(st.integers(0, 99_999_999), st.sampled_from(["", "-", " "]))
def test_every_dni_is_found(number: int, gap: str) -> None:
    assert redact(f"DNI {number:08}{gap}{DNI_LETTERS[number % 23]}.") == "DNI [id]."


@given(st.dates(date(1954, 1, 1), date(2020, 12, 31)), st.integers(0, 90), st.booleans())
def test_every_birth_number_is_found(born: date, order: int, is_woman: bool) -> None:
    beginning = f"{born.year % 100:02}{born.month + 50 * is_woman:02}{born.day:02}{order:02}"
    number = next(f"{beginning}{last:02}" for last in range(100) if int(f"{beginning}{last:02}") % 11 == 0)
    assert redact(f"rč {number[:6]}/{number[6:]}.") == "rč [id]."


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("call +421905", "call +421905"),
        ("call +4219051", "call [phone]"),
        ("call 1234567", "call 1234567"),
        ("call 12345678", "call [number]"),
        ("call 12 34 56 78", "call 12 34 56 78"),
        ("call 12 34 56 789", "call [phone]"),
        ("call 123 456 789 012", "call [phone]"),
        ("call 123 456 789 0123", "call [number]"),
        ("card 41111111111 1 1", "card [number]"),
        ("E-12345 6789", "E-12345 6789"),
        ("E-123456 789", "E-[phone]"),
        ("rč 530101/123", "rč [id]"),
        ("rč 540101/123", "rč [phone]"),
        (f"iban {with_iban_digits('NO', '1234567ABCD')}", "iban [iban]"),
        ("E-1234567 E-12345678", "E-1234567 E-[number]"),
    ],
)
def test_so_many_digits_tell_and_one_fewer_does_not(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.speed
def test_two_hundred_characters_take_microseconds() -> None:
    text = (
        "Hello, since 31.01.2024 I cannot pay 250,00 EUR and order VT-7K3M9-QPX2A-B4CDE is open. The page says E-1042. "
        * 2
    )
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(200):
            redact(text[:200])
        times.append((time.perf_counter() - start) / 200)
    assert min(times) < 200e-6


GLUED = with_iban_digits("NO", "ABCDEFGHIJK")
HOSTILE = (
    *("1.", "1-", "1 ", "1..", "00", "+", "(+", "1,5 ", "1 000 ", "E-1042 ", "12/12/1999 ", "2026-01-01", "12345678Z"),
    *("@", "@@@", "a@", "a.", "a.a.a.", "a@a.", "x", "a-1", "0x", "bc1", ":1", "::", "a:", "1.1.", "1.1.1.1 "),
    *("ES91", "ES9121000418450200051332", "ES91 2100 0418 4502 0005 1332", "A A 1 1 ", "AA11", GLUED, f"XX12{GLUED}"),
    *("pin: ", "pin is ", "pin ", "pin:[", "clave: [x] ", "password 1", "4111 1111 1111 1111 ", "€", "1\n"),
)
"""Pieces of which texts are made that a stranger may send."""


def steps_and_letters(text: str) -> tuple[int, int]:
    """Return how many functions are called to redact ``text``, and how many letters their texts have in all."""
    calls = letters = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls, letters
        if event == "call":
            calls += 1
            letters += sum(len(each) for each in frame.f_locals.values() if isinstance(each, (str, list)))

    sys.setprofile(count)
    try:
        redact(text)
    finally:
        sys.setprofile(None)
    return calls, letters


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    calls, letters = steps_and_letters(piece * (2_500 // len(piece)))
    more_calls, more_letters = steps_and_letters(piece * (10_000 // len(piece)))
    assert more_calls <= 5 * calls + 50
    assert more_letters <= 5 * letters + 10_000


@pytest.mark.speed
@pytest.mark.parametrize("piece", HOSTILE)
def test_ten_thousand_hostile_letters_take_milliseconds(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    times = []
    for _ in range(3):
        start = time.process_time()
        redact(text)
        times.append(time.process_time() - start)
    assert min(times) < 0.05
