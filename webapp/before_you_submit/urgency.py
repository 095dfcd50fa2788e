"""Whether a request cannot wait, whatever topic was chosen for it."""

from __future__ import annotations

from dataclasses import replace

from webapp.before_you_submit.asking import Asked, suggest
from webapp.before_you_submit.forms import ContactForm
from webapp.before_you_submit.pages import CategoryChoice
from webapp.texts.questions import QUESTION_LETTERS
from webapp.texts.typed import one_line


def is_urgent(asked: Asked, form: ContactForm, choices: tuple[CategoryChoice, ...]) -> bool:
    """Return whether the chosen topic, the question, the subject or what was described is urgent."""
    if form.category.data in [each.key for each in choices if each.is_urgent]:
        return True
    texts = (asked.text, form.subject.data, form.description.data)
    said = {one_line(text or "")[:QUESTION_LETTERS] for text in texts}
    return any(is_urgent_question(replace(asked, text=text)) for text in sorted(said) if text)


def is_urgent_question(asked: Asked) -> bool:
    """Return whether what was asked cannot wait, as far as the search can tell."""
    suggestion = suggest(asked)
    return suggestion is not None and suggestion.is_urgent
