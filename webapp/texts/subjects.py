"""The subject of a request whose customer wrote a text and no subject."""

from __future__ import annotations

import re

from search import shortened

WORD = r"(?:[ \t]+(?:de|del|la|al|a|y|o|or|and))*[ \t]+[^\s,:;.!?]+"
GREETINGS = (
    r"^\s*(?:"
    # somebody is addressed: Dear Sir or Madam, Estimado equipo de soporte: Vážená pani Nováková,
    r"(?:dear|estimad[oa@]s?|apreciad[oa]s?|querid[oa]s?|muy señor(?:a|as|es)?|vážen[ýáíé]|vazen[yaie]|mil[ýáíé])"
    rf"(?:{WORD}){{0,3}}[ \t]*(?:[,:;!.]|\n|$)"
    r"|(?:to whom it may concern|a quien (?:corresponda|pueda interesar)|dámy a páni|damy a pani)[ \t]*(?:[,:;!.]|\n|$)"
    # or the day is wished well, with or without a name: Hello Jana, Buenas tardes: Dobrý deň prajem,
    r"|(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|hola|buenos días|buenos dias|buen día|buen dia"
    r"|buenas(?: tardes| noches)?|saludos|dobrý deň|dobry den|dobré ráno|dobre rano|dobrý večer|dobry vecer|pekný deň"
    r"|pekny den|prajem pekný deň|prajem pekny den|zdravím|zdravim|ahojte|ahoj|čaute|caute)"
    r"(?:[ \t]+(?:there|all|everyone|everybody|team|support|a todos|a todas|equipo|prajem|vám|všetkým))*"
    r"(?:[ \t]+[^\s,:;.!?]+(?=[ \t]*(?:[,:;!]|\n|$)))?[ \t]*(?:[,:;!.]+|\n|$|[ \t](?=\S))"
    r")\s*"
)
"""What a letter begins with in one of the languages of the pages; the script is told the same pattern, so it is written
in what both regular expressions know."""

GREETING = re.compile(GREETINGS, re.IGNORECASE)
GREETINGS_IN_A_ROW = 3
SENTENCE = re.compile(r".{12,}?[.!?…](?=\s|$)")


def subject_of(text: str, letters: int) -> str:
    """Return the first sentence or line of ``text`` behind its salutation, cut between words; empty without one."""
    for _ in range(GREETINGS_IN_A_ROW):
        text = GREETING.sub("", text, count=1)
    line = text.strip().partition("\n")[0].strip()
    sentence = SENTENCE.match(line)
    return shortened(sentence.group() if sentence else line, letters)
