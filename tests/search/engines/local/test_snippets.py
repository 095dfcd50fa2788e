"""Snippets:

1. Marks cut the words that matched.
2. Marks stand in order, within the text, and never overlap.
3. The sentence that holds most of what was asked is shown, the first of equals; a word counts once in a sentence.
4. What fits beside it is shown with it, the better neighbour first; after a question or a heading, what follows.
5. Items of a list and rows of a table never run together with anything.
6. A sentence that is too long is cut at words, with an ellipsis at each end that is cut.
7. A passage lies within one section, and the hit names its anchor; the words of a heading count for its section.
8. Text that looks like HTML is left alone.
9. An article that holds nothing that was asked in its text shows its summary, without marks.
10. Passages are at most as long as the settings say.
11. Words that tell little beside others are not marked.
12. Of sentences that hold the same words, the one nearest in meaning is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, open_analyzer
from search.content.rendering import render
from search.engines.local.snippets import merged
from search.model import Section, Snippet
from search.settings import SnippetSettings
from tests.factories import BY_MEANING, article, retrieve, section, segment, shelf

ENGLISH = open_analyzer("en")
SETTINGS = SnippetSettings()
FILLER = "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt "
LONG = FILLER.capitalize() + FILLER * 3
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


def test_the_sentence_that_holds_most_is_shown() -> None:
    text = f"A pin. {LONG}. The pin of a card. {LONG}. A card."
    assert marked(text, "pin card") == "The [pin] of a [card]."


def test_the_first_of_equal_sentences_is_shown() -> None:
    assert marked(f"First pin. {LONG}. Second pin.", "pin") == "First [pin]."


def test_a_word_counts_once_in_a_sentence() -> None:
    text = f"Pin pin pin pin. {LONG}. A pin and a card."
    assert marked(text, "pin card") == "A [pin] and a [card]."


def test_neighbours_that_fit_whole_are_shown_too() -> None:
    text = f"{LONG}. Before it. The pin. After it. {LONG}."
    assert marked(text, "pin") == "Before it. The [pin]. After it."


def test_the_better_neighbour_comes_first() -> None:
    one, other = f"The card {FILLER * 2}.", f"The box {FILLER * 2}."
    assert marked(f"{one} The pin of a card. {other}", "pin card").startswith("The [card] lorem")
    assert marked(f"{other} The pin of a card. {one}", "pin card").startswith("The [pin] of a [card]. The [card]")


@pytest.mark.parametrize("lead", ["Where is the pin of a card? ", "The pin of a card: ", "The pin of a card\n"])
def test_what_leads_on_is_shown_with_what_follows(lead: str) -> None:
    before, answer = f"The card {FILLER * 2}.", f"On its back {FILLER}."
    _, snippet = passage(f"{before} {lead}{answer}", "pin card")
    parted = "The pin of a card · " if lead.endswith("\n") else lead
    assert snippet.text.startswith(f"{parted}On its back")


def test_abbreviations_and_decimals_do_not_end_a_sentence() -> None:
    text = f"{LONG}. The pin costs approx. 3.5 euros, e.g. Mr. Novak paid it. {LONG}."
    assert marked(text, "pin") == "The [pin] costs approx. 3.5 euros, e.g. Mr. Novak paid it."


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Before it:\n\n- Take the card.\n- Choose the pin.\n- Close the box.", "Choose the [pin]."),
        ("1. Take the card.\n2. Choose the pin. Say nothing.\n3. Go.", "Choose the [pin]. Say nothing."),
        ("| Card | Code |\n|--|--|\n| Blue | No. Pin |\n| Red | Code |", "Blue · No. [Pin]"),
        ("Choose the pin.\n\n- Take the card.", "Choose the [pin]."),
    ],
    ids=["list", "steps", "table", "paragraph before a list"],
)
def test_items_and_rows_never_run_together(markdown: str, expected: str) -> None:
    _, snippet = passage(render(markdown), "pin")
    shown = "".join(f"[{snippet.text[a:b]}]" if mark else snippet.text[a:b] for a, b, mark in parts(snippet))
    assert shown == expected


def parts(snippet: Snippet) -> list[tuple[int, int, bool]]:
    """Return the parts of a snippet, and which are marked."""
    places = [0, *(place for mark in snippet.marks for place in mark), len(snippet.text)]
    return [(a, b, number % 2 == 1) for number, (a, b) in enumerate(pairwise(places))]


def test_a_long_sentence_is_shown_from_its_beginning_where_that_holds_all() -> None:
    shown = marked(f"The pin {FILLER * 5}", "pin")
    assert shown.startswith("The [pin] lorem")
    assert shown.endswith("…")
    assert not shown.endswith(" …")


def test_a_long_sentence_is_cut_around_what_was_asked() -> None:
    shown = marked(f"{FILLER * 5} the pin of a card {FILLER * 5}", "pin card")
    assert "[pin] of a [card]" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_sentence_is_never_cut_within_a_word() -> None:
    text = f"The pin {'e-mail ' * 80}"
    shown = marked(text, "pin")
    assert shown.removesuffix("…").split()[-1] == "e-mail"


def test_lines_of_prose_are_joined_by_blanks() -> None:
    text = "\n".join(["One.", "Pin.", *["Line."] * 90])
    assert marked(text, "pin").startswith("[Pin]. Line. Line.")
    assert "\n" not in marked(text, "pin")


def test_nothing_stands_before_a_heading() -> None:
    assert marked("The card.\nPin\nOn its back.\nBox\nIn it.", "pin") == "[Pin] · On its back."


def test_a_passage_lies_within_one_section_and_names_it() -> None:
    sections = [
        section("A card."),
        section("The pin of a card.", "Choose it", "s-choose-it"),
        section("A pin.", "Z", "s-z"),
    ]
    anchor, snippet = passage(sections, "pin card")
    assert (anchor, snippet.text) == ("s-choose-it", "The pin of a card.")


def test_the_words_of_a_heading_count_for_its_section() -> None:
    sections = [section("A card is here."), section("A card is there.", "Pin", "s-pin")]
    anchor, snippet = passage(sections, "pin card")
    assert (anchor, snippet.text) == ("s-pin", "A card is there.")


def test_a_section_whose_heading_alone_was_asked_for_is_shown() -> None:
    assert passage([section("One."), section("Here. There.", "Pin", "s-pin")], "pin", "summary") == (
        "s-pin",
        Snippet("Here. There.", ()),
    )


def test_of_sentences_with_the_same_words_the_nearest_in_meaning_is_shown() -> None:
    near, far = "The card was stolen by a thief.", "The card is blue and made of paper."
    for text in (f"{near} {LONG}. {far}", f"{far} {LONG}. {near}"):
        articles = [article("en/a", "Card", text), *OTHERS]
        shortlist = retrieve(
            shelf(segment(articles, ENGLISH, settings=BY_MEANING)), ENGLISH, "robbed card ", settings=BY_MEANING
        )
        place = [shortlist.article_id(number) for number in range(len(shortlist))].index("en/a")
        assert shortlist.passage(place)[2].text.startswith("The card was stolen")


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


def test_marks_stay_at_their_words_behind_lines_that_no_sign_ends() -> None:
    assert (
        marked("Pin\nOn its back, the pin.\nAsk for a pin.", "pin")
        == "[Pin] · On its back, the [pin]. Ask for a [pin]."
    )
