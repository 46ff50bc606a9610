"""Declare what a session, a series and a group consist of, each field once.

A field's annotation holds its `Doc`; how it is read, written, checked by a schema and explained
follows from its type and that (`fields.py`). The structs are frozen.
"""

import datetime
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

MINUTE = 60
"""Seconds. All lengths of time in `agenda` are whole seconds."""

DAY = 24 * 60 * MINUTE
"""Seconds. Nothing in a meeting takes longer than this."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Length = Annotated[int, Meta(ge=0, le=DAY)]
"""Seconds. Any other value in a journal is rejected."""

Markdown = Annotated[str, "Markdown"]
"""A text of several lines."""

WebAddress = Annotated[str, "web address"]
ZoneName = Annotated[str, "zone name"]
"""The IANA name of a time zone."""

Word = Annotated[str, "word"]
"""Letters, digits, `-` and `_`."""


class Doc(Struct, frozen=True):
    """The explanation of a field, and the ways in which a file may write it.

    `help` is one sentence or two. `example` is the YAML of a value, without its key. `also` are
    names under which people look for the field: a problem leads from them to it. `spelled` are
    other spellings of its name, which are read as well. Of a list, `item`
    is what one value is called, `unique` says that a repeated one is worth a warning, `single`
    that one value may stand for a list of one, and `separator` is what people put between values
    that they write on one line. `key` is the name of the field; `fields_of` fills it in.
    """

    help: str
    example: str
    also: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    item: str = ""
    unique: bool = False
    single: bool = False
    separator: str = ","
    key: str = ""


class TimeRange(Struct, frozen=True):
    """A length of time in whole seconds, at least `min` and at most `max`.

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


class Reserve(Struct, frozen=True):
    """The part of the time left that a plan does not hand out yet.

    Either a `share` of the blocks' midpoints (0.08 is 8 %), or `seconds` for the whole session,
    released in proportion. Exactly one of the two is set.
    """

    share: Annotated[float, Meta(ge=0, le=1)] | None = None
    seconds: Length | None = None


DEFAULT_RESERVE = Reserve(share=0.08)

_RESERVE = Doc(
    "How much of the time the plan keeps back for overruns: a share of the sum of the blocks'"
    " midpoints, or a length for the whole session; `8%` if nothing is set. Blocks without a range"
    " keep nothing back.",
    "10%",
    also=("buffer", "slack", "margin", "spare", "contingency"),
)


WARN = Doc(
    "When to signal that a block is nearly over, as times before its target; for a session and in"
    " the settings also before the hard end. `[]` turns these signals off. Default: one minute"
    " before the target (less in a block under five minutes), five before the hard end.",
    "[5 min, 1 min]",
    also=("warnings", "warning", "warn_at", "remind", "reminders", "alerts", "signal"),
    item="time",
    unique=True,
    single=True,
)


class Tie(Struct, frozen=True):
    """The time at which a block is to begin: a time of day (`clock`), or so long `after` the start.

    Exactly one of the two is set.
    """

    clock: datetime.time | None = None
    after: Length | None = None


class Prompt(Struct, frozen=True):
    """A line to discuss or do within a block; `prompts` nest one level under it."""

    text: Annotated[
        str,
        Doc("What to discuss or do.", "What was helpful?", also=("prompt", "question", "title")),
    ]
    prompts: Annotated[
        "tuple[Prompt, ...]",
        Doc(
            "Prompts under this one.",
            '["At work?", "At home?"]',
            also=("questions", "items", "points", "subprompts"),
            item="prompt",
            unique=True,
            single=True,
        ),
    ] = ()
    duration: Annotated[
        Length | None,
        Doc(
            "How long it takes, for a small timer: the block's time stays as it is.",
            "2 min",
            also=("time", "length", "minutes", "mins", "timer"),
        ),
    ] = None


def counted(prompts: tuple[Prompt, ...], depth: int = 0) -> Iterator[tuple[int, Prompt]]:
    """The prompts as they are counted, each before those nested under it, with its depth."""
    for prompt in prompts:
        yield depth, prompt
        yield from counted(prompt.prompts, depth + 1)


