"""The requests that the page before a request answers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from flask import Blueprint, Flask, abort, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from search import Band
from webapp.articles.cited import cited, reference_in
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import fold_row
from webapp.articles.openings import SEEN_BY_SCRIPT, Opening, listed, opens, why_open
from webapp.articles.reasons import count_text, heading, reason_text
from webapp.before_you_submit.asking import HITS, Asked, category_choices, details, note, suggest
from webapp.before_you_submit.forms import SEARCHED_LETTERS, ContactForm, carried_over, shown
from webapp.before_you_submit.pages import CategoryChoice, ContactPage, SentPage
from webapp.before_you_submit.urgency import alarm_of, is_urgent
from webapp.config import ContactMode, config
from webapp.database import Action, DatabaseUnavailable
from webapp.database.attachment_quota import NoRoom
from webapp.database.kinds import HeldBecause
from webapp.database.requests_store import (
    AlreadySubmitted,
    NewAttachment,
    NewRequest,
    Receipt,
    stored_names,
    submit,
    waits_because,
)
from webapp.files import attachments
from webapp.files.attachments import RefusedFiles, Upload, no_room
from webapp.http.form_tokens import TokenState, new_token, nonce, require_same_origin, sign, token_state, unsign
from webapp.http.incoming import RETRY_S, allow_files
from webapp.http.visitors import network_key, visitor_key
from webapp.i18n import IN_PATH, LANGUAGES, LanguageLink, language_links
from webapp.own_requests import own_similar
from webapp.sessions import current_customer
from webapp.site import site
from webapp.texts.email_addresses import ascii_address
from webapp.texts.held_requests import held_reason
from webapp.texts.questions import asked_text, sent_text
from webapp.texts.subjects import GREETINGS

PURPOSE = "contact"
SENT_PURPOSE = "sent"
ABOUT_LETTERS = 300
"""Longest key of an article that is looked up."""

log = logging.getLogger(__name__)

blueprint = Blueprint("before_you_submit", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows besides what was asked."""

    form: ContactForm
    token: str
    submission: str
    notice: str = ""
    attachments_error: str = ""


@blueprint.record_once
def sweep_attachments(state: BlueprintSetupState) -> None:
    """Remove files whose request a crash kept from being stored; a site that cannot do so starts all the same."""
    assert isinstance(state.app, Flask)
    with state.app.app_context():
        try:
            attachments.sweep(attachments.folder(), stored_names)
        except (DatabaseUnavailable, OSError) as error:
            log.warning("Files without a request were not looked for: %s", error)


@blueprint.get(f"/{IN_PATH}/contact")
def contact(language: str) -> ResponseReturnValue:
    """Show the question, what answers ``?q=``, and the form where it is wanted."""
    asked = Asked(
        language=language,
        text=asked_text(),
        visit=nonce(request.args.get("visit", "")),
        about=request.args.get("about", "")[:ABOUT_LETTERS],
        is_form_wanted=request.args.get("form") == "1",
        is_solved=request.args.get("solved") == "1",
    )
    page = contact_page(asked, Shown(carried_over(asked.text, current_customer_email()), new_token(PURPOSE), nonce()))
    if asked.text:
        told = replace(asked, answer=page.cited.reference if page.cited else "")
        note(told, Action.SHOWN, article_id=next(iter(page.article_ids), ""), band=page.band)
    return answer_with(page, 200)


@blueprint.post(f"/{IN_PATH}/contact")
def send(language: str) -> ResponseReturnValue:
    """Store a request once and show its code; else show the form again, with all that was typed."""
    require_same_origin()
    allow_files()
    try:
        form = ContactForm(request.form, known_email=current_customer_email())
    except RequestEntityTooLarge:
        return too_large(language)
    asked = Asked(
        language=language,
        text=sent_text(),
        visit=nonce(request.form.get("visit", "")),
        about=request.form.get("about", "")[:ABOUT_LETTERS],
        is_form_wanted=True,
        answer=shown_answer(),
    )
    state = token_state(request.form.get("token", ""), PURPOSE)
    back = Shown(form, request.form.get("token", ""), nonce(request.form.get("submission", "")))
    if state in (TokenState.INVALID, TokenState.EXPIRED):
        notice = gettext("This page was open for too long. Nothing is lost: please send your request again.")
        return again(asked, replace(back, token=new_token(PURPOSE), notice=notice), 403)
    choices = category_choices(language)
    try:
        uploads = attachments.check(request.files.getlist("attachments"))
    except RefusedFiles as error:
        form.check(keys_of(choices))
        return again(asked, replace(back, attachments_error=str(error)), 422)
    if not form.check(keys_of(choices)):
        return again(asked, back, 422)
    return stored(asked, back, uploads, new_request(asked, back, choices, state))


