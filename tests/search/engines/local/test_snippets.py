"""Snippets:

1. Marks cut the words that matched.
2. Marks stand in order, within the text, and never overlap.
3. The densest passage is shown, the first of equals; a word counts once however often it stands there.
4. A passage begins where its sentence begins, if that is near; else with an ellipsis.
5. A passage that stops before the end of the text ends with its sentence or an ellipsis.
6. A passage lies within one section, and the hit names its anchor.
7. Text that looks like HTML is left alone.
8. An article whose sections hold nothing that was asked shows its summary, without marks.
9. Passages are at most as long as the settings say, but for a single longer word.
10. Words that tell little beside others are not marked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, open_analyzer
from search.engines.local.snippets import merged, sentence_start
from search.model import Section, Snippet
from search.settings import SnippetSettings
from tests.factories import article, retrieve, section, segment, shelf

ENGLISH = open_analyzer("en")
SETTINGS = SnippetSettings()
FILLER = "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt "
OTHERS = [article(f"en/z{number}", f"Other {number}", FILLER) for number in range(5)]


def passage(text: str | Sequence[Section], query: str, summary: str = "", title: str = "") -> tuple[str, Snippet]:
    """Return anchor and snippet of the only article that can be found."""
    found = article("en/a", title, text, keywords=[query], summary=summary)
    shortlist = retrieve(shelf(segment([found, *OTHERS], ENGLISH)), ENGLISH, f"{query} ")
    places = [place for place in range(len(shortlist)) if shortlist.article_id(place) == "en/a"]
    _, anchor, snippet = shortlist.passage(places[0])
    return anchor, snippet


def marked(text: str, query: str) -> str:
    """Return the snippet with its marks in brackets."""
    _, snippet = passage(text, query)
    shown, last = "", 0
    for start, end in snippet.marks:
        shown += f"{snippet.text[last:start]}[{snippet.text[start:end]}]"
        last = end
    return shown + snippet.text[last:]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Your pin is secret.", "pin", "Your [pin] is secret."),
        ("Pin at the start.", "pin", "[Pin] at the start."),
        ("At the end: pin", "pin", "At the end: [pin]"),
        ("pin", "pin", "[pin]"),
        ("The PINS of cards.", "pin", "The [PINS] of cards."),
        ("Žltý kôň.", "kon", "Žltý [kôň]."),
        ("Send an e-mail now.", "email", "Send an [e-mail] now."),
        ("Send an e-mail now.", "mail", "Send an e-[mail] now."),
        ("Costs 5 € a day.", "€", "Costs 5 [€] a day."),
        ("Use <b>pin</b> & 'code'.", "pin", "Use <b>[pin]</b> & 'code'."),
        ("One pin.\nTwo lines.", "pin", "One [pin]. Two lines."),
        ("pin 🙂 pin", "pin", "[pin] 🙂 [pin]"),
        ("Pin card, card pin.", "pin card", "[Pin] [card], [card] [pin]."),
    ],
)
def test_marks_cut_the_words_that_matched(text: str, query: str, expected: str) -> None:
    assert marked(text, query) == expected


@given(
    st.lists(
        st.sampled_from(["pin", "e-mail", "card", "lorem", "ipsum,", "dolor.", "x" * 300, "\n", "🙂"]), max_size=90
    )
)
def test_marks_stand_in_order_within_the_text_and_apart(words: list[str]) -> None:
    _, snippet = passage(" ".join(words), "pin email card")
    places = [place for mark in snippet.marks for place in mark]
    assert places == sorted(places)
    assert all(start < end <= len(snippet.text) for start, end in snippet.marks)
    cut = {snippet.text[start:end] for start, end in snippet.marks}
    assert cut <= {"pin", "e-mail", "card"}
    assert bool(cut) == bool({"pin", "e-mail", "card"} & set(words))


def test_the_densest_passage_is_shown() -> None:
    text = f"A pin. {FILLER * 5}. The pin of a card. {FILLER * 5}. A card."
    assert marked(text, "pin card").startswith("The [pin] of a [card].")


def test_the_first_of_equally_dense_passages_is_shown() -> None:
    assert marked(f"First pin. {FILLER * 5}. Second pin.", "pin").startswith("First [pin].")


def test_a_word_counts_once_in_a_passage() -> None:
    text = f"Pin pin pin pin. {FILLER * 5}. A pin and a card."
    assert marked(text, "pin card") == "A [pin] and a [card]."


def test_a_passage_begins_where_its_sentence_begins() -> None:
    assert marked(f"{FILLER * 5}. Here you choose the pin. Done.", "pin") == "Here you choose the [pin]. Done."


def test_a_passage_far_from_the_beginning_of_its_sentence_begins_with_an_ellipsis() -> None:
    assert marked(f"{FILLER * 5}pin of a card.", "pin") == "…[pin] of a card."


def test_a_passage_that_stops_within_a_sentence_ends_with_an_ellipsis() -> None:
    shown = marked(f"The pin {FILLER * 5}", "pin")
    assert shown.startswith("The [pin] lorem")
    assert shown.endswith("…")
    assert not shown.endswith(" …")


def test_a_passage_that_stops_with_a_sentence_needs_no_ellipsis() -> None:
    words = " ".join(["word"] * 31)
    assert marked(f"The pin {words}. More text follows.", "pin") == f"The [pin] {words}."


def test_the_last_word_of_a_passage_is_not_cut_off_before_its_comma() -> None:
    words = " ".join(["word"] * 30)
    assert marked(f"Pin {words} card, more text follows.", "pin card") == f"[Pin] {words} [card]…"


def test_a_passage_never_stops_within_a_joined_word() -> None:
    words = " ".join(["word"] * 29)
    assert marked(f"Pin {words} e-mail, more text follows.", "pin") == f"[Pin] {words}…"


def test_lines_are_joined_by_blanks() -> None:
    text = "\n".join(["One", "pin", *["line"] * 60])
    assert marked(text, "pin").startswith("[pin] line line")
    assert "\n" not in marked(text, "pin")


def test_a_passage_lies_within_one_section_and_names_it() -> None:
    sections = [
        section("A card."),
        section("The pin of a card.", "Choose it", "s-choose-it"),
        section("A pin.", "Z", "s-z"),
    ]
    anchor, snippet = passage(sections, "pin card")
    assert (anchor, snippet.text) == ("s-choose-it", "The pin of a card.")


def test_an_empty_section_is_passed_over() -> None:
    sections = [
        section(""),
        section("", "Empty", "s-empty"),
        section("A pin.", "Full", "s-full"),
        section("", "Z", "s-z"),
    ]
    anchor, snippet = passage(sections, "pin")
    assert (anchor, snippet) == ("s-full", Snippet("A pin.", ((2, 5),)))


@pytest.mark.parametrize("sections", [[], [section("")], [section("No such word.")]], ids=["none", "empty", "other"])
def test_an_article_without_a_match_in_its_text_shows_its_summary(sections: list[Section]) -> None:
    assert passage(sections, "pin", summary="About the pin.") == ("", Snippet("About the pin.", ()))


def test_a_passage_is_at_most_as_long_as_the_settings_say() -> None:
    _, snippet = passage("A pin " + "wonderful" * 3 + " wonderfully" * 60, "pin")
    assert len(snippet.text) <= SETTINGS.letters + 2


def test_one_very_long_word_is_shown_and_marked_as_far_as_it_is_kept() -> None:
    word = "x" * 1000
    _, snippet = passage(f"See {word} here.", word)
    assert snippet == Snippet("See " + "x" * 255 + "…", ((4, 259),))


def test_words_that_tell_little_are_not_marked_beside_one_that_tells_much(english: Analyzer) -> None:
    text = "The ledger is the list of the entries."
    articles = [article("en/a", "Ledger", text), *(article(f"en/{n}", "The", "The of is") for n in range(40))]
    shortlist = retrieve(shelf(segment(articles, english)), english, "what is the ledger ")
    ids = [shortlist.article_id(place) for place in range(len(shortlist))]
    _, _, snippet = shortlist.passage(ids.index("en/a"))
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["ledger"]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("One. Two three", 9, 5),
        ("One? Two", 6, 5),
        ("One\nTwo", 5, 4),
        ("One two", 4, 0),
        ("", 0, 0),
        ("x" * 100 + " y", 101, 101),
        ("z. " + "x" * 90 + " y", 94, 94),
    ],
)
def test_a_sentence_begins_behind_the_last_end_that_is_near(text: str, place: int, expected: int) -> None:
    assert sentence_start(text, place) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], ()),
        ([(4, 6), (0, 2)], ((0, 2), (4, 6))),
        ([(0, 4), (2, 6)], ((0, 6),)),
        ([(0, 6), (2, 4)], ((0, 6),)),
        ([(0, 2), (2, 4)], ((0, 2), (2, 4))),
        ([(0, 2), (0, 2)], ((0, 2),)),
    ],
    ids=["none", "unsorted", "overlapping", "contained", "adjacent", "equal"],
)
def test_marks_that_overlap_become_one(marks: list[tuple[int, int]], expected: tuple[tuple[int, int], ...]) -> None:
    assert merged(marks) == expected
