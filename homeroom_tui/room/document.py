"""The document of a room: what a follower may see of a meeting, and nothing else. Pure.

It is built field by field from the view, never by serializing a view or a block: hints, notes,
norms, paths and people who are not taking turns have no field here. Lengths are whole seconds,
instants are Unix time. What ticks is sent as an instant, so that followers count by themselves and
nothing is sent for a second gone by.
"""

from __future__ import annotations

import math
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui.agenda.details import with_duration
from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.outlook import TieStatus, phase_of
from homeroom_tui.meeting.rounds import Round, RoundView, Spoke, Turn, round_view
from homeroom_tui.meeting.state import Phase, Playback, Standing, Timer, in_order
from homeroom_tui.meeting.view import (
    BlockView,
    Course,
    Ending,
    Present,
    TieView,
    Verdict,
    View,
    course,
    segments,
)

AFTER_HARD_END = 2 * 3600
"""Seconds after the hard end for which a room can be read."""

WITHOUT_HARD_END = 12 * 3600
"""The same after the last change of a meeting without a hard end."""

MAX_TEXT = 2_000
MAX_PROMPTS = 100
MAX_ROWS = 500
MAX_NAMES = 100
MAX_WARNINGS = 20
"""Longer texts are cut and longer lists end, so that a document fits into an envelope."""

MAX_DOCUMENT = 60_000
"""Bytes. Of a larger one the prompts that are not talked about are left out, then titles."""

EXACT = 2e-6
"""Seconds by which an instant may be off after it was written and read."""

T = TypeVar("T")

Instant = Annotated[float, Meta(ge=0, le=2**33)]
Seconds = Annotated[int, Meta(ge=-(10**7), le=10**7)]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]


class DocumentError(ValueError):
    """The bytes are no document; the message says why, for tests and logs."""


class Row(Struct, frozen=True, array_like=True):
    """A block in the agenda: its title, where it stands, what it gets, and what it has had.

    A block to come that is tied to a time begins `at` that instant.
    """

    title: Text
    standing: Standing
    target: Seconds | None
    elapsed: Seconds = 0
    at: Instant | None = None


class Line(Struct, frozen=True, array_like=True):
    """A prompt and those under it."""

    text: Text
    inner: Annotated[tuple[Text, ...], Meta(max_length=MAX_PROMPTS)] = ()


class Here(Struct, frozen=True, omit_defaults=True):
    """The present block. It was at zero at the instant `zero`; while paused it has had `elapsed`,
    and stays in its `phase`.

    `number` counts agenda rows from 0, `prompt` the prompts, inner ones included. `warn` is how
    long before the target its end is announced, where the author says so.
    """

    number: Annotated[int, Meta(ge=0, le=MAX_ROWS)]
    min: Seconds
    max: Seconds | None
    target: Seconds | None
    zero: Instant | None = None
    elapsed: Seconds = 0
    phase: Phase | None = None
    added: Seconds = 0
    timer: Timer | None = None
    warn: Annotated[tuple[Seconds, ...], Meta(max_length=MAX_WARNINGS)] | None = None
    prompt: Annotated[int, Meta(ge=0)] = 0
    prompts: Annotated[tuple[Line, ...], Meta(max_length=MAX_PROMPTS)] = ()


class TurnNow(Struct, frozen=True, omit_defaults=True):
    """A round of turns. Who speaks began at the block's second `began`, and has `share`.

    `each` is what everybody gets where it is fixed; else those who wait share what is left.
    """

    who: Text = ""
    began: Seconds = 0
    share: Seconds | None = None
    each: Seconds | None = None
    timed: bool = True
    waiting: Annotated[tuple[Text, ...], Meta(max_length=MAX_NAMES)] = ()
    spoke: Annotated[tuple[Text, ...], Meta(max_length=MAX_NAMES)] = ()
    number: Annotated[int, Meta(ge=0)] = 0


class End(Struct, frozen=True, omit_defaults=True):
    """The expected end of the meeting: the same quantities as in the view's ending.

    `tie` is the agenda row of the tied block that the verdict is on.
    """

    verdict: Verdict
    slack: Seconds | None = None
    hard: Instant | None = None
    expected: Instant | None = None
    move_on_by: Instant | None = None
    tie: Annotated[int, Meta(ge=0, le=MAX_ROWS)] | None = None


