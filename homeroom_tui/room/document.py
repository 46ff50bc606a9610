"""The document of a room: what a follower may see of a meeting, and nothing else. Pure.

It is built field by field from the view, never by serializing a view or a block: hints, notes,
norms, paths and people who are not taking turns have no field here. Lengths are whole seconds,
instants are Unix time. What ticks is sent as an instant, so that followers count by themselves and
nothing is sent for a second gone by.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.rounds import RoundView, ToSpeak, split
from homeroom_tui.meeting.state import Phase, Playback, Standing
from homeroom_tui.meeting.view import (
    BlockView,
    Ending,
    Present,
    Segment,
    Verdict,
    View,
)

AFTER_HARD_END = 2 * 3600
"""Seconds after the hard end for which a room can be read."""

WITHOUT_HARD_END = 12 * 3600
"""The same after the last change of a meeting without a hard end."""

MAX_TEXT = 2_000
MAX_PROMPTS = 100
MAX_ROWS = 500
MAX_NAMES = 100
"""Longer texts are cut and longer lists end, so that a document fits into an envelope."""

MAX_DOCUMENT = 60_000
"""Bytes. Of a larger one the prompts that are not talked about are left out, then titles."""

JITTER = 0.05
"""Seconds by which an instant may differ from the one sent before without being another: the two
clocks that it is made of are never read at quite the same time."""

EXACT = 2e-6
"""Seconds by which an instant may be off after it was written and read."""

Instant = Annotated[float, Meta(ge=0, le=2**33)]
Seconds = Annotated[int, Meta(ge=-(10**7), le=10**7)]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]


class DocumentError(ValueError):
    """The bytes are no document; the message says why, for tests and logs."""


class Row(Struct, frozen=True, array_like=True):
    """A block in the agenda: its title, where it stands, what it gets, and what it has had."""

    title: Text
    standing: Literal["to come", "present", "done", "skipped"]
    target: Seconds | None
    elapsed: Seconds = 0


class Line(Struct, frozen=True, array_like=True):
    """A prompt and those under it."""

    text: Text
    inner: Annotated[tuple[Text, ...], Meta(max_length=MAX_PROMPTS)] = ()


class Here(Struct, frozen=True, omit_defaults=True):
    """The present block. It was at zero at the instant `zero`; while paused it has had `elapsed`.

    `number` counts agenda rows from 0, `prompt` the prompts, inner ones included.
    """

    number: Annotated[int, Meta(ge=0, le=MAX_ROWS)]
    min: Seconds
    max: Seconds | None
    target: Seconds | None
    zero: Instant | None = None
    elapsed: Seconds = 0
    added: Seconds = 0
    prompt: Annotated[int, Meta(ge=0)] = 0
    prompts: Annotated[tuple[Line, ...], Meta(max_length=MAX_PROMPTS)] = ()


class TurnNow(Struct, frozen=True, omit_defaults=True):
    """A round of turns. Who speaks began at the block's second `began`, and has `share`.

    `each` is what those who wait get where it is fixed; else they share what is left.
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
    """The expected end of the meeting: the same quantities as in the view's ending."""

    verdict: Literal["open", "spare", "tight", "late", "past"]
    slack: Seconds | None = None
    hard: Instant | None = None
    expected: Instant | None = None
    move_on_by: Instant | None = None


class Document(Struct, frozen=True, omit_defaults=True):
    """Everything that followers see of a meeting, until the instant `until`."""

    until: Instant
    playback: Literal["ready", "running", "paused", "finished"]
    title: Text
    end: End
    agenda: Annotated[tuple[Row, ...], Meta(max_length=MAX_ROWS)]
    week: Annotated[int, Meta(ge=0, le=10**6)] | None = None
    base_url: Text | None = None
    started: Instant | None = None
    finished: Instant | None = None
    paused: Seconds = 0
    paused_since: Instant | None = None
    here: Here | None = None
    turn: TurnNow | None = None


