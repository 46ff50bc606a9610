"""Warn of what can be used, but was hardly meant."""

from __future__ import annotations

from msgspec import Struct

from homeroom_tui.agenda.durations import write_seconds
from homeroom_tui.agenda.model import MINUTE, Session
from homeroom_tui.agenda.nodes import Mapping, Node, Sequence
from homeroom_tui.agenda.problems import Report

MIN_SESSION = 5 * MINUTE
"""Seconds. Below this a session's duration was probably meant as hours."""


def look_over(value: Struct, node: Node, report: Report) -> None:
    """Look at a file as a whole, when it has been read without an error."""
    if isinstance(value, Session) and isinstance(node, Mapping):
        _session(value, node, report)


def _session(session: Session, node: Mapping, report: Report) -> None:
    _ids(session, node, report)
    if session.duration is None:
        return
    place = node.get("duration") or node
    whole = write_seconds(session.duration)
    if session.duration < MIN_SESSION:
        report.warning(
            place,
            f"The session is only {whole} long.",
            "Hours are written as `1 h 30`; of two parts, as in `1:30`, the second is seconds.",
        )
    if session.draft:
        return
    least = sum(block.duration.min for block in session.blocks)
    most = sum(block.duration.max or 0 for block in session.blocks)
    if least > session.duration:
        report.warning(
            place,
            f"The blocks need at least {write_seconds(least)}, and the session has {whole}:"
            f" {write_seconds(least - session.duration)} too much.",
            "Shorten a block or lengthen the session.",
        )
    elif most < session.duration and not any(block.duration.is_rest for block in session.blocks):
        report.warning(
            place,
            f"The blocks fill at most {write_seconds(most)} of the session's {whole}:"
            f" {write_seconds(session.duration - most)} are left over.",
            "Lengthen a block, shorten the session, or let the last block have `duration: rest`.",
        )


def _ids(session: Session, node: Mapping, report: Report) -> None:
    """Two blocks of one id could not be told apart."""
    lines: dict[str, int] = {}
    items = node.get("blocks")
    if not isinstance(items, Sequence):
        return
    for block, item in zip(session.blocks, items.items, strict=True):
        found = item.get("id") if isinstance(item, Mapping) else None
        if block.id is None or found is None:
            continue
        if block.id in lines:
            report.error(
                found,
                f"Two blocks have the id `{block.id}`: this one and the one in line"
                f" {lines[block.id]}.",
                "Give one of them another id.",
            )
        lines.setdefault(block.id, found.line)
