"""The commands about what is kept: minutes, history, resume, and how they end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group
from homeroom_tui.cli import cli
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage import journal_format as lines
from homeroom_tui.storage.archive import Archive
from tests.storage.kept_meetings import Kept

SESSIONS = Path(__file__).parents[2] / "sessions"
NOVEMBER_25 = 1_795_615_200.0
WEEK = 7 * 24 * 3600
MINUTE = 60


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, empty."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for role in ("STATE", "DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{role}_HOME", str(tmp_path / role.lower()))
    monkeypatch.setenv("HOMEROOM_SESSIONS", str(SESSIONS))
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path


def homeroom(*words: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], input=typed)


def met(home: Path, weeks: int, *minutes: int) -> str:
    """A meeting of Week 1, so many weeks on, its blocks taking so many minutes; its id."""
    library = Library(SESSIONS)
    session = library.load(library.find("1")).session
    assert session is not None
    utc = NOVEMBER_25 + weeks * WEEK
    header = lines.head(Moment(0, utc), "week-1", session, group=Group("Owls", zone="UTC"))
    happened: list[ev.AnyEvent] = [ev.Start(0.0), ev.Note(1.0, "1", "!ask \x1b[31m Ana", "1", 0)]
    at = 0.0
    for place, length in enumerate(minutes, 1):
        at += length * MINUTE
        happened.append(ev.Finish(at) if place == len(session.blocks) else ev.Next(at))
    text = [lines.EventLine(lines.instant(utc + event.at), event) for event in happened]
    folder = home / "state" / "homeroom" / "meetings"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{header.meeting}.jsonl"
    path.write_bytes(lines.encoded(header) + b"".join(map(lines.encoded, text)))
    return header.meeting


def test_minutes_of_the_latest_in_a_pipe_are_markdown(home: Path) -> None:
    met(home, 0, 15, 17, 16, 12)
    met(home, 1, 16, 18, 17, 12)
    said = homeroom("minutes").stdout
    assert said.startswith("# Week 1 · Norms and your career roadmap\n")
    assert "- Wednesday 2 December 2026, 14:00 to 15:03, 3 min late\n" in said
    assert "\x1b" not in said


def test_minutes_of_any_meeting_by_the_beginning_of_its_name(home: Path) -> None:
    first = met(home, 0, 15, 17, 16, 12)
    met(home, 1, 16, 18, 17, 12)
    assert "25 November" in homeroom("minutes", "2026-11").stdout
    assert json.loads(homeroom("minutes", first, "--json").stdout)["meeting"] == first


def test_minutes_on_a_terminal_are_a_view(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met(home, 0, 15, 17, 16, 12)
    monkeypatch.setattr("homeroom_tui.output.tables.on_a_terminal", lambda: True)
    said = homeroom("minutes").stdout
    assert "Week 1 · Norms and your career roadmap" in said
    assert "#" not in said
    assert "□ ask ␛[31m Ana" in said
    assert "1:00 short" not in said


def test_minutes_go_to_a_file_and_never_over_another(home: Path) -> None:
    met(home, 0, 15, 17, 16, 12)
    out = home / "m.md"
    assert homeroom("minutes", "--out", out).stdout.strip() == str(out)
    assert out.read_text().startswith("# Week 1")
    out.write_text("mine")
    again = homeroom("minutes", "--out", out)
    assert again.exit_code == 1
    assert "is there already. Nothing was written" in again.stderr
    assert out.read_text() == "mine"
    nowhere = homeroom("minutes", "--out", out / "x.md")
    assert nowhere.exit_code == 1
    assert "can't be written" in nowhere.stderr


@pytest.mark.parametrize("words", [("minutes",), ("minutes", "x"), ("history", "--delete", "x")])
def test_without_any_meeting_they_say_so(home: Path, words: tuple[str, ...]) -> None:
    result = homeroom(*words)
    assert result.exit_code == 2
    assert result.stderr == "No meeting has been recorded yet.\n"
    assert not list(home.iterdir())  # reading makes nothing


def test_decisions_are_listed_over_all_meetings(home: Path) -> None:
    folder = home / "state" / "homeroom" / "meetings"
    first = Kept(folder).do(ev.Start).do(ev.Note, "1", "=We meet at five past", "1", 0)
    first.wait(minutes=5).do(ev.Finish).ended()
    second = Kept(folder, later=WEEK).do(ev.Start).do(ev.Note, "1", "so\n\n= No slides\n\x1b[31m")
    second.do(ev.Note, "2", "=a slip").do(ev.Note, "2", "").wait(minutes=5).do(ev.Finish).ended()
    said = homeroom("minutes", "--decisions").stdout
    assert said.splitlines() == [
        "2026-12-02\tA week\tNo slides␊␛[31m",
        "2026-11-25\tA week\tWe meet at five past",
    ]
    one = homeroom("minutes", first.header.meeting, "--decisions", "--json")
    assert json.loads(one.stdout) == [
        {
            "meeting": first.header.meeting,
            "date": "2026-11-25",
            "week": None,
            "title": "A week",
            "decision": "We meet at five past",
        }
    ]
    assert homeroom("minutes", "--decisions", "--out", home / "x").exit_code == 2


def test_without_decisions_it_says_how_one_is_noted(home: Path) -> None:
    met(home, 0, 15)
    result = homeroom("minutes", "--decisions")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "begins with =" in result.stderr
    assert homeroom("minutes", "--decisions", "--json").stdout == "[]\n"


def test_meetings_are_found_by_what_was_noted(home: Path) -> None:
    name = met(home, 0, 15, 17, 16, 12)
    Kept(home / "state" / "homeroom" / "meetings", later=WEEK).do(ev.Start).wait(90).ended()
    (line,) = homeroom("history", "--find", "ANA roadmap").stdout.splitlines()
    assert line.startswith(name)
    assert homeroom("history", "--find", "Ben").stderr == "No meeting has “Ben” in it.\n"
    assert homeroom("history", "1", "--find", "Ben").exit_code == 2


def test_an_unknown_meeting_says_which_there_are(home: Path) -> None:
    name = met(home, 0, 15)
    result = homeroom("minutes", "2020")
    assert result.exit_code == 2
    assert result.stderr == f"There is no meeting '2020'. The latest are:\n  {name}\n"


def test_history_lists_past_meetings_newest_first(home: Path) -> None:
    first = met(home, 0, 15, 17, 16, 12)
    second = met(home, 1, 20)
    assert homeroom("history").stdout.splitlines() == [
        f"{second}\t2026-12-02 14:00\tWeek 1 · Norms and your career roadmap\t60 min\t20 min"
        "\tnot finished\t1",
        f"{first}\t2026-11-25 14:00\tWeek 1 · Norms and your career roadmap\t60 min\t60 min"
        "\ton time\t1",
    ]
    found = json.loads(homeroom("history", "--json").stdout)
    assert [(m["meeting"], m["finished"], m["lasted"]) for m in found] == [
        (second, False, 1200),
        (first, True, 3600),
    ]


def test_history_of_a_week_suggests_a_range_where_three_disagree(home: Path) -> None:
    for number, minutes in enumerate([(24, 15, 15, 6), (22, 16, 18, 4), (25, 19, 20, 5)]):
        met(home, number, *minutes)
    norms, roadmap, _, _ = homeroom("history", "1").stdout.splitlines()
    assert norms.startswith("1\tRevisit norms for how your group wants to work together\t15 min\t")
    assert norms.endswith("24 min\t25 min, 22 min, 24 min\t23–25 min")
    assert roadmap.endswith("16 min\t19 min, 16 min, 15 min\t")
    blocks = json.loads(homeroom("history", "1", "--json").stdout)
    assert blocks[0]["suggested"] == {"min": 23 * 60, "max": 25 * 60}
    assert blocks[1]["suggested"] is None
    assert blocks[0]["took"] == [1500, 1320, 1440]


def test_history_draws_tables_on_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeroom_tui.output.tables.on_a_terminal", lambda: True)
    name = met(home, 0, 15, 17, 16, 12)
    assert name in homeroom("history").stdout
    assert "Suggested" in homeroom("history", "1").stdout


def test_history_without_meetings_is_no_error(home: Path) -> None:
    for words in (("history",), ("history", "2")):
        result = homeroom(*words)
        assert result.exit_code == 0
        assert result.stdout == ""
        assert "has been recorded yet" in result.stderr
    assert json.loads(homeroom("history", "--json").stdout) == []


def test_a_meeting_is_deleted_after_asking(home: Path) -> None:
    name = met(home, 0, 15, 17, 16, 12)
    kept = Archive(home / "state" / "homeroom" / "meetings")
    for typed in ("n\n", ""):
        assert homeroom("history", "--delete", name, typed=typed).exit_code == 1
        assert kept.find().header.meeting == name
    result = homeroom("history", "--delete", name, typed="y\n")
    assert result.exit_code == 0
    assert "Norms and your career roadmap" in result.stdout
    assert list(kept.folder.iterdir()) == []
    assert homeroom("history", "1", "--delete", name).exit_code == 2


def test_what_cannot_be_read_is_said_and_hides_nothing(home: Path) -> None:
    name = met(home, 0, 15, 17, 16, 12)
    folder = home / "state" / "homeroom" / "meetings"
    (folder / "2026-11-24-1400-aaaa.jsonl").write_text("no\x1b[31mthing\n")
    newer = (
        (folder / f"{name}.jsonl").read_text().replace(f'"format":{lines.FORMAT}', '"format":99', 1)
    )
    (folder / "2026-11-24-1400-bbbb.jsonl").write_text(newer)
    result = homeroom("history")
    assert result.exit_code == 0
    assert result.stdout.startswith(name)
    assert "is not the record of a meeting" in result.stderr
    assert "Update homeroom to read it" in result.stderr


def test_resume_without_a_terminal_or_a_meeting_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = homeroom("resume")
    assert result.exit_code == 2
    assert "terminal" in result.stderr
    monkeypatch.setattr("homeroom_tui.cli.meetings.need_a_terminal", lambda: None)
    met(home, -104, 15)
    past = NOVEMBER_25 - 104 * WEEK
    for path in (home / "state" / "homeroom" / "meetings").iterdir():
        os.utime(path, (past, past))
    result = homeroom("resume")
    assert result.exit_code == 1
    assert result.stderr == "There is no meeting to resume from the last twelve hours.\n"


def test_two_libraries_keep_their_meetings_apart(home: Path) -> None:
    met(home, 0, 15, 17, 16, 12)
    met(home, 1, 15, 17, 16, 12)
    course = home / "course"
    shutil.copytree(SESSIONS, course)
    assert len(json.loads(homeroom("history", "1", "--json").stdout)[0]["took"]) == 2
    other = homeroom("--sessions", course, "history", "1", "--json")
    assert [block["took"] for block in json.loads(other.stdout)] == [[]] * 4


def test_editing_a_bundled_week_keeps_its_history(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met(home, 0, 15, 17, 16, 12)
    monkeypatch.delenv("HOMEROOM_SESSIONS")
    monkeypatch.chdir(home)
    monkeypatch.setenv("EDITOR", "true")
    assert "Your own copy" in homeroom("edit", "1").stdout
    assert json.loads(homeroom("history", "1", "--json").stdout)[0]["took"] == [15 * MINUTE]


def test_history_marks_what_was_no_meeting_and_deletes_it(home: Path) -> None:
    name = met(home, 0, 15, 17, 16, 12)
    folder = home / "state" / "homeroom" / "meetings"
    stray = Kept(folder, later=WEEK).do(ev.Start).wait(5).seen().ended()
    lobby = Kept(folder, later=2 * WEEK).do(ev.Note, "1", "bring cake").ended()
    rows = [line.split("\t") for line in homeroom("history").stdout.splitlines()]
    assert [(row[0], row[5]) for row in rows] == [
        (lobby.header.meeting, "not started"),
        (stray.header.meeting, "left at once"),
        (name, "on time"),
    ]
    assert len(json.loads(homeroom("history", "--json").stdout)) == 1
    assert "bring cake" in homeroom("minutes", lobby.header.meeting).stdout
    assert "Norms" in homeroom("minutes").stdout
    done = homeroom("history", "--delete", stray.header.meeting, "--yes")
    assert (done.exit_code, stray.journal.path.exists()) == (0, False)


def test_minutes_of_what_was_left_at_once_where_there_is_nothing_else(home: Path) -> None:
    folder = home / "state" / "homeroom" / "meetings"
    stray = Kept(folder).do(ev.Start).wait(5).seen().ended()
    assert stray.header.meeting in homeroom("history").stdout
    done = homeroom("minutes")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == homeroom("minutes", stray.header.meeting).stdout


def test_a_link_that_leads_to_itself_is_said_in_words(home: Path) -> None:
    met(home, 0, 15)
    folder = home / "state" / "homeroom" / "meetings"
    (folder / "2026-11-25-1400-beef.jsonl").symlink_to("2026-11-25-1400-beef.jsonl")
    said = homeroom("history").stderr
    assert "a link that leads to itself" in said
    assert "Errno" not in said


def test_a_path_that_is_printed_on_a_terminal_commands_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom_tui.output.tables.on_a_terminal", lambda: True)
    met(home, 0, 15)
    done = homeroom("minutes", "--out", home / "a\x1b[2J.md")
    assert (done.exit_code, "\x1b" in done.output) == (0, False)
    assert "␛[2J.md" in homeroom("minutes", "--out", home / "a\x1b[2J.md").stderr