_VERDICTS: dict[Verdict, Literal["open", "spare", "tight", "late", "past"]] = {
    Verdict.OPEN: "open",
    Verdict.IN_HAND: "spare",
    Verdict.NO_TIME_IN_HAND: "tight",
    Verdict.TOO_MUCH: "late",
    Verdict.PAST_THE_END: "past",
}
_MEANT = {word: verdict for verdict, word in _VERDICTS.items()}


# From a view to a document


def document(view: View, moment: Moment, session: Session, base_url: str | None = None) -> Document:
    """Return what followers may see of `view`, drawn at `moment`, of a meeting of `session`."""
    hard = view.ending.hard
    until = moment.utc + WITHOUT_HARD_END if hard is None else hard + AFTER_HARD_END
    paused = view.playback is Playback.PAUSED
    return Document(
        until=float(math.ceil(max(until, moment.utc))),
        playback=view.playback.value,
        title=session.title[:MAX_TEXT],
        week=session.week,
        base_url=base_url,
        started=_instant(view.started),
        finished=_instant(view.finished),
        paused=view.paused - view.pausing,
        paused_since=_instant(moment.wall(view.at) - view.pausing) if paused else None,
        agenda=tuple(map(_row, view.blocks[:MAX_ROWS])),
        here=_here(view, moment),
        turn=_turn(view),
        end=_end(view),
    )


def _row(line: BlockView) -> Row:
    standing = line.standing.value
    return Row(line.block.title[:MAX_TEXT], standing, line.target, _whole(line))  # type: ignore[arg-type]


def _whole(line: BlockView) -> int:
    # Of the present block it ticks, and followers count it themselves.
    return 0 if line.standing is Standing.PRESENT else line.elapsed


def _here(view: View, moment: Moment) -> Here | None:
    here = view.present
    if here is None or here.line.number > MAX_ROWS:
        return None
    running = view.playback is Playback.RUNNING
    return Here(
        number=here.line.number - 1,
        min=here.bounds.min,
        max=here.bounds.max,
        target=here.target,
        zero=_instant(moment.wall(view.at) - here.elapsed) if running else None,
        elapsed=0 if running else here.elapsed,
        added=here.added,
        prompt=here.prompt,
        prompts=tuple(map(_line, here.line.block.prompts[:MAX_PROMPTS])),
    )


def _line(prompt: Prompt) -> Line:
    inner = tuple(one.text[:MAX_TEXT] for one in prompt.prompts[:MAX_PROMPTS])
    return Line(prompt.text[:MAX_TEXT], inner)


def _turn(view: View) -> TurnNow | None:
    found, here = view.round, view.present
    if found is None or here is None:
        return None
    shares = {one.share for one in found.waiting}
    left = max(found.remaining or 0, 0)
    shared_out = split(max((here.target or 0) - here.elapsed - left, 0), len(found.waiting))
    fixed = shares.pop() if len(shares) == 1 and {*shared_out} != shares else None
    return TurnNow(
        who=found.name[:MAX_TEXT],
        began=here.elapsed - found.gone,
        share=found.share,
        each=fixed,
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
        verdict=_VERDICTS[ending.verdict],
        slack=ending.slack,
        hard=None if moving else _instant(ending.hard),
        expected=None if view.playback is Playback.READY else _instant(ending.expected),
        move_on_by=_instant(view.present.move_on_by) if view.present else None,
    )


def _instant(utc: float | None) -> float | None:
    return None if utc is None else round(max(utc, 0.0), 6)


T = TypeVar("T", bound=Struct)


def steady(new: Document, before: Document | None) -> Document:
    """`new` with the instants of `before` wherever they differ by no more than jitter."""
    if before is None:
        return new
    return _steady(new, before)


