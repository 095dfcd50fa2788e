"""The requests that the pages about signing in answer; whether an address is known, none of them tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.accounts.pages import AccountPage, CodePage, LinkPage, SignInPage
from webapp.attempts import letters_for_network, letters_of_device
from webapp.config import day_of
from webapp.database import accounts_store
from webapp.database.accounts_store import GOOD_FOR, CodeSpent, OpenSession
from webapp.database.follow_up_codes import read_code
from webapp.http.form_fields import Field
from webapp.http.form_tokens import TokenState, new_token, require_same_origin, sign, token_state, unsign
from webapp.http.typed_addresses import typed_address
from webapp.i18n import IN_PATH, LANGUAGES, LanguageLink, language_links, long_date
from webapp.known_devices import remember
from webapp.places import places_of, sign_out_elsewhere, sign_out_of
from webapp.sessions import (
    PRIVATE,
    current_customer,
    customer_token,
    end_customer,
    local_path,
    require_customer,
    start_customer,
)
from webapp.texts.email_addresses import EMAIL_LETTERS
from webapp.texts.typed import one_line

PURPOSE = "sign in"
ASKED_PURPOSE = "asked to sign in"

CODE_LETTERS = 20
"""Longest code that is read: its digits, and what people put between them."""

MINUTES = int(GOOD_FOR.total_seconds()) // 60

blueprint = Blueprint("accounts", __name__)


@blueprint.get(f"/{IN_PATH}/sign-in")
def sign_in(language: str) -> ResponseReturnValue:
    """Ask for the e-mail address; whoever is signed in goes on."""
    if current_customer():
        return onward(language)
    return answer_with(sign_in_page(language, email_field()))


@blueprint.post(f"/{IN_PATH}/sign-in")
def ask(language: str) -> ResponseReturnValue:
    """Have a letter sent, if the address is known; the answer is the same."""
    require_same_origin()
    if is_stale():
        return answer_with(sign_in_page(language, email_field(), too_old()), 403)
    typed = typed_address(request.form)
    if typed.error or not typed.address:
        return answer_with(sign_in_page(language, replace(email_field(typed.error), meant=typed.meant)), 422)
    going_on = next_path()

    def path_of(key: str) -> str:
        return url_for("accounts.link", language=language, key=key, next=request_page(going_on) or None)

    is_by_owner = is_known_device(typed.address)
    if not is_by_owner and not accounts_store.may_try(letters_for_network()):
        return answer_with(sign_in_page(language, email_field(), too_many_letters()), 429)
    asked = accounts_store.ask_to_sign_in(typed.address, language, path_of, is_by_owner=is_by_owner)
    signed = sign(ASKED_PURPOSE, str(asked))
    return redirect(url_for("accounts.code", language=language, asked=signed, next=going_on or None), 303)


@blueprint.get(f"/{IN_PATH}/sign-in/code")
def code(language: str) -> ResponseReturnValue:
    """Say that a letter is on its way, and take the code in it."""
    return answer_with(code_page(language, asked_id(request.args.get("asked", ""))))


@blueprint.post(f"/{IN_PATH}/sign-in/code")
def use_code(language: str) -> ResponseReturnValue:
    """Sign in with the code."""
    require_same_origin()
    asked = asked_id(request.form.get("asked", ""))
    if is_stale():
        return answer_with(code_page(language, asked, too_old()), 403)
    digits = "".join(filter(str.isdecimal, request.form.get("code", "")[:CODE_LETTERS]))
    try:
        email = accounts_store.use_code(asked, digits)
    except CodeSpent:
        wrong = gettext("There were too many wrong codes. Use the link in the e-mail, or ask for a new one.")
        return answer_with(code_page(language, asked, wrong), 429)
    if email is None:
        wrong = gettext("This code does not work. Use the one in the latest e-mail, or ask for a new one.")
        return answer_with(code_page(language, asked, wrong), 422)
    return signed_in(language, email)


@blueprint.get(f"/{IN_PATH}/sign-in/link/<key>")
def link(language: str, key: str) -> ResponseReturnValue:
    """Show a button: programs that look at letters follow links, but press nothing."""
    return answer_with(link_page(language, key))


@blueprint.post(f"/{IN_PATH}/sign-in/link/<key>")
def use_link(language: str, key: str) -> ResponseReturnValue:
    """Sign in with the link."""
    require_same_origin()
    email = None if is_stale() else accounts_store.use_link(key)
    return signed_in(language, email) if email else answer_with(link_page(language, key), 422)


@blueprint.post(f"/{IN_PATH}/sign-out")
@require_customer
def sign_out(language: str) -> ResponseReturnValue:
    """End the session."""
    response = redirect(url_for("help_centre.home", language=language), 303)
    end_customer(response)
    return response


@blueprint.get(f"/{IN_PATH}/account")
@require_customer
def account(language: str) -> ResponseReturnValue:
    """List where the customer is signed in."""
    customer = current_customer()
    assert customer

    def sign_out_url(place: OpenSession) -> str:
        if place.id == customer.id:
            return url_for("accounts.sign_out", language=language)
        return url_for("accounts.revoke", language=language, session_id=place.id)

    page = AccountPage(
        language,
        switch(language, lambda each: url_for("accounts.account", language=each)),
        customer.email,
        places_of(customer, lambda time: long_date(day_of(time)), sign_out_url),
        customer_token(),
    )
    return answer_with(page)


@blueprint.post(f"/{IN_PATH}/account/sign-out/<int:session_id>")
@require_customer
def revoke(language: str, session_id: int) -> ResponseReturnValue:
    """End one of the customer's sessions."""
    customer = current_customer()
    assert customer
    sign_out_of(customer, session_id)
    return redirect(url_for("accounts.account", language=language), 303)


