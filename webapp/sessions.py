"""Who the visitor is: cookies of customers and agents, and what only one of them may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.config import config
from webapp.database import accounts_store
from webapp.database.accounts_store import AGENT_FOR, CUSTOMER_FOR, Owner, SignedIn
from webapp.database.agents_store import Agent
from webapp.database.kinds import AgentRole
from webapp.http.envelope import address_parts
from webapp.http.form_tokens import TokenState, is_same_origin, new_token, require_same_origin, token_state
from webapp.http.incoming import SAFE_METHODS, allow_files
from webapp.i18n import page_language
from webapp.texts.typed import lines, one_line

CUSTOMER_COOKIE = "customer"
AGENT_COOKIE = "agent"
"""Two, so that somebody of the team may also be a customer."""

HOST_ONLY = "__Host-"
"""Browsers take a cookie of such a name only from this host itself, over TLS.  RFC 6265bis, section 4.1.3.2."""

KEY_LETTERS = 100
"""A longer cookie is none of ours."""

PATH_LETTERS = 2_000
"""Longest address to come back to after signing in, in characters."""

PRIVATE = "private, no-store"

TEXT_FIELDS = ("text", "note")
"""Fields of forms for customers and agents that hold what somebody wrote."""

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class Unsent(Exception):
    """Somebody wrote something in a page whose session is over; it was not kept, and they should not lose it."""

    def __init__(self, text: str, sign_in_url: str, status: int) -> None:
        super().__init__(f"{request.path}: the session of this form is over. Sign in and send it again.")
        self.text = text
        self.sign_in_url = sign_in_url
        self.status = status


def init_app(app: Flask) -> None:
    """Have no page of ``app`` kept that was made for somebody who is signed in."""

    @app.after_request
    def keep_private(response: Response) -> Response:
        looked_up = [g.get(each) for each in map(known_as, (CUSTOMER_COOKIE, AGENT_COOKIE)) if each in g]
        if looked_up:
            response.vary.add("Cookie")
        if any(looked_up):
            response.headers["Cache-Control"] = PRIVATE
        return response


def current_customer() -> SignedIn | None:
    """Return the session of the customer who asks, None where nobody is signed in as one."""
    signed_in = signed_in_by(CUSTOMER_COOKIE)
    return signed_in if signed_in and not signed_in.agent else None


def current_agent() -> Agent | None:
    """Return the agent who asks, None where nobody is signed in as one."""
    signed_in = agent_session()
    return signed_in.agent if signed_in else None


def agent_session() -> SignedIn | None:
    """Return the session of the agent who asks, None where nobody is signed in as one."""
    signed_in = signed_in_by(AGENT_COOKIE)
    return signed_in if signed_in and signed_in.agent else None


def signed_in_by(cookie: str) -> SignedIn | None:
    """Return the session that ``cookie`` holds the key of, looked up once for each request."""
    name = known_as(cookie)
    if name not in g:
        key = request.cookies.get(cookie_name(cookie), "")
        setattr(g, name, accounts_store.session_with(key) if 0 < len(key) <= KEY_LETTERS else None)
    found: SignedIn | None = getattr(g, name)
    return found


def known_as(cookie: str) -> str:
    """Return where the session of ``cookie`` is kept while a request is answered."""
    return f"signed_in_by_{cookie}"


def cookie_name(cookie: str) -> str:
    """Return what browsers are told to call ``cookie``."""
    return f"{HOST_ONLY}{cookie}" if is_over_tls() else cookie


def is_over_tls() -> bool:
    """Return whether browsers reach the site over TLS."""
    return request.is_secure or config().address.startswith("https:")


def start_customer(response: Response, email: str) -> None:
    """Sign the visitor in as the customer with ``email``, under a new key."""
    start(response, CUSTOMER_COOKIE, Owner(email=email))


def start_agent(response: Response, agent_id: int) -> None:
    """Sign the visitor in as an agent, under a new key."""
    start(response, AGENT_COOKIE, Owner(agent_id=agent_id))


def start(response: Response, cookie: str, owner: Owner) -> None:
    """Start a session of ``owner``; one that the browser had before ends."""
    lasts = CUSTOMER_FOR if owner.agent_id is None else AGENT_FOR
    browser = one_line(request.user_agent.string)
    name = cookie_name(cookie)
    key = accounts_store.start_session(owner, browser, replaces=request.cookies.get(name, ""))
    response.set_cookie(name, key, max_age=lasts, secure=is_over_tls(), httponly=True, samesite="Lax", path="/")
    response.headers["Cache-Control"] = PRIVATE


def end_customer(response: Response) -> None:
    """Sign the customer out."""
    end(response, CUSTOMER_COOKIE)


def end_agent(response: Response) -> None:
    """Sign the agent out."""
    end(response, AGENT_COOKIE)


def end(response: Response, cookie: str) -> None:
    """End the session that ``cookie`` holds the key of."""
    name = cookie_name(cookie)
    if key := request.cookies.get(name, ""):
        accounts_store.end_session(key)
    response.delete_cookie(name, secure=is_over_tls(), httponly=True, samesite="Lax", path="/")
    response.headers["Cache-Control"] = PRIVATE


def require_customer(view: View[P]) -> View[P]:
    """Let only a signed-in customer see ``view``, and change something only by a form of their session."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        signed_in = current_customer()
        sign_in_url = url_for("accounts.sign_in", language=page_language(), next=page_asked_for())
        if signed_in is None:
            return to_sign_in(sign_in_url)
        require_form_of(signed_in, sign_in_url)
        return view(*args, **kwargs)

    return checked


