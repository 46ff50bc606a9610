"""The state of a board: the groups of a cohort, from the messages that came. Pure.

Times of arrival are an argument: seconds of the board's own clock (`at`, Unix time).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from homeroom_tui import wording as words
from homeroom_tui.meeting.state import Phase, Playback
from homeroom_tui.meeting.view import Verdict, View
from homeroom_tui.room.cohort import Answer, Summary, decode_summary
from homeroom_tui.room.document import DocumentError, seen
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, Received, RoomReader
from homeroom_tui.room.follower import SILENT_AFTER, Clocks, expiry
from homeroom_tui.room.link import Link, LinkError, decode
from homeroom_tui.room.say import Hearing, Say

MAX_GROUPS = 1_000
"""Groups of which a board knows; of more it says that there are more."""


class GroupStanding(Enum):
    """The standings of a group, those who need help most first."""

    ASKS = "asks for time"
    SILENT = "silent"
    PAST = "past the end"
    LATE = "late"
    OVERTIME = "past a maximum"
    ON_TIME = "on time"
    PAUSED = "paused"
    READY = "not started"
    FINISHED = "finished"


ORDER = {standing: place for place, standing in enumerate(GroupStanding)}


class GroupRow(Struct, frozen=True):
    """One group at one instant. `view` is by the group's clock, `heard` by the board's.

    The present block is the one after `done` others of `blocks`. `answer` is to the sentence that
    stands for this group.
    """

    id: str
    name: str
    week: int | None
    standing: GroupStanding
    view: View
    done: int
    blocks: int
    heard: float
    answer: Answer = ""

    @property
    def slack(self) -> int | None:
        """Seconds to spare before the hard end, negative past it; None without a hard end."""
        ending = self.view.ending
        return -ending.past if ending.verdict is Verdict.PAST_THE_END else ending.slack

    @property
    def urgency(self) -> tuple[object, ...]:
        """Sorts those who need help most first."""
        behind = 0 if self.slack is None else self.slack
        return ORDER[self.standing], behind, self.name.casefold(), self.id


class _Group:
    """Knowledge of one group."""

    def __init__(self, link: Link, id: str) -> None:
        self.reader = RoomReader(decode(id), link.key)
        self.clocks = Clocks()
        self.order = (-1, -1)
        self.summary: Summary | None = None
        self.heard = 0.0


class Board:
    """Everything that a board knows of its cohort. It never goes back."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._groups: dict[str, _Group] = {}
        self.hearing = Hearing(link)
        self._again: float | None = None

    def connected_again(self, at: float) -> None:
        """The connection is back: who was not heard meanwhile is not taken for silent yet."""
        self._again = at

    def group(self, id: str, received: Received, at: float) -> bool:
        """Take in a message of the group of that id. Whether there is something new to show."""
        found = self._groups.get(id)
        if not received.payload:
            shown = found is not None and found.summary is not None
            if found is not None:
                found.summary = None
            return shown
        try:
            if found is None:
                if len(self._groups) >= MAX_GROUPS:
                    raise EnvelopeError("too many groups")
                found = _Group(self._link, id)
            message = found.reader.open(received.payload, MessageKind.GROUP)
            summary = decode_summary(message.text)
        except (EnvelopeError, DocumentError, LinkError):
            return False
        self._groups[id] = found
        if message.order <= found.order:
            return False
        if received.retained:
            life = expiry(summary.meeting, message.sent)
            found.clocks.kept(at, message.sent, life, received.left)
            found.heard = max(found.heard, min(found.clocks.own(message.sent), at))
        else:
            found.clocks.live(at, message.sent)
            found.heard = max(found.heard, at)
        found.order, found.summary = message.order, summary
        return True

    def rows(self, at: float) -> tuple[GroupRow, ...]:
        """Every group as it is at `at`, those who need help most first."""
        made = [
            self._row(id, found, found.summary, at)
            for id, found in self._groups.items()
            if found.summary is not None
            and found.clocks.sender(at) < found.summary.meeting.until
        ]  # fmt: skip
        return tuple(sorted(made, key=lambda row: row.urgency))

    def _row(self, id: str, found: _Group, summary: Summary, at: float) -> GroupRow:
        view = seen(summary.meeting, found.clocks.sender(at))
        over = view.playback is Playback.FINISHED
        silent = not over and at - max(found.heard, self._again or 0.0) > SILENT_AFTER
        said = self.hearing.standing(id, at)
        answered = summary.answered
        answer: Answer = answered.answer if said and answered and answered.say == said.id else ""
        return GroupRow(
            id=id,
            name=summary.name,
            week=summary.meeting.week,
            standing=_standing(view, answer, silent=silent),
            view=view,
            done=summary.done,
            blocks=summary.blocks,
            heard=found.heard,
            answer=answer,
        )


