"""The command `calendar`: what a calendar reads back from it, now and when it is read in again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from homeroom_tui.agenda.library import Library
from homeroom_tui.cli import cli
from homeroom_tui.output.calendar import series_calendar
from tests.texts import UNTRUSTED

SESSIONS = Path(__file__).parents[2] / "sessions"
NOVEMBER_1 = datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()

OWLS = """\
name: The Owls
first_meeting: 2026-10-21
time: 2 PM
zone: America/Denver
no_meeting: [2026-11-11]
"""


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The group's file; clocks go back on 1 November, between weeks 2 and 3."""
    for role in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{role}_HOME", str(tmp_path / role))
    monkeypatch.setenv("HOMEROOM_SESSIONS", str(SESSIONS))
    file = tmp_path / "CONFIG" / "homeroom" / "group.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(OWLS, encoding="utf-8")
    return file


def homeroom(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def of_group(file: Path, now: float = NOVEMBER_1) -> list[Any]:
    return events(series_calendar(Library(SESSIONS, group_file=file), now))


def test_each_week_stands_on_its_day_at_the_groups_time(group: Path) -> None:
    found = events(homeroom("calendar").stdout_bytes)
    denver = ZoneInfo("America/Denver")
    assert [event.decoded("dtstart") for event in found] == [
        datetime(2026, month, day, 14, tzinfo=denver)
        for month, day in ((10, 21), (10, 28), (11, 4), (11, 18), (11, 25))
    ]
    instants = [event.decoded("dtstart").astimezone(UTC).hour for event in found]
    assert instants == [20, 20, 21, 21, 21]
    assert [event.decoded("duration") for event in found[:2]] == [
        timedelta(minutes=60),
        timedelta(minutes=30),
    ]
    assert str(found[0]["summary"]) == "Week 1 · Norms and your career roadmap"
    description = str(found[0]["description"])
    assert "Revisit norms for how your group wants to work together (15 min)\n• " in description


def test_the_zone_comes_with_its_change_of_clocks(group: Path) -> None:
    calendar: Any = Calendar.from_ical(homeroom("calendar").stdout_bytes)
    (zone,) = calendar.walk("VTIMEZONE")
    made = zone.to_tz(lookup_tzid=False)
    for day, hours in ((datetime(2026, 10, 28, 14), -6), (datetime(2026, 11, 4, 14), -7)):
        assert day.replace(tzinfo=made).utcoffset() == timedelta(hours=hours)


def test_read_in_again_it_changes_and_does_not_double(group: Path) -> None:
    before = of_group(group)
    group.write_text(OWLS.replace("2 PM", "3 PM").replace("[2026-11-11]", "[]"), encoding="utf-8")
    after = of_group(group, NOVEMBER_1 + 3600)
    assert [e["uid"] for e in after] == [e["uid"] for e in before]
    assert len({e["uid"] for e in before}) == 5
    assert after[0].decoded("dtstart").hour == 15
    assert all(new["sequence"] > old["sequence"] for old, new in zip(before, after, strict=True))
    assert after[0].decoded("dtstamp") == datetime.fromtimestamp(NOVEMBER_1 + 3600, UTC)


def test_another_group_has_meetings_of_its_own(group: Path) -> None:
    before = {str(e["uid"]) for e in of_group(group)}
    group.write_text(OWLS.replace("Owls", "Kestrels"), encoding="utf-8")
    assert not before & {str(e["uid"]) for e in of_group(group)}


def test_without_a_zone_it_tells_instants(group: Path) -> None:
    group.write_text(OWLS.replace("zone: America/Denver\n", ""), encoding="utf-8")
    found = of_group(group)
    assert [e["dtstart"].to_ical()[-1:] for e in found] == [b"Z"] * 5
    assert found[0].decoded("dtstart").timestamp() == datetime(2026, 10, 21, 14).timestamp()


def test_what_the_group_has_not_said_is_asked_for(group: Path) -> None:
    group.write_text("name: The Owls\n", encoding="utf-8")
    said = homeroom("calendar")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.splitlines()[:3] == [
        "A calendar needs to know when your group meets. Write:",
        "  first_meeting: 2026-10-28",
        "  time: 2:00 PM",
    ]
    assert "group.yaml, which homeroom group --edit opens." in said.stderr
    group.unlink()
    assert "homeroom group --edit opens your group's file." in homeroom("calendar").stderr
    group.write_text("time: never\n", encoding="utf-8")
    assert "group.yaml:1:7" in homeroom("calendar").stderr


def test_it_goes_to_a_file_and_never_over_another(group: Path, tmp_path: Path) -> None:
    out = tmp_path / "owls.ics"
    assert homeroom("calendar", "--out", out).stdout.strip() == str(out)
    assert len(events(out.read_bytes())) == 5
    again = homeroom("calendar", "--out", out)
    assert again.exit_code == 1
    assert "is there already. Nothing was written" in again.stderr


@pytest.mark.parametrize("name", UNTRUSTED)
def test_whatever_an_author_wrote_stays_within_its_event(tmp_path: Path, name: str) -> None:
    text = UNTRUSTED[name] + "\nEND:VEVENT"
    quoted = '"' + text.encode("unicode_escape").decode().replace('"', '\\"') + '"'
    week = f"title: {quoted}\nweek: 1\nblocks:\n  - {{title: {quoted}, duration: rest}}\n"
    (tmp_path / "week-1.yaml").write_text(week, encoding="utf-8")
    (tmp_path / "group.yaml").write_text(OWLS, encoding="utf-8")
    library = Library(tmp_path)
    if library.load(library.find("1")).session is None:
        pytest.skip("no session can have this text")
    (event,) = events(series_calendar(library, NOVEMBER_1))
    assert "\x1b" not in str(event["summary"]) + str(event["description"])
    assert "duration" not in event