def require_agent(role: AgentRole = AgentRole.AGENT) -> Callable[[View[P]], View[P]]:
    """Let only agents, or only admins, see a view, and change something only by a form of their session.

    To an agent who is no admin, what is for admins does not exist.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            signed_in = agent_session()
            sign_in_url = url_for("desk.sign_in", next=page_asked_for())
            if signed_in is None or signed_in.agent is None:
                return to_sign_in(sign_in_url)
            if role is AgentRole.ADMIN and signed_in.agent.role is not AgentRole.ADMIN:
                abort(404)
            require_form_of(signed_in, sign_in_url)
            return view(*args, **kwargs)

        return checked

    return decorate


def to_sign_in(url: str) -> Response:
    """Lead to the page that signs in, the same for what exists and what does not; Unsent where that loses a text."""
    if is_same_origin():
        require_no_text(url, 401)
    response = redirect(url, 303)
    response.headers["Cache-Control"] = PRIVATE
    return response


def require_no_text(sign_in_url: str, status: int) -> None:
    """Raise Unsent where the form brings what somebody wrote."""
    allow_files()
    text = "\n\n".join(filter(None, (lines(request.form.get(name, "")) for name in TEXT_FIELDS)))
    if text:
        raise Unsent(text, sign_in_url, status)


def form_token(signed_in: SignedIn | None) -> str:
    """Return the token that each form of a page for ``signed_in`` must bring back in its field ``token``."""
    return new_token(token_purpose(signed_in)) if signed_in else ""


def customer_token() -> str:
    """Return the token for the forms of the customer who asks."""
    return form_token(current_customer())


def agent_token() -> str:
    """Return the token for the forms of the agent who asks."""
    return form_token(agent_session())


def require_form_of(signed_in: SignedIn, sign_in_url: str) -> None:
    """Answer 403 to a change that comes from no form of this session; a form may be as old as its session.

    Unsent where it brings a text, from a form of a session before.
    """
    if request.method in SAFE_METHODS:
        return
    require_same_origin()
    allow_files()
    g.form_state = token_state(request.form.get("token", ""), token_purpose(signed_in))
    if g.form_state is TokenState.INVALID:
        require_no_text(sign_in_url, 403)
        abort(403)


def form_state() -> TokenState:
    """Return what the token of the form said that was sent to a view for customers or agents."""
    state = g.form_state
    assert isinstance(state, TokenState)
    return state


def token_purpose(signed_in: SignedIn) -> str:
    """Return what the tokens of one session are for; those of another are not for it."""
    return f"session {signed_in.key_hash}"


def page_asked_for() -> str:
    """Return the path to come back to after signing in: this page, or the one whose form was sent."""
    if request.method in SAFE_METHODS:
        return request.full_path.rstrip("?")
    before = address_parts(request.referrer)
    return local_path(before.path) if before.netloc == request.host else ""


def local_path(path: str) -> str:
    """Return ``path`` where it leads to a page of ours, else nothing."""
    is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if is_ours and len(path) <= PATH_LETTERS else ""
