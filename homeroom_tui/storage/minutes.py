"""Minutes: what people read of a meeting, the times of each block and what the group said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo

import msgspec
from msgspec import Struct

from homeroom_tui.agenda.model import TimeRange, counted
from homeroom_tui.meeting import rounds
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.notes import Item, Kind, Note, items, norms
from homeroom_tui.meeting.state import BlockState, Standing, State
from homeroom_tui.meeting.view import BlockView, view
from homeroom_tui.storage.journal_format import Header
from homeroom_tui.storage.replay import Recording


class PromptMinutes(Struct, frozen=True):
    """The notes on one prompt; with `text` None, those on the block itself."""

    text: str | None
    notes: tuple[str, ...]


class Speaker(Struct, frozen=True):
    """A person who had a turn, with their whole seconds if the group wants them shown."""

    name: str
    seconds: int | None


class BlockMinutes(Struct, frozen=True):
    """One block: how long it was to be, and how long it was, in whole seconds.

    `range` is the author's. `target` is what it got in the end, with what was added; None if it
    had none. `over` is how far past its range it was, with what was given or taken (negative: how
    far short of it; zero: within it), None unless it is done. `standing` is done, skipped, present
    or to come.
    """

    title: str
    range: TimeRange
    target: int | None
    actual: int
    over: int | None
    standing: str
    inserted: bool
    said: tuple[PromptMinutes, ...]
    spoke: tuple[Speaker, ...] = ()


class Minutes(Struct, frozen=True):
    """The minutes of one meeting. Times are local to it; lengths are whole seconds.

    `ended` is when it finished, or when it stopped if it is not `finished`. `late` is how long
    after the hard end that was (negative: before); None without a hard end, or unfinished. It
    `lasted` from its beginning to its end; of that the blocks `took` so much, the rest was paused.
    `people` are those who were here at any time. `norms` are what the group changed them to,
    None if it did not. `base_url` is where relative links lead.
    """

    meeting: str
    name: str
    title: str
    week: int | None
    series: str
    base_url: str | None
    group: str
    people: tuple[str, ...]
    facilitator: str
    date: date
    began: datetime | None
    ended: datetime
    finished: bool
    hard_end: datetime | None
    late: int | None
    lasted: int
    took: int
    paused: int
    blocks: tuple[BlockMinutes, ...]
    notes: tuple[str, ...]
    actions: tuple[str, ...]
    questions: tuple[str, ...]
    decisions: tuple[str, ...]
    norms: str | None

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of all its times."""
        return self.ended.tzinfo


def of_record(record: Recording) -> Minutes:
    """The minutes of a meeting that is kept, as it was when it stopped."""
    at = record.instant(record.stopped)
    return minutes(record.header, record.meeting, at, record.wall)


def minutes(header: Header, meeting: Meeting, at: float, wall: Callable[[float], float]) -> Minutes:
    """The minutes of a meeting as it stands at the instant `at`.

    `wall` tells the Unix time of an instant: for a meeting under way `Moment.wall`.
    """
    state = meeting.state(at)
    end = at if state.finished is None else state.finished

    def local(instant: float) -> datetime:
        return datetime.fromtimestamp(round(wall(instant)), header.tz)

    seen = view(state, Moment(end, wall(end)))
    said = meeting.notes
    began = end if state.started is None else state.started
    over = None if state.hard_end is None else round(end - state.hard_end)
    return Minutes(
        meeting=header.meeting,
        name=header.name,
        title=header.session.title,
        week=header.session.week,
        series=header.series,
        base_url=header.base_url,
        group=header.group,
        people=tuple(p.name for p in state.people if p.came),
        facilitator=_name(state, state.facilitator),
        date=local(began).date(),
        began=None if state.started is None else local(began),
        ended=local(end),
        finished=state.finished is not None,
        hard_end=None if state.hard_end is None else local(state.hard_end),
        late=None if state.finished is None else over,
        lasted=seen.gone,
        took=seen.took,
        paused=seen.paused,
        blocks=tuple(
            _block(block, line, said, _spoke(block, state, header.gathering.air_time))
            for block, line in zip(state.blocks, seen.blocks, strict=True)
        ),
        notes=_texts(i for i in items(said, Kind.NOTE) if state.index(i.block or "") is None),
        actions=_texts(items(said, Kind.ACTION)),
        questions=_texts(items(said, Kind.QUESTION)),
        decisions=_texts(items(said, Kind.DECISION)),
        norms=norms(meeting.events),
    )


def as_json(kept: Minutes) -> str:
    """The minutes for a machine to read, with nothing in them that a terminal would obey."""
    import json

    text = msgspec.json.format(msgspec.json.encode(kept), indent=2).decode()
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n"


def file_name(kept: Minutes) -> str:
    """Return what to call a file of them: `2026-11-25-week-1.md`. Nothing in it is a path."""
    week = f"week-{kept.week}" if kept.week is not None else kept.title
    words = re.findall(r"[a-z0-9]+", week.lower())
    return "-".join([kept.date.isoformat(), *words])[:80] + ".md"


def _block(
    block: BlockState, line: BlockView, said: Iterable[Note], spoke: tuple[Speaker, ...]
) -> BlockMinutes:
    done = line.standing is Standing.DONE
    here = [item for item in items(said, Kind.NOTE) if item.block == block.id]
    prompts = [prompt for _, prompt in counted(block.block.prompts)]
    of_block = tuple(n.text for n in here if n.prompt is None or not 0 <= n.prompt < len(prompts))
    of_prompts = [
        PromptMinutes(prompt.text, tuple(n.text for n in here if n.prompt == number))
        for number, prompt in enumerate(prompts)
    ]
    return BlockMinutes(
        title=block.block.title,
        range=block.block.duration,
        target=line.target if done or line.standing is Standing.PRESENT else block.planned,
        actual=line.elapsed,
        over=line.offset,
        standing=line.standing.value,
        inserted=block.inserted,
        said=tuple(p for p in (PromptMinutes(None, of_block), *of_prompts) if p.notes),
        spoke=spoke,
    )


def _name(state: State, person: str | None) -> str:
    found = None if person is None else state.person(person)
    return "" if found is None else found.name


def _spoke(block: BlockState, state: State, air_time: bool) -> tuple[Speaker, ...]:
    names = {person.id: person.name for person in state.people}
    turns = () if block.round is None else block.round.turns
    return tuple(
        Speaker(names[person], seconds if air_time else None)
        for person, seconds in rounds.air_time(turns)
    )


def _texts(said: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.text for item in said)