class Block(Struct, frozen=True):
    """One timed item of a session."""

    title: Annotated[
        str, Doc("What the block is about.", "Share", also=("name", "topic", "heading", "activity"))
    ]
    duration: Annotated[
        TimeRange,
        Doc(
            "How long it takes: fixed, a range, or `rest` for what is left at the end.",
            "15-20 min",
            also=("time", "length", "minutes", "mins", "hours", "lasts", "timing", "timebox"),
        ),
    ]
    prompts: Annotated[
        tuple[Prompt, ...],
        Doc(
            "What to discuss or do, line by line. One may be `text` with a `duration`, and with"
            " `prompts` under it.",
            '["What was helpful?"]',
            also=(
                "questions",
                "question",
                "steps",
                "points",
                "tasks",
                "items",
                "discuss",
                "bullets",
            ),
            item="prompt",
            unique=True,
            single=True,
        ),
    ] = ()
    hints: Annotated[
        tuple[str, ...],
        Doc(
            "For the facilitator only: hidden until asked for, never on a shared view.",
            '["Let the quiet ones begin."]',
            also=("notes", "note", "description", "tips", "instructions", "facilitator", "comment"),
            item="hint",
            single=True,
        ),
    ] = ()
    turns: Annotated[
        bool | Length,
        Doc(
            "`true` shares the time out among the people present; `2 min` is what each one gets.",
            "true",
            also=("round", "rounds", "per_person", "each"),
        ),
    ] = False
    advance: Annotated[
        Literal["auto"] | None,
        Doc(
            "`auto` goes on to the next block by itself, as after a break.",
            "auto",
            also=("auto", "auto_advance", "autoadvance", "next"),
        ),
    ] = None
    show: Annotated[
        Literal["norms"] | None,
        Doc("`norms` shows the group's norms with the block.", "norms", also=("norms", "display")),
    ] = None
    at: Annotated[
        Tie | None,
        Doc(
            "When the block begins, whatever comes before it: a time of day, or `+45 min` from the"
            " start.",
            "12:00",
            also=("begins", "begin", "starts", "start", "clock"),
        ),
    ] = None
    warn: Annotated[tuple[Length, ...] | None, WARN] = None
    materials: Annotated[
        tuple[str, ...],
        Doc(
            "What people need for it.",
            '["Paper and pens"]',
            also=("material", "supplies", "resources", "handouts"),
            item="material",
            single=True,
        ),
    ] = ()
    id: Annotated[
        Word | None,
        Doc(
            "A word by which the block is known again when its file is changed during a meeting.",
            "sharing",
            also=("key", "identifier", "ref"),
        ),
    ] = None


class Session(Struct, frozen=True):
    """One week: a title, a duration in seconds (None: open-ended) and blocks (none: a draft)."""

    title: Annotated[
        str, Doc("What the session is about.", "Networking", also=("name", "topic", "heading"))
    ]
    duration: Annotated[
        Length | None,
        Doc(
            "How long the meeting is in all. Without one it is open-ended.",
            "60 min",
            also=("time", "length", "minutes", "mins", "hours", "total", "lasts"),
        ),
    ] = None
    week: Annotated[
        int | None,
        Doc("Which week of the series it is.", "2", also=("number", "nr", "no", "session")),
    ] = None
    blocks: Annotated[
        tuple[Block, ...],
        Doc(
            "What happens, one after the other. A session without blocks is a draft.",
            '[{"title": "Share", "duration": "15-20 min"}]',
            also=("agenda", "items", "steps", "sections", "parts", "activities", "schedule"),
            item="block",
        ),
    ] = ()
    intro: Annotated[
        Markdown,
        Doc(
            "Shown before the start, in Markdown.",
            "Bring your notes.",
            also=("description", "introduction", "summary", "overview", "about", "notes"),
        ),
    ] = ""
    reserve: Annotated[Reserve | None, _RESERVE] = None
    warn: Annotated[tuple[Length, ...] | None, WARN] = None

    @property
    def draft(self) -> bool:
        return not self.blocks