@blueprint.post(f"/{IN_PATH}/account/sign-out-elsewhere")
@require_customer
def revoke_others(language: str) -> ResponseReturnValue:
    """End all sessions of the customer but this one."""
    customer = current_customer()
    assert customer
    sign_out_elsewhere(customer)
    return redirect(url_for("accounts.account", language=language), 303)


def signed_in(language: str, email: str) -> Response:
    """Sign the visitor in and go on."""
    response = onward(language)
    start_customer(response, email)
    remember(response, account_of(email))
    return response


def account_of(email: str) -> str:
    """Return what letters to sign in as a customer are counted for."""
    return f"customer {email}"


def is_known_device(email: str) -> bool:
    """Return whether the browser signed in as ``email`` before and may have one more letter of its own; count it."""
    letters = letters_of_device(account_of(email))
    return letters is not None and accounts_store.may_try(letters)


def too_many_letters() -> str:
    """Return what is said where a network had too many letters sent."""
    said: str = gettext(
        "Too many e-mails were asked for from your network. Use the latest one, or try again in an hour."
    )
    return said


def onward(language: str) -> Response:
    """Go on to the page that was wanted, by default to all requests."""
    response = redirect(next_path() or url_for("support_requests.index", language=language), 303)
    response.headers["Cache-Control"] = PRIVATE
    return response


def next_path() -> str:
    """Return where to go after signing in; empty where nothing of ours was named."""
    return local_path(request.values.get("next", ""))


def request_page(path: str) -> str:
    """Return ``path`` where it is the page of a request, else nothing: no letter repeats words of whoever asked."""
    before, _, code = path.rpartition("/")
    is_one = before in [url_for("support_requests.index", language=each) for each in LANGUAGES]
    return path if is_one and read_code(code) == code else ""


def is_stale() -> bool:
    """Return whether the form was made too long ago, or not by us."""
    return token_state(request.form.get("token", ""), PURPOSE) in (TokenState.INVALID, TokenState.EXPIRED)


def too_old() -> str:
    """Return what is said of a form that was open for too long."""
    said: str = gettext("This page was open for too long. Please try again.")
    return said


def asked_id(signed: str) -> int:
    """Return which asking ``signed`` stands for; 404 where it is none of ours."""
    asked = unsign(ASKED_PURPOSE, signed)
    if asked is None:
        abort(404)
    return int(asked)


def email_field(error: str = "") -> Field:
    """Return the field for the address, with what was typed."""
    typed = one_line(request.form.get("email", ""))[:EMAIL_LETTERS]
    return Field("email", gettext("E-mail"), typed, error, is_required=True, letters=EMAIL_LETTERS)


def sign_in_page(language: str, email: Field, notice: str = "") -> SignInPage:
    """Return the page that asks for the address."""
    links = switch(language, lambda each: url_for("accounts.sign_in", language=each, next=next_path() or None))
    return SignInPage(language, links, email, notice, next_path(), new_token(PURPOSE))


def code_page(language: str, asked: int, error: str = "") -> CodePage:
    """Return the page that takes the code."""
    signed = sign(ASKED_PURPOSE, str(asked))
    return CodePage(
        language=language,
        switch=switch(
            language, lambda each: url_for("accounts.code", language=each, asked=signed, next=next_path() or None)
        ),
        email=accounts_store.asked_address(asked) or "",
        minutes=MINUTES,
        code=Field("code", gettext("Code from the e-mail"), "", error, is_required=True, letters=CODE_LETTERS),
        asked=signed,
        next=next_path(),
        token=new_token(PURPOSE),
    )


def link_page(language: str, key: str) -> LinkPage:
    """Return the page that the link in the letter leads to."""
    links = switch(language, lambda each: url_for("accounts.link", language=each, key=key, next=next_path() or None))
    email = accounts_store.linked_address(key) or ""
    return LinkPage(language, links, email, MINUTES, next_path(), new_token(PURPOSE))


def switch(language: str, url_of: Callable[[str], str]) -> tuple[LanguageLink, ...]:
    """Return the switch of a page whose address in a language ``url_of`` returns."""
    return language_links(language, {each: url_of(each) for each in LANGUAGES})


TEMPLATES = {SignInPage: "sign_in", CodePage: "code", LinkPage: "link", AccountPage: "account"}


def answer_with(page: SignInPage | CodePage | LinkPage | AccountPage, status: int = 200) -> Response:
    """Return ``page``, kept nowhere; its address, which may hold a key, is told to nobody."""
    response = make_response(render_template(f"accounts/{TEMPLATES[type(page)]}.html", page=page), status)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
