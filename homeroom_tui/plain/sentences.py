"""Sentences of plain mode: a view in words, without control characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from homeroom_tui import wording as words
from homeroom_tui.agenda.details import Place, details, with_addresses
from homeroom_tui.agenda.inline import links, plain
from homeroom_tui.agenda.model import Block, Session
from homeroom_tui.commands import plain_name
from homeroom_tui.escaping import visible
from homeroom_tui.meeting.carried import Carried, Outcome
from homeroom_tui.meeting.rounds import RoundView
from homeroom_tui.meeting.state import Phase, Playback, Standing
from homeroom_tui.meeting.view import BlockView, Present, View


def title(block: Block) -> str:
    """A block's title without its Markdown."""
    return visible(plain(block.title))


def opening(session: Session, base_url: str | None) -> Iterator[str]:
    """Yield what the meeting is about."""
    week = "" if session.week is None else f"Week {session.week}: "
    length = "" if session.duration is None else f", {words.length(session.duration)}"
    yield f"{week}{visible(plain(session.title))}{length}."
    for line in session.intro.splitlines():
        if line.strip():
            yield with_addresses(line, base_url)


def agenda(view: View, times: words.TimeOfDay) -> Iterator[str]:
    """Each block in a line: where it stands, what it got or will get, and its tie to a time.

    Free time before a tie has a line of its own.
    """
    for line in view.blocks:
        if line.free_before:
            yield f"Free: {words.length(line.free_before)}"
        parts = filter(None, (_standing(line, view), words.tie(line, times)))
        yield f"{line.number}. {title(line.block)}: {', '.join(parts)}"


def _standing(line: BlockView, view: View) -> str:
    match line.standing:
        case Standing.SKIPPED:
            return "skipped"
        case Standing.DONE:
            return words.result(line)
        case Standing.PRESENT:
            here = view.present
            return "now" if here is None else f"now, {left(here)}"
    if view.finished is not None:
        return "not started"
    flexible = not line.range.fixed and not line.pinned and not line.range.is_rest
    return "".join([
        words.target(line.target),
        f" ({words.range_of(line.range)})" if flexible else "",
        ", pinned" if line.pinned else "",
        ", added" if line.inserted else "",
        f", {words.length(line.elapsed)} of it spent" if line.elapsed else "",
    ])  # fmt: skip


def outlook(view: View, session: Session, times: words.TimeOfDay) -> str:
    """Before the start: whether the plan fits, and when it would end."""
    coming = [line.block for line in view.blocks if line.standing is Standing.TO_COME]
    parts = words.outlook(view.ending, coming, session.duration, times)
    hard = "" if view.ending.hard is None else f" Until {times(view.ending.hard)}."
    start = f"{words.capital(words.starts_in(view))}. " if view.to_start is not None else ""
    return f"{start}If it starts now: {_with_remedies(', '.join(parts), view, times)}.{hard}"


def block(here: Present, view: View, times: words.TimeOfDay) -> str:
    """A block that begins or goes on: `Block 2 of 5: Share. 10 min. 5:00 to spare, ends 14:55.`"""
    line = here.line
    gone = f", {words.length(here.elapsed)} of it spent" if here.elapsed else ""
    target = words.target(here.target)
    numbered = f"Block {line.number} of {len(view.blocks)}: {title(line.block)}."
    paused = " Still paused." if view.playback is Playback.PAUSED else ""
    return f"{numbered} {target}{gone}. {words.capital(ending(view, times))}.{paused}"


def within(block: Block, base_url: str | None) -> Iterator[str]:
    """Yield the content of a block, a line each: the links of its title, then its prompts."""
    for link in links(block.title, base_url):
        yield f"  {visible(link.text)}: {visible(link.url)}"
    number = 0
    for detail in details(block, Place.PLAIN):
        number += detail.field == "prompts"
        mark = f"{number}. " if detail.field == "prompts" else ""
        yield f"  {mark}{with_addresses(detail.line, base_url)}"


def left(here: Present) -> str:
    """Return what the present block still has: `9:00 left of 10 min`, or how far past it is."""
    if here.phase in (Phase.OVER, Phase.OVERTIME):
        return words.phase(here)
    if here.remaining is None or here.target is None:
        return f"{words.span(here.elapsed)} elapsed"
    return f"{words.span(here.remaining)} left of {words.length(here.target)}"


def ending(view: View, times: words.TimeOfDay) -> str:
    """The verdict, and what would mend it."""
    return _with_remedies(", ".join(words.verdict(view.ending, times)), view, times)


def _with_remedies(text: str, view: View, times: words.TimeOfDay) -> str:
    remedies = words.remedies(view.ending, times, plain_name)
    return f"{text}. {words.CHOOSE} {visible(', '.join(remedies))}" if remedies else text


def stand(view: View, session: Session, times: words.TimeOfDay) -> str:
    """Return where the meeting stands, in one line."""
    if view.finished is not None:
        return f"Finished. {words.ended(view, times)}."
    here = view.present
    if here is None:
        return f"Not started. {outlook(view, session, times)}"
    paused = f"Paused for {words.span(view.pausing)}. " if view.playback is Playback.PAUSED else ""
    may = ", can move on" if here.phase is Phase.ENOUGH else ""
    number = f"Block {here.line.number} of {len(view.blocks)}"
    following = None if view.next is None else view.line(view.next)
    comes = "This is the last block."
    if following is not None:
        comes = f"Next: {title(following.block)}, {words.target(following.target)}."
    about = f"{number}, {title(here.line.block)}: {left(here)}{may}; {ending(view, times)}."
    return f"{paused}{about} {comes}"


def minute(view: View) -> str:
    """Return what is said when another minute is over."""
    assert view.present is not None
    if view.playback is Playback.PAUSED:
        return f"Paused for {words.span(view.pausing)}; {words.to_spare(view.ending)}."
    return f"{words.capital(left(view.present))}; {words.to_spare(view.ending)}."


def finished(view: View, times: words.TimeOfDay) -> Iterator[str]:
    """The end: when, and each block's time against the plan."""
    yield f"Finished. {words.ended(view, times)}."
    yield from agenda(view, times)
    yield f"In all: {', '.join(words.took(view))}."


def turn(round_: RoundView) -> str:
    """Whose turn it is, and who comes after."""
    if round_.speaker is None:
        return "Everybody has spoken." if not round_.waiting else "Nobody speaks at the moment."
    share = "" if round_.share is None else f", {words.length(round_.share)}"
    waiting = ", ".join(visible(one.name) for one in round_.waiting)
    then = f" Then {waiting}." if waiting else " Nobody after that."
    return f"{visible(round_.name)} speaks{share}.{then}"


def norms(text: str) -> list[str]:
    """The norms of the group, a line each."""
    return [f"  {visible(line)}" for line in text.splitlines() if line.strip()]


def people(view: View) -> str:
    """Return who is here, and who is not."""
    here = [visible(p.name) for p in view.people if p.here]
    away = [visible(p.name) for p in view.people if not p.here]
    if not view.people:
        return "Nobody is listed. w NAME adds a person."
    gone = f" Not here: {', '.join(away)}." if away else ""
    leads = [f" {visible(p.name)} facilitates." for p in view.people if p.id == view.facilitator]
    return f"Here: {', '.join(here) or 'nobody'}.{gone}{''.join(leads)}"


def carried(items: Sequence[Carried]) -> list[str]:
    """The items that earlier meetings left open, by number."""
    return [
        f"{number}. {visible(words.carried(item))}"
        + ("" if item.outcome is Outcome.OPEN else f" ({item.outcome.value})")
        for number, item in enumerate(items, 1)
    ]