class Said(Struct, frozen=True, omit_defaults=True):
    """A sentence said to the group from outside: perhaps with the instant that it is about, and
    with the facilitator's answer."""

    text: Text
    at: Instant | None = None
    answer: Text = ""


class Document(Struct, frozen=True, omit_defaults=True):
    """Everything that followers see of a meeting, until the instant `until`.

    `starts` is when a meeting that has not begun is to begin, if that is known and still to come.
    """

    until: Instant
    playback: Playback
    title: Text
    end: End
    agenda: Annotated[tuple[Row, ...], Meta(max_length=MAX_ROWS)]
    week: Annotated[int, Meta(ge=0, le=10**6)] | None = None
    base_url: Text | None = None
    starts: Instant | None = None
    started: Instant | None = None
    finished: Instant | None = None
    paused: Seconds = 0
    paused_since: Instant | None = None
    here: Here | None = None
    turn: TurnNow | None = None
    said: Said | None = None


# From a view to a document


def document(view: View, moment: Moment, session: Session, base_url: str | None = None) -> Document:
    """Return what followers may see of `view`, drawn at `moment`, of a meeting of `session`.

    Both are to be of one reading of the clocks: else its instants do not fit together.
    """
    hard = view.ending.hard
    until = moment.utc + WITHOUT_HARD_END if hard is None else hard + AFTER_HARD_END
    paused = view.playback is Playback.PAUSED
    return Document(
        until=float(math.ceil(max(until, moment.utc))),
        playback=view.playback,
        title=session.title[:MAX_TEXT],
        week=session.week,
        base_url=base_url,
        starts=None if view.to_start is None else _instant(round(view.now + view.to_start)),
        started=_instant(view.started),
        finished=_instant(view.finished),
        paused=view.paused - view.pausing,
        paused_since=_instant(moment.wall(view.at) - view.pausing) if paused else None,
        agenda=tuple(_row(line, view.started) for line in view.blocks[:MAX_ROWS]),
        here=_here(view, moment, session),
        turn=_turn(view),
        end=_end(view),
    )


def _row(line: BlockView, started: float | None) -> Row:
    # That of the present block ticks, and followers count it themselves.
    elapsed = 0 if line.standing is Standing.PRESENT else line.elapsed
    return Row(
        line.block.title[:MAX_TEXT],
        line.standing,
        line.target,
        elapsed,
        _tied(line, started),
    )


def _tied(line: BlockView, started: float | None) -> float | None:
    if line.tie is None or line.tie.status is not TieStatus.CUTS:
        return None
    tie = line.block.at
    if started is None and tie is not None and tie.clock is None:
        return None  # so long after the start: before it, this moves with the clock
    return _instant(line.tie.at)


def _here(view: View, moment: Moment, session: Session) -> Here | None:
    here = view.present
    if here is None or here.line.number > MAX_ROWS:
        return None
    running = view.playback is Playback.RUNNING
    warn = session.warn if here.line.block.warn is None else here.line.block.warn
    return Here(
        number=here.line.number - 1,
        min=here.bounds.min,
        max=here.bounds.max,
        target=here.target,
        zero=_instant(moment.wall(view.at) - here.elapsed) if running else None,
        elapsed=0 if running else here.elapsed,
        phase=None if running else here.phase,
        added=here.added,
        timer=here.timer,
        warn=None if warn is None else tuple(warn[:MAX_WARNINGS]),
        prompt=here.prompt,
        prompts=tuple(map(_line, here.line.block.prompts[:MAX_PROMPTS])),
    )


def _line(prompt: Prompt) -> Line:
    inner = tuple(with_duration(one)[:MAX_TEXT] for one in prompt.prompts[:MAX_PROMPTS])
    return Line(with_duration(prompt)[:MAX_TEXT], inner)


def _turn(view: View) -> TurnNow | None:
    found, here = view.round, view.present
    if found is None or here is None:
        return None
    return TurnNow(
        who=found.name[:MAX_TEXT],
        began=here.elapsed - found.gone,
        share=found.share,
        each=found.fixed,
        timed=found.timed,
        waiting=tuple(one.name[:MAX_TEXT] for one in found.waiting[:MAX_NAMES]),
        spoke=tuple(name[:MAX_TEXT] for name, _ in found.spoke[:MAX_NAMES]),
        number=found.number,
    )