@blueprint.get(f"/{IN_PATH}/contact/sent")
def sent(language: str) -> ResponseReturnValue:
    """Show the follow-up code of a request that was just stored."""
    signed = request.args.get("code", "")
    code = unsign(SENT_PURPOSE, signed)
    if code is None:
        abort(404)
    urls = {each: url_for("before_you_submit.sent", language=each, code=signed) for each in LANGUAGES}
    page = SentPage(
        language=language,
        switch=language_links(language, urls),
        code=code,
        held=why_held(code),
        channels=site().channels_in(language),
        hours=site().hours_in(language),
    )
    return answer_with(page, 200)


@blueprint.post(f"/{IN_PATH}/contact/answer")
def answer(language: str) -> ResponseReturnValue:
    """Take the answer to "Did this solve it?" from a browser without script."""
    require_same_origin()
    if token_state(request.form.get("token", ""), PURPOSE) is TokenState.INVALID:
        abort(403)
    asked = Asked(language, sent_text(), nonce(request.form.get("visit", "")), answer=shown_answer())
    is_solved = request.form.get("answer") == "yes"
    article_id = request.form.get("article", "")
    if is_article(article_id):
        note(asked, Action.SOLVED if is_solved else Action.NOT_SOLVED, article_id=article_id)
    if is_solved:
        return redirect(url_for("before_you_submit.contact", language=language, q=asked.text or None, solved=1), 303)
    return redirect(form_url(language, asked.text), 303)


def shown_answer() -> str:
    """Return the reference of the answer that the page showed when the form was sent, empty for none."""
    return reference_in(request.form.get("shown_answer", ""))


def why_held(code: str) -> str:
    """Return why a person looks first at the request with ``code``; empty where nobody has to, or nobody can tell."""
    try:
        because = waits_because(code)
    except DatabaseUnavailable as error:
        log.warning("%s Nobody is told whether a request is held.", error)
        return ""
    return held_reason(because) if because else ""


def stored(asked: Asked, back: Shown, uploads: tuple[Upload, ...], new: NewRequest) -> Response:
    """Put the files in their place and store ``new`` with them; where that fails, show the form again."""
    target = attachments.folder()
    kept: tuple[NewAttachment, ...] = ()
    try:
        kept = attachments.put_away(uploads, target)
        receipt = submit(replace(new, attachments=kept))
    except NoRoom as error:
        attachments.discard(kept, target)
        log.warning("%s", error)
        return again(asked, replace(back, attachments_error=no_room()), 422)
    except AlreadySubmitted as error:
        attachments.discard(kept, target)
        notice = gettext(
            "We already have a request from this page; its code is %(code)s. "
            "If this is another one, send it once more.",
            code=error.code,
        )
        return again(asked, replace(back, submission=nonce(), notice=notice), 409)
    except (DatabaseUnavailable, OSError) as error:  # files stay: whether they are needed, the sweep will find out
        log.error("A request could not be stored: %s", error)
        notice = gettext("We could not save your request just now. Nothing is lost: please send it again in a minute.")
        response = again(asked, replace(back, notice=notice), 503)
        response.headers["Retry-After"] = str(RETRY_S)
        return response
    if receipt.is_repeat:
        attachments.discard(kept, target)
    else:
        note(asked, Action.SENT)
    return redirect(sent_url(asked.language, receipt), 303)


def new_request(asked: Asked, back: Shown, choices: tuple[CategoryChoice, ...], state: TokenState) -> NewRequest:
    """Return what the form, all of whose fields are in order, asks for."""
    form = back.form
    email = ascii_address(form.email.data or "") or ""
    held_because = HeldBecause.TOO_FAST if state is TokenState.EARLY else None
    return NewRequest(
        submission=back.submission,
        language=asked.language,
        name=form.name.data or "",
        email=email,
        is_verified=email.lower() == current_customer_email(),
        category=form.category.data or "",
        subject=form.subject.data or "",
        description=form.description.data or "",
        searched=(form.searched.data or "")[:SEARCHED_LETTERS] if form.consent.data else "",
        answer=asked.answer,
        is_urgent=is_urgent(asked, form),
        visitor=visitor_key(),
        network=network_key(),
        held_because=HeldBecause.TRAP if request.form.get("website") else held_because,
    )


def again(asked: Asked, back: Shown, status: int) -> Response:
    """Return the page with what was typed and what is wrong with it."""
    if any(each.filename for each in request.files.getlist("attachments")) and not back.attachments_error:
        choose_again = gettext("Please choose your files again; browsers do not keep them.")
        back = replace(back, notice=f"{back.notice} {choose_again}".strip())
    return answer_with(contact_page(asked, back), status)


