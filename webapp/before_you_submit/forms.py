"""The request form: what may be typed, and what is said where it may not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Form, StringField, TextAreaField, ValidationError
from wtforms.fields import Field as FormField

from webapp.before_you_submit.pages import RequestForm
from webapp.http.form_fields import Field
from webapp.http.typed_addresses import typed_address
from webapp.texts.email_addresses import EMAIL_LETTERS
from webapp.texts.subjects import subject_of
from webapp.texts.typed import lines, one_line

NAME_LETTERS = 100
SUBJECT_LETTERS = 150
DESCRIPTION_LETTERS = 10_000
SEARCHED_LETTERS = 2_000
CATEGORY_LETTERS = 100
"""Longest values, in characters."""

Validator = Callable[[Form, FormField], None]


def required(message: Any) -> Validator:
    """Return a validator that says ``message`` where nothing is typed."""

    def check(form: Form, field: FormField) -> None:
        if not field.data:
            raise ValidationError(str(message))

    return check


def at_most(letters: int) -> Validator:
    """Return a validator that refuses longer values."""

    def check(form: Form, field: FormField) -> None:
        typed = len(field.data or "")
        if typed > letters:
            message = gettext(
                "“%(label)s” has %(typed)s characters. Shorten it to %(letters)s.",
                label=field.label.text,
                typed=typed,
                letters=letters,
            )
            raise ValidationError(message)

    return check


def deliverable(form: Form, field: FormField) -> None:
    """Refuse what is no e-mail address, and ask once about one that is next to another."""
    assert isinstance(form, ContactForm)
    if field.data and form.typed_email.error:
        raise ValidationError(form.typed_email.error)


def cleaned(clean: Callable[[str], str]) -> Callable[[str | None], str]:
    """Return a filter that cleans what is typed, if anything is."""
    return lambda typed: clean(typed or "")


ONE_LINE = (cleaned(one_line),)
LINES = (cleaned(lines),)


class ContactForm(Form):
    """What comes from the form, but for files and what nobody sees."""

    name = StringField(lazy_gettext("Name"), [at_most(NAME_LETTERS)], filters=ONE_LINE)
    email = StringField(
        lazy_gettext("E-mail"),
        [
            required(lazy_gettext("Enter your e-mail address, so that we can answer you.")),
            at_most(EMAIL_LETTERS),
            deliverable,
        ],
        filters=ONE_LINE,
    )
    category = StringField(lazy_gettext("Topic"), [at_most(CATEGORY_LETTERS)], filters=ONE_LINE)
    subject = StringField(
        lazy_gettext("Subject"),
        [required(lazy_gettext("Say in a few words what it is about.")), at_most(SUBJECT_LETTERS)],
        filters=ONE_LINE,
    )
    description = TextAreaField(
        lazy_gettext("Description"),
        [required(lazy_gettext("Describe what happened.")), at_most(DESCRIPTION_LETTERS)],
        filters=LINES,
    )
    searched = StringField(filters=LINES)
    consent = BooleanField()

    def __init__(self, formdata: Any = None, *, known_email: str = "", **values: Any) -> None:
        """Take what came; about ``known_email``, which the customer signed in with, nothing is asked."""
        super().__init__(formdata, **values)
        self.typed_email = typed_address(formdata or {}, known_email)
        if formdata:
            self.email.data = self.typed_email.text

    def check(self, categories: Collection[str] | None) -> bool:
        """Return whether all fields may be kept; ``categories`` are the known ones, None where nobody can tell."""
        is_valid = self.validate()
        if categories is not None and self.category.data and self.category.data not in categories:
            self.category.errors = [gettext("Choose one of the topics.")]
            return False
        return is_valid


def shown(form: ContactForm, attachments_error: str = "") -> RequestForm:
    """Return ``form`` as the page shows it."""
    return RequestForm(
        name=field_of(form.name, NAME_LETTERS),
        email=email_field(form),
        category=field_of(form.category, 0),
        subject=field_of(form.subject, SUBJECT_LETTERS, is_required=True),
        description=field_of(form.description, DESCRIPTION_LETTERS, is_required=True),
        attachments=Field("attachments", gettext("Attachments"), error=attachments_error),
        searched=field_of(form.searched, SEARCHED_LETTERS),
        has_consent=bool(form.consent.data),
    )


def email_field(form: ContactForm) -> Field:
    """Return the field of the address, with the one that was probably meant where that is what is wrong."""
    field = field_of(form.email, EMAIL_LETTERS, is_required=True)
    is_asked = field.error and field.error == form.typed_email.error
    return replace(field, meant=form.typed_email.meant) if is_asked else field


def field_of(field: FormField, letters: int, *, is_required: bool = False) -> Field:
    """Return ``field`` as the page shows it, with the first thing that is wrong."""
    error = str(field.errors[0]) if field.errors else ""
    return Field(field.name, str(field.label.text), field.data or "", error, is_required, letters)


def carried_over(text: str, email: str = "") -> ContactForm:
    """Return the form that begins with ``text``: its first sentence as subject, all of it as description."""
    searched = gettext("Searched: %(text)s", text=text) if text else ""
    subject = subject_of(text, SUBJECT_LETTERS)
    return ContactForm(data={"email": email, "subject": subject, "description": text, "searched": searched})
