"""The open requests of the customer who asks that their question may belong to."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from flask import url_for

from webapp.database import DatabaseUnavailable, customer_store
from webapp.duplicates import Known, similar
from webapp.sessions import current_customer
from webapp.texts.stage_names import stage_name

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnSimilar:
    """An open request of the customer's own that is likely about the same."""

    code: str
    subject: str
    language: str
    stage: str
    """Its stage by name."""

    due_on: date | None
    url: str
    """Its page, with the question in the field for a reply."""


def own_similar(text: str, language: str) -> tuple[OwnSimilar, ...]:
    """Return what the signed-in customer should rather add to; nothing for anybody else, or where nobody can look."""
    try:
        customer = current_customer()
        found = customer_store.open_requests(customer.email) if customer and text else ()
    except DatabaseUnavailable as error:
        log.warning("%s Nobody was asked to add to a request.", error)
        return ()
    by_code = {each.summary.code: each.summary for each in found}
    likely = similar(text, language, (Known(each.summary.code, each.summary.language, each.text) for each in found))
    return tuple(shown(by_code[each.code], language, text) for each in likely)


def shown(summary: customer_store.Summary, language: str, text: str) -> OwnSimilar:
    """Return ``summary`` as it is offered to whoever typed ``text``."""
    return OwnSimilar(
        code=summary.code,
        subject=summary.subject,
        language=summary.language,
        stage=stage_name(summary.stage),
        due_on=summary.due_on,
        url=url_for("support_requests.show", language=language, code=summary.code, text=text, _anchor="reply"),
    )