class Series(Struct, frozen=True):
    """The facts that the sessions of a library have in common: `series.yaml`."""

    title: Annotated[
        str, Doc("What the series is called.", "Our course", also=("name", "course"))
    ] = ""
    meets: Annotated[
        Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        | None,
        Doc("The weekday on which the groups meet.", "Wednesday", also=("day", "weekday")),
    ] = None
    base_url: Annotated[
        WebAddress | None,
        Doc(
            "The site against which relative links are resolved.",
            "https://course.example.org",
            also=("url", "site", "website", "base", "link"),
        ),
    ] = None
    guidelines: Annotated[
        Markdown,
        Doc(
            "What every group should know, in Markdown.",
            "Be kind.",
            also=("rules", "guide", "description", "intro", "about"),
        ),
    ] = ""
    reserve: Annotated[Reserve | None, _RESERVE] = None
    attribution: Annotated[
        str, Doc("Whose words these are.", "Ana Moreno", also=("author", "authors", "credits"))
    ] = ""
    license: Annotated[
        str,
        Doc(
            "The license under which they are used.",
            "CC BY 4.0",
            also=("copyright",),
            spelled=("licence",),
        ),
    ] = ""


Broker = Annotated[
    str,
    Doc("The address of the MQTT broker.", "mqtts://hr.example.org", also=("host", "server")),
]


class RoomPlace(Struct, frozen=True):
    """The place where a group shares its meetings: an MQTT broker, and the page for browsers."""

    LABEL: ClassVar[str] = "room"

    broker: Broker
    page: Annotated[
        str,
        Doc(
            "The address of the page for browsers; without it links are for terminals only.",
            "https://hr.example.org/",
            also=("url", "site", "web"),
        ),
    ] = ""


class RoomSettings(RoomPlace, frozen=True):
    """The place where your meetings are shared, unless your group names one, and your login."""

    broker: Broker = ""
    user: Annotated[
        str, Doc("Your name at the broker; `homeroom` unless set.", "ana", also=("name", "login"))
    ] = ""
    password: Annotated[
        str,
        Doc("Your password at the broker.", "correct horse", also=("pass", "secret", "token")),
    ] = ""
    trust: Annotated[
        str,
        Doc(
            "A file of certificates to trust beside the system's, for a broker with one of its"
            " own.",
            "/etc/ssl/hr.pem",
            also=("certificate", "ca", "cafile"),
        ),
    ] = ""


class Group(Struct, frozen=True):
    """A group's own facts: `group.yaml`. All of it is optional."""

    name: Annotated[str, Doc("What the group calls itself.", "The Kestrels", also=("title",))] = ""
    people: Annotated[
        tuple[str, ...],
        Doc(
            "Who is in the group, in the order in which turns and facilitating go round.",
            '["Ana", "Ben", "Chidi", "Dee"]',
            also=("members", "names", "participants", "persons", "who"),
            item="person",
            unique=True,
        ),
    ] = ()
    first_meeting: Annotated[
        datetime.date | None,
        Doc(
            "The date of week 1.",
            "2025-11-05",
            also=("first", "begins", "starts", "start_date", "date"),
        ),
    ] = None
    time: Annotated[
        datetime.time | None,
        Doc("When the meeting begins.", "2:00 PM", also=("at", "hour", "when", "start_time")),
    ] = None
    zone: Annotated[
        ZoneName | None,
        Doc(
            "The time zone of `time`; without it the machine's.",
            "America/Denver",
            also=("timezone", "time_zone", "tz"),
        ),
    ] = None
    no_meeting: Annotated[
        tuple[datetime.date, ...],
        Doc(
            "Meeting days without a meeting; later weeks move.",
            '["2025-11-26"]',
            also=("holidays", "no_meetings", "skip", "off", "except", "cancelled"),
            item="date",
            unique=True,
            single=True,
        ),
    ] = ()
    reserve: Annotated[Reserve | None, _RESERVE] = None
    air_time: Annotated[
        bool,
        Doc(
            "Whether the end and the minutes tell how long each person spoke.",
            "false",
            also=("airtime", "talk_time", "speaking_time"),
        ),
    ] = False
    start: Annotated[
        Literal["auto"] | None,
        Doc(
            "`auto` starts a meeting by itself at `time`, on a meeting day, if its lobby is open"
            " then.",
            "auto",
            also=("autostart", "auto_start", "auto"),
        ),
    ] = None
    room: Annotated[
        RoomPlace | None,
        Doc(
            "Where this group's meetings are shared, for all who facilitate.",
            '{"broker": "mqtts://hr.example.org", "page": "https://hr.example.org/"}',
            also=("share", "sharing", "mqtt"),
        ),
    ] = None
    cohort: Annotated[
        str,
        Doc(
            "The link of the cohort whose boards show this group's shared meetings, and whose"
            " instructor may speak to it.",
            "https://hr.example.org/board.html#c.…",
            also=("board", "module"),
        ),
    ] = ""
