"""What a session is: blocks with prompts and durations, in a series, met by a group. Frozen."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from msgspec import Meta, Struct

MINUTE = 60
"""Seconds. All lengths of time in `agenda` are whole seconds."""

DAY = 24 * 60 * MINUTE
"""Seconds. Nothing in a meeting takes longer than this."""

Length = Annotated[int, Meta(ge=0, le=DAY)]
"""Seconds. A journal that says any other, which somebody wrote into it, is not believed."""


class TimeRange(Struct, frozen=True):
    """How long something takes, in whole seconds: at least `min`, at most `max`.

    A fixed duration has `min == max`; `rest` is `TimeRange(0, None)`, without a bound.
    """

    min: Length
    max: Length | None

    @property
    def fixed(self) -> bool:
        return self.min == self.max

    @property
    def is_rest(self) -> bool:
        return self.max is None


REST = TimeRange(0, None)


class Prompt(Struct, frozen=True):
    """A line to discuss or do within a block; `prompts` nest one level under it."""

    text: str
    prompts: tuple[Prompt, ...] = ()


class Block(Struct, frozen=True):
    """One timed item of a session.

    `turns` is False, True (time is shared out among the people present) or the seconds each
    person gets. `hints` are for the facilitator's eyes. By its `id` a block is known again when
    its file is changed during a meeting.
    """

    title: str
    duration: TimeRange
    prompts: tuple[Prompt, ...] = ()
    hints: tuple[str, ...] = ()
    turns: bool | Length = False
    advance: Literal["auto"] | None = None
    show: Literal["norms"] | None = None
    id: str | None = None


class Reserve(Struct, frozen=True):
    """The part of the time left that a plan does not hand out yet.

    Either a `share` of the blocks' midpoints (0.08 is 8 %), or `seconds` for the whole session,
    released in proportion. Exactly one of the two is set.
    """

    share: Annotated[float, Meta(ge=0, le=1)] | None = None
    seconds: Length | None = None


DEFAULT_RESERVE = Reserve(share=0.08)


class Session(Struct, frozen=True):
    """One week: a title, a duration in seconds (None: open-ended) and blocks (none: a draft)."""

    title: str
    duration: Length | None = None
    week: int | None = None
    blocks: tuple[Block, ...] = ()
    intro: str = ""
    reserve: Reserve | None = None

    @property
    def draft(self) -> bool:
        return not self.blocks


class Series(Struct, frozen=True):
    """What the sessions of a library have in common: `series.yaml`.

    `meets` is the English name of a weekday. Relative links are resolved against `base_url`.
    """

    title: str = ""
    meets: str | None = None
    base_url: str | None = None
    guidelines: str = ""
    reserve: Reserve | None = None
    attribution: str = ""
    licence: str = ""


class Group(Struct, frozen=True):
    """A group's own facts: `group.yaml`. All of it is optional.

    `time` is the wall time of the meeting in `zone` (an IANA name; None: the machine's zone);
    `no_meeting` are meeting days that fall out, so that later weeks move.
    """

    name: str = ""
    people: tuple[str, ...] = ()
    first_meeting: date | None = None
    time: time | None = None
    zone: str | None = None
    no_meeting: tuple[date, ...] = ()
    reserve: Reserve | None = None
    air_time: bool = False
