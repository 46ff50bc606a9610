"""The kinds of value that tell a time: durations, turns, reserves, dates, hours and zones."""

from __future__ import annotations

import re
from datetime import date, time

from msgspec import Struct

from homeroom_tui.agenda import durations as duration
from homeroom_tui.agenda.kinds import Flag, Schema, as_flag, nearest, typed
from homeroom_tui.agenda.model import Reserve, TimeRange
from homeroom_tui.agenda.nodes import Node
from homeroom_tui.agenda.problems import Report, shorten


class Range(Struct, frozen=True):
    """A duration: fixed, a range, or `rest`."""

    def read(self, node: Node, what: str, report: Report) -> TimeRange | None:
        try:
            return duration.parse(typed(node))
        except duration.DurationError as error:
            hint = f"Write for example {duration.EXAMPLES}."
            report.error(node, f"{what} can't be read: {error}.", hint)
            return None

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": "[0-9]|[Rr][Ee][Ss][Tt]"},
            ]
        }


class Length(Struct, frozen=True):
    """One length of time in whole seconds: no range, no `rest`."""

    example: str = "60 min"

    def read(self, node: Node, what: str, report: Report) -> int | None:
        try:
            value = duration.parse(typed(node))
        except duration.DurationError as error:
            report.error(node, f"{what} can't be read: {error}.", self._hint())
            return None
        if value.max is None or not value.fixed:
            kind = "`rest`" if value.is_rest else "a range"
            report.error(node, f"{what} must be one length of time, not {kind}.", self._hint())
            return None
        return value.max

    def _hint(self) -> str:
        return f"Write for example `{self.example}`."

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": "[0-9]"},
            ]
        }


class Turns(Struct, frozen=True):
    """Whether a block is shared out among the people present, or the seconds that each gets."""

    def read(self, node: Node, what: str, report: Report) -> bool | int | None:
        value = as_flag(node)
        if value is not None:
            return value
        if not re.search("[0-9]", typed(node)):
            report.error(
                node,
                f"{what} must be true, false, or the time that each person gets.",
                "Write `true` to share out the block's time, or for example `2 min`.",
            )
            return None
        return Length("2 min").read(node, what, report)

    def schema(self) -> Schema:
        return {"anyOf": [*Flag().schema()["anyOf"], *Length().schema()["anyOf"]]}


class Held(Struct, frozen=True):
    """A reserve: a share such as `10%`, or a length of time for the whole session."""

    def read(self, node: Node, what: str, report: Report) -> Reserve | None:
        text = typed(node)
        hint = "Write for example `10%` or `5 min`."
        if share := re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%", text):
            if float(share[1]) <= 100:
                return Reserve(share=float(share[1]) / 100)
            report.error(node, f"{what} is more than 100 %.", hint)
            return None
        try:
            value = duration.parse(text, allow_zero=True)
        except duration.DurationError as error:
            report.error(node, f"{what} can't be read: {error}.", hint)
            return None
        if value.max is None or not value.fixed:
            report.error(node, f"{what} must be a share or one length of time.", hint)
            return None
        return Reserve(seconds=value.max)

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": "[0-9]"},
            ]
        }


class Day(Struct, frozen=True):
    """A date."""

    def read(self, node: Node, what: str, report: Report) -> date | None:
        text = typed(node)
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        hint = "Write year, month and day, as in `2025-11-26`."
        report.error(node, f"{what} is not a date.", hint)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}


_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(?:([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)


class TimeOfDay(Struct, frozen=True):
    """A time on the wall: `14:00`, `2:00 PM`, `2 pm`."""

    def read(self, node: Node, what: str, report: Report) -> time | None:
        found = _TIME.fullmatch(typed(node))
        if found and (found[2] or found[3]):
            hour, minute = int(found[1]), int(found[2] or 0)
            if found[3] and 1 <= hour <= 12:
                hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
            elif found[3]:
                hour = 24
            if hour < 24 and minute < 60:
                return time(hour, minute)
        report.error(
            node, f"{what} is not a time of day.", "Write for example `14:00` or `2:00 PM`."
        )
        return None

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class Zone(Struct, frozen=True):
    """A time zone by its IANA name."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        from zoneinfo import ZoneInfo, available_timezones

        text = typed(node)
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            near = nearest(text, sorted(available_timezones()), alike=0.8)
            report.error(
                node,
                f"{what}: there is no time zone '{shorten(text, 40)}'.",
                f"Did you mean `{near}`?" if near else "Write for example `America/Denver`.",
            )
            return None
        return text

    def schema(self) -> Schema:
        return {"type": "string"}