def _end(view: View) -> End:
    ending = view.ending
    # Before the start, and without a time at which it was due, both ends move with the clock.
    moving = view.playback is Playback.READY and ending.hard is not None
    return End(
        verdict=ending.verdict,
        slack=ending.slack,
        hard=None if moving else _instant(ending.hard),
        expected=None if view.playback is Playback.READY else _instant(ending.expected),
        move_on_by=_instant(view.present.move_on_by) if view.present else None,
        tie=None if ending.tie is None else min(ending.tie.number - 1, MAX_ROWS),
    )


def _instant(utc: float | None) -> float | None:
    return None if utc is None else round(max(utc, 0.0), 6)


_decoder = msgspec.json.Decoder(Document)


def encode(made: Document) -> bytes:
    """The document as JSON, of at most MAX_DOCUMENT bytes."""
    text = msgspec.json.encode(made)
    if len(text) > MAX_DOCUMENT and made.here is not None:
        made = replace(made, here=_shortened(made.here))
        text = msgspec.json.encode(made)
    if len(text) > MAX_DOCUMENT:
        rows = tuple(replace(row, title=row.title[:80]) for row in made.agenda)
        text = msgspec.json.encode(replace(made, agenda=rows))
    return text


def _shortened(here: Here) -> Here:
    """The same with the prompts around the present one only."""
    counted = 0
    for line in here.prompts:
        counted += 1 + len(line.inner)
        if here.prompt < counted:
            first = here.prompt - (counted - 1 - len(line.inner))
            return replace(here, prompts=(replace(line, inner=line.inner[:8]),), prompt=first)
    return replace(here, prompts=(), prompt=0)


def read(decoder: msgspec.json.Decoder[T], text: bytes) -> T:
    """What a message says, by a decoder that checks every bound. Raises DocumentError."""
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DocumentError(str(error)) from None


def decode(text: bytes) -> Document:
    """Read a document, every bound checked. Raises DocumentError."""
    found = read(_decoder, text)
    here = -1 if found.here is None else found.here.number
    tie = -1 if found.end.tie is None else found.end.tie
    if max(here, tie) >= len(found.agenda):
        raise DocumentError("a block is not in the agenda")
    return found


# From a document to a view


def seen(found: Document, now: float) -> View:
    """Return what a follower's screen shows at the Unix time `now`. Never raises."""
    playback, here = found.playback, found.here
    finished = found.finished if playback is Playback.FINISHED else None
    at = now if finished is None else min(now, finished)
    elapsed = _elapsed(here, at)
    second = found.paused_since if here is None else here.zero or found.paused_since
    if second is not None and finished is None:
        at -= (at + EXACT - second) % 1  # on the present block's second, as everything shown
    pausing = 0 if found.paused_since is None else max(_floor(at - found.paused_since), 0)
    places = [i for i, row in enumerate(found.agenda) if row.standing is Standing.TO_COME]
    coming = in_order(places, None if here is None else here.number)
    if playback is Playback.FINISHED:
        coming = []
    blocks = _blocks(found, coming, elapsed, at)
    present = None if here is None else _present(found, here, blocks, coming, at, pausing)
    left = None if present is None or finished is not None else present.remaining
    hard, begun = found.end.hard, at if found.started is None else found.started
    return View(
        now=now if finished is None else at,
        at=at,
        due=None if playback is Playback.FINISHED else at + 1.0,
        hard_end=hard,
        playback=playback,
        blocks=blocks,
        present=present,
        ending=_ending(found.end, blocks, at),
        segments=segments(
            blocks,
            coming,
            max(left or 0, 0),
            found.paused + pausing,
            None if hard is None else hard - begun,
        ),
        gone=max(_floor(at - begun), 0),
        left=None if hard is None else -_floor(at - hard),
        paused=found.paused + pausing,
        planned=None,
        took=sum(line.elapsed for line in blocks),
        kept_back=0,
        moved_on=None,
        pausing=pausing,
        started=found.started,
        finished=found.finished,
        next=str(coming[0]) if coming else None,
        round=None if found.turn is None or present is None else _round(found.turn, present),
        to_start=_to_start(found, at),
    )


