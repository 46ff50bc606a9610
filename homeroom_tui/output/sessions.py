"""`list` and `show`, for machines: the same facts as on the screens, in whole seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from homeroom_tui.agenda import inline
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Block, Prompt, Reserve, Session
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.state import State, new_state
from homeroom_tui.meeting.view import View, view


@dataclass(frozen=True)
class Planned:
    """A session with the plan that it would start with at the Unix time `begins`."""

    session: Session
    state: State
    view: View


def planned(session: Session, reserve: Reserve | None, begins: float = 0.0) -> Planned:
    """Plan `session` as if its first block began at `begins`."""
    state = new_state(session, reserve)
    return Planned(session, state, view(state, Moment(0.0, math.floor(begins))))


def listed(file: SessionFile) -> dict[str, Any]:
    """One row of `list --json`."""
    session = file.session
    return {
        "week": session.week if session else None,
        "name": file.entry.name,
        "title": session.title if session else None,
        "duration": session.duration if session else None,
        "blocks": len(session.blocks) if session else 0,
        "draft": bool(session and session.draft),
        "problems": len(file.problems),
        "path": str(file.entry.path),
    }


def shown(plan: Planned, base_url: str | None) -> dict[str, Any]:
    """`show --json`; a draft has no blocks and so nothing in hand."""
    session = plan.session
    return {
        "week": session.week,
        "title": session.title,
        "duration": session.duration,
        "draft": session.draft,
        "in_hand": None if session.draft else plan.view.ending.slack,
        "blocks": [
            _block(block, line.target, base_url)
            for block, line in zip(session.blocks, plan.view.blocks, strict=False)
        ],
    }


def _block(block: Block, target: int | None, base_url: str | None) -> dict[str, Any]:
    texts = [block.title, *flat(block.prompts)]
    return {
        "title": block.title,
        "min": block.duration.min,
        "max": block.duration.max,
        "target": target,
        "turns": block.turns,
        "advance": block.advance,
        "prompts": [_prompt(prompt) for prompt in block.prompts],
        "links": [
            {"text": link.text, "url": link.url}
            for text in texts
            for link in inline.links(text, base_url)
        ],
    }


def _prompt(prompt: Prompt) -> Any:
    if not prompt.prompts:
        return prompt.text
    return {"text": prompt.text, "prompts": [inner.text for inner in prompt.prompts]}


def flat(prompts: tuple[Prompt, ...]) -> list[str]:
    """The texts of prompts and of those nested under them, in order."""
    return [text for p in prompts for text in (p.text, *flat(p.prompts))]