def _steady(new: T, before: T) -> T:
    kept: dict[str, object] = {}
    for name in new.__struct_fields__:
        now, was = getattr(new, name), getattr(before, name)
        if isinstance(now, float) and isinstance(was, float) and abs(now - was) <= JITTER:
            kept[name] = was
        elif isinstance(now, Struct) and type(was) is type(now):
            kept[name] = _steady(now, was)
    return replace(new, **kept)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Document)


def encode(made: Document) -> bytes:
    """The document as JSON, of at most MAX_DOCUMENT bytes."""
    text = _encoder.encode(made)
    if len(text) > MAX_DOCUMENT and made.here is not None:
        made = replace(made, here=_shortened(made.here))
        text = _encoder.encode(made)
    if len(text) > MAX_DOCUMENT:
        rows = tuple(replace(row, title=row.title[:80]) for row in made.agenda)
        text = _encoder.encode(replace(made, agenda=rows))
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


def decode(text: bytes) -> Document:
    """Read a document, every bound checked. Raises DocumentError."""
    try:
        found = _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise DocumentError(str(error)) from None
    if found.here is not None and found.here.number >= len(found.agenda):
        raise DocumentError("the present block is not in the agenda")
    return found


# From a document to a view


def seen(found: Document, now: float) -> View:
    """Return what a follower's screen shows at the Unix time `now`. Never raises."""
    playback = Playback(found.playback)
    stopped = found.finished if playback is Playback.FINISHED else None
    at = now if stopped is None else min(now, stopped)
    elapsed = _elapsed(found.here, at)
    second = found.paused_since if found.here is None else found.here.zero or found.paused_since
    if second is not None and stopped is None:
        at -= (at + EXACT - second) % 1  # on the present block's second, as everything shown
    present = None if found.here is None else _present(found, found.here, elapsed)
    ending = _ending(found.end, found, at)
    blocks = _blocks(found, present, at)
    pausing = 0 if found.paused_since is None else max(_floor(at - found.paused_since), 0)
    coming = None if playback is Playback.FINISHED else _next(found)
    return View(
        now=at if stopped is not None else now,
        at=at,
        due=None if playback is Playback.FINISHED else at + 1.0,
        hard_end=found.end.hard,
        playback=playback,
        blocks=blocks,
        present=present,
        ending=ending,
        segments=_segments(found, blocks, present, pausing, at),
        gone=0 if found.started is None else max(_floor(at - found.started), 0),
        left=None if found.end.hard is None else -_floor(at - found.end.hard),
        paused=found.paused + pausing,
        planned=None,
        took=sum(line.elapsed for line in blocks),
        kept_back=0,
        moved_on=None,
        pausing=pausing,
        started=found.started,
        finished=found.finished,
        next=None if coming is None else str(coming),
        round=None if found.turn is None or present is None else _round(found.turn, present),
    )


def _elapsed(here: Here | None, now: float) -> int:
    if here is None:
        return 0
    return here.elapsed if here.zero is None else max(_floor(now - here.zero), 0)


def _floor(seconds: float) -> int:
    return math.floor(seconds + EXACT)


def _blocks(found: Document, present: Present | None, at: float) -> tuple[BlockView, ...]:
    begins: dict[int, float] = {}
    if present is not None:
        clock = at + max(present.remaining or 0, 0)
        for place in _order(found):
            begins[place] = clock
            row = found.agenda[place]
            clock += max((row.target or 0) - row.elapsed, 0)
    return tuple(
        _block(place, row, begins.get(place)) if present is None or place != _place(present)
        else present.line
        for place, row in enumerate(found.agenda)
    )  # fmt: skip


def _place(present: Present) -> int:
    return present.line.number - 1


def _block(place: int, row: Row, begins: float | None) -> BlockView:
    standing = Standing(row.standing)
    bounds = TimeRange(row.target or 0, row.target)
    return BlockView(
        id=str(place),
        number=place + 1,
        block=Block(row.title, bounds),
        standing=standing,
        range=bounds,
        target=row.target,
        elapsed=row.elapsed,
        begins=begins,
    )


