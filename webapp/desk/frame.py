"""What every page of the desk has around it, and who is asking."""

from __future__ import annotations

from flask import request

from webapp.database.agents_store import Agent
from webapp.database.queue_store import COUNTED, held_counts
from webapp.desk.pages import Choice, Frame
from webapp.desk.words import DONE
from webapp.i18n import LANGUAGES, page_language
from webapp.sessions import agent_token, current_agent


def asker() -> Agent:
    """Return the agent who asks; only for views that let nobody else in."""
    agent = current_agent()
    assert agent is not None, "the view lets in somebody who is no agent"
    return agent


def frame(section: str, here: str = "") -> Frame:
    """Return the frame of the present page."""
    agent = asker()
    language = page_language()
    held = held_counts()
    return Frame(
        language=language,
        agent=agent,
        languages=tuple(Choice(each.code, each.name, each.code == language) for each in LANGUAGES.values()),
        section=section,
        held=held.total,
        held_urgent=held.urgent,
        most=COUNTED,
        token=agent_token(),
        here=here or request.full_path.rstrip("?"),
        done=str(DONE.get(request.args.get("done", ""), "")),
    )
