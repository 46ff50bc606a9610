"""Warn of values that can be used but were probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from homeroom_tui.agenda import durations
from homeroom_tui.agenda.clock_times import HALF_DAY, find_clock
from homeroom_tui.agenda.inline import relative_links
from homeroom_tui.agenda.model import (
    MINUTE,
    WEEKDAYS,
    Block,
    Group,
    Reserve,
    Series,
    Session,
    counted,
)
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar, Sequence
from homeroom_tui.agenda.problems import Place, Report
from homeroom_tui.escaping import shorten, visible

MIN_SESSION = 5 * MINUTE
"""Seconds. Below this a session's duration was probably meant as hours."""

HOUR = 60 * MINUTE

_CLOCK = r"([0-9]{1,2}):([0-5][0-9])"


# In one file


def look_over(value: Struct, node: Node, report: Report) -> None:
    """Look at a file as a whole, when it has been read without an error."""
    if not isinstance(node, Mapping):
        return
    if isinstance(value, Session):
        blocks = list(_blocks(value, node))
        _ids(blocks, report)
        told = len(report.problems)
        _times_of_day(value, blocks, report)
        _sums(value, node, report, meant=told == len(report.problems))
        _ties(value, blocks, report)
    if isinstance(value, Session | Series | Group) and value.reserve is not None:
        whole = value.duration if isinstance(value, Session) else None
        _reserve(value.reserve, whole, node.get("reserve"), report)


Read = tuple[int, Block, Mapping]
"""A block with its number, and the fields that it was read from."""


def _ids(blocks: list[Read], report: Report) -> None:
    """Two blocks of one id could not be told apart."""
    lines: dict[str, int] = {}
    for _, block, item in blocks:
        if block.id is None or (found := item.get("id")) is None:
            continue
        if block.id in lines:
            report.error(
                found,
                f"Two blocks have the id `{block.id}`: this one and the one in line"
                f" {lines[block.id]}.",
                "Give one of them another id.",
            )
        lines.setdefault(block.id, found.line)


def _sums(session: Session, node: Mapping, report: Report, *, meant: bool) -> None:
    """The duration, and what its blocks come to if their durations are what was `meant`."""
    blocks = node.get("blocks")
    if session.draft and isinstance(blocks, Scalar):
        report.warning(
            blocks,
            "There are no blocks under `blocks`, so the session is a draft.",
            "Write the first one, `- title: Share`, or take `blocks` out.",
        )
    if session.duration is None:
        return
    place = node.get("duration") or node
    whole = durations.write_seconds(session.duration)
    if session.duration < MIN_SESSION:
        report.warning(
            place,
            f"The session is only {whole} long.",
            "Hours are written as `1 h 30`; of two parts, as in `1:30`, the second is seconds.",
        )
        return
    if session.draft or not meant:
        return
    least = sum(block.duration.min for block in session.blocks)
    most = sum(block.duration.max or 0 for block in session.blocks)
    if least > session.duration:
        over = durations.write_seconds(least - session.duration)
        report.warning(
            place,
            f"The blocks need at least {durations.write_seconds(least)}, and the session has"
            f" {whole}: {over} too much.",
            f"Take {over} off the blocks in all (the first number of a range counts), or write"
            f" `duration: {durations.write_seconds(least)}` here.",
        )
    elif most < session.duration and not any(b.duration.is_rest or b.at for b in session.blocks):
        left = durations.write_seconds(session.duration - most)
        report.warning(
            place,
            f"The blocks fill at most {durations.write_seconds(most)} of the session's {whole}:"
            f" {left} are left over.",
            "Lengthen a block, shorten the session, or let the last block have `duration: rest`.",
        )


def _times_of_day(session: Session, blocks: list[Read], report: Report) -> None:
    """Durations that look like times of day, or like hours and minutes."""
    clocks: list[tuple[str, Scalar, int]] = []
    for number, block, item in blocks:
        found = item.get("duration")
        if not isinstance(found, Scalar):
            continue
        if ":" not in found.text and "." not in found.text:
            continue  # quickly, for these are nearly all
        what, text = f"Block {number}, '{shorten(block.title, 40)}'", found.text.strip()
        read = durations.write(block.duration)
        if length := minutes_between(text):
            report.warning(
                found,
                f"{what}: `{text}` is read as {read}.",
                f"If these are times of day, write how long it takes: `duration: {length} min`.",
            )
        elif clock := re.fullmatch(_CLOCK, text):
            clocks.append((what, found, int(clock[1]) * HOUR + int(clock[2]) * MINUTE))
        elif (block.duration.max or MINUTE) < MINUTE and not re.search("[a-zA-Z]", text):
            report.warning(
                found,
                f"{what}: `{text}` is read as {read}: a number alone is minutes.",
                f"Write `{read}` if that is meant.",
            )
    as_hours = session.duration is not None and all(
        hours <= session.duration for _, _, hours in clocks
    )
    for what, found, hours in clocks:
        text = found.text.strip()
        seconds = durations.parse(text).min
        if as_hours or seconds < MINUTE:
            read = durations.write_seconds(seconds)
            report.warning(
                found,
                f"{what}: `{text}` is read as {read}: of two parts the second is seconds.",
                f"Write `{durations.write_seconds(hours)}` if hours and minutes are meant,"
                f" else `{read}`.",
            )