def _present(found: Document, here: Here, elapsed: int) -> Present:
    row = found.agenda[here.number]
    low = min(here.min, here.max) if here.max is not None else here.min
    bounds = TimeRange(max(low, 0), here.max)
    prompts = tuple(Prompt(p.text, tuple(map(Prompt, p.inner))) for p in here.prompts)
    line = BlockView(
        id=str(here.number),
        number=here.number + 1,
        block=Block(row.title, bounds, prompts),
        standing=Standing.PRESENT,
        range=bounds,
        target=here.target,
        elapsed=elapsed,
    )
    return Present(
        line=line,
        phase=_phase(found, bounds, here.target, elapsed),
        elapsed=elapsed,
        target=here.target,
        bounds=bounds,
        remaining=None if here.target is None else here.target - elapsed,
        added=here.added,
        prompt=here.prompt,
        move_on_by=found.end.move_on_by,
    )


def _phase(found: Document, bounds: TimeRange, target: int | None, elapsed: int) -> Phase:
    """The same comparisons as in the state."""
    phase = Phase.EARLY if elapsed < bounds.min else Phase.ENOUGH
    if target is not None:
        if elapsed >= target - min(60.0, target / 5 if target < 300 else 60.0):
            phase = Phase.CLOSING
        if elapsed >= target:
            phase = Phase.OVER
    if bounds.max is None:
        return Phase.OVERTIME if found.end.verdict == "past" else phase
    return Phase.OVERTIME if elapsed >= bounds.max else phase


def _ending(end: End, found: Document, at: float) -> Ending:
    expected = end.expected if end.expected is not None else at
    past = 0 if end.hard is None else max(_floor(at - end.hard), 0)
    verdict = _MEANT[end.verdict]
    if verdict is Verdict.PAST_THE_END and found.finished is None:
        return Ending(verdict, end.slack, expected, end.hard, past=past)
    return Ending(verdict, end.slack, expected, end.hard)


def _order(found: Document) -> list[int]:
    """The rows to come in the order in which they are taken."""
    places = [i for i, row in enumerate(found.agenda) if row.standing == "to come"]
    here = -1 if found.here is None else found.here.number
    return [i for i in places if i > here] + [i for i in places if i < here]


def _next(found: Document) -> int | None:
    return next(iter(_order(found)), None)


def _round(turn: TurnNow, present: Present) -> RoundView:
    gone = max(present.elapsed - turn.began, 0)
    left = max((turn.share or 0) - gone, 0)
    shares: list[int | None] = [turn.each] * len(turn.waiting)
    if turn.each is None and turn.timed and present.remaining is not None:
        shares = list(split(max(present.remaining - left, 0), len(turn.waiting)))
    return RoundView(
        speaker=turn.who or None,
        name=turn.who,
        gone=gone,
        share=turn.share,
        waiting=tuple(
            ToSpeak(name, name, share) for name, share in zip(turn.waiting, shares, strict=True)
        ),
        spoke=tuple((name, 0) for name in turn.spoke),
        timed=turn.timed,
        number=turn.number,
    )


def _segments(
    found: Document,
    blocks: tuple[BlockView, ...],
    present: Present | None,
    pausing: int,
    at: float,
) -> tuple[Segment, ...]:
    made = [Segment("gone", line.elapsed, line.id) for line in blocks if line.elapsed]
    made.append(Segment("paused", found.paused + pausing))
    if found.finished is None:
        if present is not None:
            made.append(Segment("present", max(present.remaining or 0, 0), present.line.id))
        for place in _order(found):
            line = blocks[place]
            made.append(Segment("to come", max((line.target or 0) - line.elapsed, 0), line.id))
    if found.end.hard is not None:
        begun = at if found.started is None else found.started
        spare = found.end.hard - begun - sum(one.seconds for one in made)
        made.append(Segment("in hand", max(spare, 0.0)))
    return tuple(one for one in made if one.seconds > 0)