def _to_start(found: Document, at: float) -> int | None:
    left = 0 if found.starts is None else -_floor(at - found.starts)
    return left if left > 0 and found.playback is Playback.READY else None


def _elapsed(here: Here | None, now: float) -> int:
    if here is None:
        return 0
    return here.elapsed if here.zero is None else max(_floor(now - here.zero), 0)


def _floor(seconds: float) -> int:
    return math.floor(seconds + EXACT)


def _blocks(found: Document, coming: list[int], elapsed: int, at: float) -> tuple[BlockView, ...]:
    here, rows = found.here, found.agenda
    ends = at if here is None else at + max((here.target or 0) - elapsed, 0)
    shares = {i: max((rows[i].target or 0) - rows[i].elapsed, 0) for i in coming}
    ties = {i: TieView(TieStatus.CUTS, rows[i].at) for i in coming if rows[i].at is not None}
    # When a meeting begins, and so each block, only the facilitator knows.
    follows = Course({}, ties, at) if here is None else course(ends, shares, ties)
    return tuple(
        _here_line(here, row, elapsed)
        if here is not None and place == here.number
        else _block(place, row, follows)
        for place, row in enumerate(rows)
    )


def _block(place: int, row: Row, follows: Course) -> BlockView:
    bounds = TimeRange(row.target or 0, row.target)
    return BlockView(
        id=str(place),
        number=place + 1,
        block=Block(row.title, bounds),
        standing=row.standing,
        range=bounds,
        target=row.target,
        elapsed=row.elapsed,
        begins=follows.begins.get(place),
        tie=follows.ties.get(place),
    )


def _here_line(here: Here, row: Row, elapsed: int) -> BlockView:
    low = min(here.min, here.max) if here.max is not None else here.min
    bounds = TimeRange(max(low, 0), here.max)
    prompts = tuple(Prompt(p.text, tuple(map(Prompt, p.inner))) for p in here.prompts)
    return BlockView(
        id=str(here.number),
        number=here.number + 1,
        block=Block(row.title, bounds, prompts, warn=here.warn),
        standing=Standing.PRESENT,
        range=bounds,
        target=here.target,
        elapsed=elapsed,
    )


def _present(
    found: Document,
    here: Here,
    blocks: tuple[BlockView, ...],
    coming: list[int],
    at: float,
    pausing: int,
) -> Present:
    line, target = blocks[here.number], here.target
    ties = [found.agenda[place].at for place in coming]
    tie = ties[0] if ties else None
    ends = next((tie for tie in ties if tie is not None), found.end.hard)
    to_tie = 0 if tie is None else -_floor(at - tie)
    phase = phase_of(line.elapsed, target, line.range, at - pausing + EXACT, tie, ends)
    return Present(
        line=line,
        phase=here.phase or phase,
        elapsed=line.elapsed,
        target=target,
        bounds=line.range,
        remaining=None if target is None else target - line.elapsed,
        added=here.added,
        prompt=here.prompt,
        move_on_by=found.end.move_on_by,
        timer=here.timer,
        tie=blocks[coming[0]] if to_tie > 0 else None,
        to_tie=max(to_tie, 0),
    )


def _ending(end: End, blocks: tuple[BlockView, ...], at: float) -> Ending:
    past = 0
    if end.verdict is Verdict.PAST_THE_END and end.hard is not None:
        past = max(_floor(at - end.hard), 0)
    expected = at if end.expected is None else end.expected
    tie = None if end.tie is None else blocks[end.tie]
    return Ending(end.verdict, end.slack, expected, end.hard, past=past, tie=tie, ways=False)


def _round(turn: TurnNow, present: Present) -> RoundView:
    found = Round(
        turn.waiting,
        Turn(turn.who, turn.began, turn.share) if turn.who else None,
        tuple(Spoke(name, 0) for name in turn.spoke),
        turn.each,
        turn.timed,
    )
    names = {name: name for name in (turn.who, *turn.waiting, *turn.spoke)}
    made = round_view(found, names, present.elapsed, present.target)
    return replace(made, number=turn.number)