def _ties(session: Session, blocks: list[Read], report: Report) -> None:
    """Blocks that are tied to a time: each later than the one before, and within the session."""
    before: dict[bool, int] = {}
    for number, block, item in blocks:
        if block.at is None or not isinstance(found := item.get("at"), Scalar):
            continue
        text, clock = found.text.strip(), block.at.clock
        if number == 1:
            report.warning(
                found,
                f"`at: {text}` has no effect on the first block: nothing comes before it.",
                "Leave it out. The meeting begins at the `time` of `group.yaml`.",
            )
            continue
        seconds = block.at.after or 0
        if clock is not None:
            seconds = clock.hour * HOUR + clock.minute * MINUTE
        later = seconds - before.get(clock is None, seconds - 1)
        if clock is not None:
            later %= 2 * HALF_DAY * MINUTE
        if later <= 0 or (clock is not None and later > HALF_DAY * MINUTE):
            report.error(
                found,
                f"Block {number}, '{shorten(block.title, 40)}': `{text}` is not after the time of"
                " a block before it.",
                "Put the blocks in the order of their times.",
            )
        elif clock is None and session.duration is not None and seconds >= session.duration:
            report.warning(
                found,
                f"`at: {text}` has no effect: the session is over by then.",
                "Write an earlier time, or lengthen the session.",
            )
        before[clock is None] = seconds


def minutes_between(text: str) -> int | None:
    """The minutes from one time of day to another; None if the text is not both."""
    plain = text.strip("() ").translate(durations.DASHES)
    found = find_clock(plain, 0)
    if found is None or found.weak or found.until is None or found.end < len(plain):
        return None
    return (found.until - found.begins) % HALF_DAY or None


def _reserve(reserve: Reserve, whole: int | None, found: Node | None, report: Report) -> None:
    if not isinstance(found, Scalar):
        return
    text, seconds = found.text.strip(), reserve.seconds
    if seconds and seconds < MINUTE and not re.search("[a-zA-Z]", text):
        report.warning(
            found,
            f"`reserve: {text}` is read as {durations.write_seconds(seconds)}.",
            f"Write `{seconds / MINUTE * 100:g}%` for a share of the time.",
        )
    elif (reserve.share or 0) > 0.5 or (whole and seconds and seconds > whole / 2):
        kept = text if seconds is None else durations.write_seconds(seconds)
        of = "the time" if whole is None else f"{durations.write_seconds(whole)}"
        report.warning(
            found,
            f"The plan would keep {kept} of {of} back.",
            "Write for example `10%` or `5 min`.",
        )


def _blocks(session: Session, node: Mapping) -> Iterator[Read]:
    items = node.get("blocks")
    nodes = items.items if isinstance(items, Sequence) else []
    for number, (block, item) in enumerate(zip(session.blocks, nodes, strict=False), 1):
        if isinstance(item, Mapping):
            yield number, block, item


# With the files beside it


class Remark(Struct, frozen=True):
    """A warning, and the pattern of what it is about, by which its place is found."""

    pattern: str
    message: str
    hint: str


def week_of_another(week: int, first: str) -> Remark:
    """Say that the file `first` counts for the week of this one instead."""
    return Remark(
        r"(?<=^week: )|(?<=^week:)",
        f"{visible(first)} is week {week} too, and `homeroom run {week}` takes that one.",
        "Write another `week:` in one of them.",
    )


def name_of_another(name: str, first: str) -> Remark:
    """Say that the file `first`, which differs by its ending alone, is meant by the name."""
    return Remark(
        r"\A",
        f"{visible(first)} has the same name, and `homeroom run {visible(name)}` takes that one.",
        "Give one of them another name.",
    )


def link_without_site(session: Session) -> Remark | None:
    """Look for a relative link, which leads nowhere as long as the series has no `base_url`."""
    found = next(filter(None, map(relative_links, _texts(session))), None)
    if found is None:
        return None
    return Remark(
        rf"(?<=\]\()/?{re.escape(found[0][1:])}",
        "A relative link leads nowhere without the site that it belongs to.",
        "Write `base_url: https://…` in series.yaml, or the whole address here.",
    )


def group_in_series(group: Group, series: Series) -> Iterator[Remark]:
    """Look at a group's days without a meeting: on other days there is none anyway."""
    if group.first_meeting is None:
        return
    meets = series.meets or WEEKDAYS[group.first_meeting.weekday()]
    for day in group.no_meeting:
        weekday = WEEKDAYS[day.weekday()]
        if weekday != meets and day != group.first_meeting:
            yield Remark(
                str(day),
                f"{day} is a {weekday}, and the group meets on a {meets}.",
                f"Write the date of the {meets} on which there is no meeting.",
            )


def say(remarks: Iterable[Remark], report: Report) -> None:
    """Tell the report of each, at the first place in the file that it may be about."""
    for remark in remarks:
        places = (
            Place(number, found.start() + 1)
            for number, line in enumerate(report.lines, 1)
            if (found := re.search(remark.pattern, line))
        )
        report.warning(next(places, None), remark.message, remark.hint)


def _texts(session: Session) -> Iterator[str]:
    yield session.title
    yield session.intro
    for block in session.blocks:
        yield block.title
        yield from (prompt.text for _, prompt in counted(block.prompts))
        yield from block.hints