def _standing(view: View, answer: Answer, *, silent: bool) -> GroupStanding:
    if view.playback is Playback.FINISHED:
        return GroupStanding.FINISHED
    if answer == "need 5 minutes":
        return GroupStanding.ASKS
    if silent:
        return GroupStanding.SILENT
    if view.playback is Playback.READY:
        return GroupStanding.READY
    if view.ending.verdict is Verdict.PAST_THE_END:
        return GroupStanding.PAST
    if view.ending.verdict is Verdict.TOO_MUCH:
        return GroupStanding.LATE
    if view.playback is Playback.PAUSED:
        return GroupStanding.PAUSED
    if view.present is not None and view.present.phase is Phase.OVERTIME:
        return GroupStanding.OVERTIME
    return GroupStanding.ON_TIME


def counts(rows: Sequence[GroupRow]) -> Mapping[GroupStanding, int]:
    """The number of groups of each standing, those who need help most first; no zeros."""
    found = Counter(row.standing for row in rows)
    return {standing: found[standing] for standing in GroupStanding if found[standing]}


def answers(rows: Sequence[GroupRow], said: Say) -> Counter[Answer]:
    """The number of answers of each kind to what is said."""
    asked = [
        row
        for row in rows
        if said.to in ("", row.id) and row.standing is not GroupStanding.FINISHED
    ]
    return Counter(row.answer for row in asked)


# In words

MARKS = {
    GroupStanding.ASKS: "?",
    GroupStanding.SILENT: "…",
    GroupStanding.PAST: "‼",
    GroupStanding.LATE: "!",
    GroupStanding.OVERTIME: "!",
    GroupStanding.ON_TIME: "✓",
    GroupStanding.PAUSED: "‖",
    GroupStanding.READY: "○",
    GroupStanding.FINISHED: "■",
}


def summarized(rows: Sequence[GroupRow]) -> str:
    """`6 groups: 1 late, 1 silent, 4 on time`."""
    stands = [f"{count} {standing.value}" for standing, count in counts(rows).items()]
    groups = words.count(len(rows), "group")
    return f"{groups}: {', '.join(stands)}" if rows else "No group shares a meeting here yet"


def state(row: GroupRow, times: words.TimeOfDay) -> str:
    """The standing of the group in words."""
    view = row.view
    match row.standing:
        case GroupStanding.ASKS:
            begun = view.playback is not Playback.READY
            return f"needs 5 minutes · {words.to_spare(view.ending) if begun else 'not started'}"
        case GroupStanding.SILENT:
            return f"silent since {times(row.heard)}"
        case GroupStanding.READY:
            said = "not started"
        case GroupStanding.FINISHED:
            return words.ended(view, times)
        case GroupStanding.PAUSED:
            said = f"paused {words.span(view.pausing)} · {words.to_spare(view.ending)}"
        case GroupStanding.OVERTIME:
            said = f"past the maximum · {words.to_spare(view.ending)}"
        case _:
            said = words.to_spare(view.ending)
    return f"{said} · {row.answer}" if row.answer else said


def block(row: GroupRow) -> str:
    """`2/4`: which block of how many; empty before the first and after the last."""
    return "" if row.view.present is None else f"{row.done + 1}/{row.blocks}"


def left(row: GroupRow) -> str:
    """The countdown of the present block."""
    here = row.view.present
    if here is None:
        return ""
    return words.span(here.elapsed) if here.remaining is None else words.countdown(here.remaining)


def answered(rows: Sequence[GroupRow], said: Say) -> str:
    """`4 coming, 1 needs 5 minutes, 1 has not answered`."""
    found = answers(rows, said)
    coming, more, none = found["coming"], found["need 5 minutes"], found[""]
    parts = [f"{coming} coming"] if coming else []
    if more:
        parts.append(f"{more} {'needs' if more == 1 else 'need'} 5 minutes")
    if none:
        parts.append(f"{none} {'has' if none == 1 else 'have'} not answered")
    return ", ".join(parts)