def too_large(language: str) -> Response:
    """Return an empty form for one that was too large to be read."""
    notice = gettext(
        "What you sent is too large to be read. Go back in your browser, and send less text or smaller files."
    )
    asked = Asked(language, "", nonce(), is_form_wanted=True)
    shown_form = Shown(ContactForm(), new_token(PURPOSE), nonce(), notice)
    return answer_with(contact_page(asked, shown_form), 413)


def contact_page(asked: Asked, back: Shown) -> ContactPage:
    """Return the page."""
    language, text = asked.language, asked.text
    suggestion = suggest(asked) if text else None
    folds = listed(suggestion)
    hits = [fold.hit for fold in folds]
    opening = opens(suggestion) if text else Opening.NOTHING
    is_beside = config().contact_mode is ContactMode.BESIDE
    alarm = alarm_of(asked, suggestion)
    if alarm and not back.form.category.data:
        back.form.category.data = alarm.category
    return ContactPage(
        language=language,
        switch=contact_switch(asked),
        mode=config().contact_mode,
        text=text,
        hits=tuple(fold_row(fold, language) for fold in folds),
        details=tuple(details(hit) for hit in hits),
        article_ids=tuple(hit.article.article_id for hit in hits),
        cited=cited(suggestion),
        band=suggestion.decision.band if suggestion else Band.NONE,
        reason=reason_text(suggestion.decision) if suggestion else "",
        heading=heading(suggestion.decision) if suggestion else "",
        has_enough_words=suggestion.decision.has_enough_words if suggestion else False,
        did_you_mean=suggestion.results.did_you_mean if suggestion else "",
        own=own_similar(text, language),
        own_url=url_for("support_requests.similar", language=language) if current_customer_email() else "",
        is_open=asked.is_form_wanted or is_beside or opening is not Opening.NOTHING,
        why_open=why_open(Opening.URGENT if alarm else opening),
        whys={each: why_open(each) for each in SEEN_BY_SCRIPT},
        greetings=GREETINGS,
        emergency=alarm,
        about=alarm.article if alarm else "",
        is_solved=asked.is_solved,
        notice=back.notice,
        form=shown(back.form, back.attachments_error),
        categories=category_choices(language),
        channels=site().channels_in(language),
        hours=site().hours_in(language),
        files=attachments.rules(),
        counts=tuple(count_text(shown) for shown in range(HITS + 2)),  # one more stays where it has the focus
        token=back.token,
        submission=back.submission,
        visit=asked.visit,
        form_url=form_url(language, text),
        solved_url=url_for("before_you_submit.answer", language=language),
    )


def current_customer_email() -> str:
    """Return the address of the customer who asks; nothing where nobody is signed in, or nobody can tell."""
    try:
        customer = current_customer()
    except DatabaseUnavailable as error:
        log.warning("%s Nobody is taken to be signed in.", error)
        return ""
    return customer.email if customer else ""


def answer_with(page: ContactPage | SentPage, status: int) -> Response:
    """Return ``page``, which holds what one customer typed and is for nobody else."""
    template = "sent" if isinstance(page, SentPage) else "contact"
    response = make_response(render_template(f"before_you_submit/{template}.html", page=page), status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def contact_switch(asked: Asked) -> tuple[LanguageLink, ...]:
    """Return the switch that asks the same in another language."""
    form = 1 if asked.is_form_wanted else None
    urls = {
        code: url_for("before_you_submit.contact", language=code, q=asked.text or None, form=form) for code in LANGUAGES
    }
    return language_links(asked.language, urls)


def form_url(language: str, text: str) -> str:
    """Return the page with the form open."""
    return url_for("before_you_submit.contact", language=language, q=text or None, form=1, _anchor="request")


def sent_url(language: str, receipt: Receipt) -> str:
    """Return the page that shows the code of ``receipt``."""
    return url_for("before_you_submit.sent", language=language, code=sign(SENT_PURPOSE, receipt.code))


def keys_of(choices: tuple[CategoryChoice, ...]) -> frozenset[str] | None:
    """Return the categories that may be chosen, None where nobody can tell."""
    return frozenset(each.key for each in choices) if choices else None


def is_article(article_id: str) -> bool:
    """Return whether there is an article ``article_id``, as far as anybody can tell now."""
    try:
        return knowledge_base().head(article_id) is not None
    except Exception:  # what was answered is not worth an error page
        log.exception("The articles cannot be read; an answer was not recorded.")
        return False
