"""The commands for authors: from nothing to a week that runs, and what is said on the way."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui import paths
from homeroom_tui.agenda.documents import schema_text
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.cli import author, cli


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{role}_HOME", str(tmp_path / role))
    monkeypatch.setenv("HOMEROOM_SESSIONS", "")
    monkeypatch.chdir(tmp_path)


def homeroom(*words: object, **env: str) -> Result:
    words_ = [str(word) for word in words]
    return CliRunner().invoke(cli, words_, env={"EDITOR": "true", "VISUAL": "", **env})


def put(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


class TestInit:
    def test_a_course_runs_at_once(self, tmp_path, monkeypatch):
        done = homeroom("init", "my-course")
        assert done.exit_code == 0, done.output
        course = tmp_path / "my-course"
        assert sorted(path.name for path in course.iterdir()) == [
            "README.md",
            "group.schema.json",
            "series.schema.json",
            "series.yaml",
            "session.schema.json",
            "week-1.yaml",
        ]
        assert homeroom("check", course).stdout == "2 files: all fine\n"
        monkeypatch.chdir(course)
        (week,) = json.loads(homeroom("list", "--json").stdout)
        assert (week["week"], week["title"]) == (1, "Week 1")
        assert "Check in" in homeroom("show", "1").stdout
        assert Library(course).series().title == "My course"

    def test_a_folder_as_a_week_says_what_to_type(self):
        homeroom("init", "knitting")
        for words, line in (
            (("run", "knitting"), "homeroom --sessions knitting run 1"),
            (("show", "knitting/"), "homeroom --sessions knitting/ show 1"),
            (("new", "x", "--from", "knitting"), "homeroom --sessions knitting list"),
            (("knitting",), "homeroom --sessions knitting"),
        ):
            done = homeroom(*words)
            assert done.exit_code == 2
            assert line in done.stderr

    def test_a_week_of_another_folder_brings_its_series(self, tmp_path):
        homeroom("init", "knitting")
        (tmp_path / "knitting" / "series.yaml").write_text("base_url: https://knit.example.org\n")
        week = "title: A\nblocks: [{title: '[B](/b)', duration: 5}]\n"
        (tmp_path / "knitting" / "week-1.yaml").write_text(week)
        for word in ("knitting/1", "knitting/week-1", "knitting/week-1.yaml"):
            assert "https://knit.example.org/b" in homeroom("show", word, "--json").stdout
        assert "There is no session 'knitting/2'" in homeroom("show", "knitting/2").stderr

    def test_a_title_that_is_not_utf_8_is_written_as_far_as_it_is(self, tmp_path: Path) -> None:
        homeroom("init", "here", "--title", "Knots\udc80")
        assert Library(tmp_path / "here").series().title == "Knots?"

    def test_its_readme_has_ten_lines_and_the_next_steps(self, tmp_path):
        homeroom("init", "here", "--title", "Knots for all")
        text = (tmp_path / "here" / "README.md").read_text()
        assert text.startswith("# Knots for all\n")
        assert len(text.splitlines()) <= 16
        for command in re.findall(r"`homeroom ([a-z]+)", text):
            assert command in ("run", "edit", "new", "check", "group")

    def test_every_schema_that_a_file_names_is_there(self, tmp_path):
        homeroom("init", "here")
        for model in (Session, Series, Group):
            name = f"{model.__name__.lower()}.schema.json"
            assert (tmp_path / "here" / name).read_text() == schema_text(model)

    def test_what_is_there_stays(self, tmp_path):
        course = put(tmp_path / "here", week_1="title: Mine\n")
        done = homeroom("init", course)
        assert done.exit_code == 1
        assert "has week-1.yaml already; nothing was written" in done.stderr
        assert [path.name for path in course.iterdir()] == ["week-1.yaml"]

    def test_a_folder_that_holds_other_things_will_do(self, tmp_path):
        (tmp_path / "README.md").write_text("Mine.\n")
        done = homeroom("init", ".")
        assert done.exit_code == 0, done.output
        assert "cd " not in done.stdout
        assert (tmp_path / "README.md").read_text() == "Mine.\n"

    def test_a_series_makes_a_folder_a_library(self, tmp_path):
        put(tmp_path, week_1="title: Not listed\n")
        assert "Not listed" not in homeroom("list").stdout
        put(tmp_path, series="title: Mine\n", week_1="title: Listed\n")
        assert "Listed" in homeroom("list").stdout


class TestNew:
    def test_the_number_in_the_name_is_the_week(self, tmp_path):
        library = put(
            tmp_path / "sessions", week_1="title: A\nweek: 1\n", week_4="title: B\nweek: 4\n"
        )
        homeroom("new", "week-2")
        assert json.loads(homeroom("show", "2", "--json").stdout)["title"] == "Week 2"
        homeroom("new", "retro")
        assert json.loads(homeroom("show", "retro", "--json").stdout)["week"] == 5
        homeroom("new", "term-2026")
        assert json.loads(homeroom("show", "term-2026", "--json").stdout)["week"] == 6
        assert (library / "session.schema.json").read_text() == schema_text(Session)

    def test_new_does_not_hide_an_existing_week(self, tmp_path):
        done = homeroom("new", "week-1")
        assert done.exit_code == 1
        assert "There is a session week-1 already: edit that one." in done.stderr
        put(tmp_path / "sessions", start="title: A\nweek: 3\n")
        done = homeroom("new", "week-3")
        assert "Week 3 is there already: it is start." in done.stderr

    def test_an_empty_folder_is_written_to(self, tmp_path):
        (tmp_path / "sessions").mkdir()
        assert homeroom("new", "week-1").exit_code == 0
        assert homeroom("check").stdout == "1 file: all fine\n"

    def test_a_folder_that_is_not_there_leads_to_init(self):
        done = homeroom("--sessions", "mycourse", "new", "week-1")
        assert done.exit_code == 2
        assert "homeroom init mycourse begins a course there." in done.stderr

    @pytest.mark.parametrize("name", ["🎉", "a:b", ".a"])
    def test_a_name_that_cannot_be_says_the_rule(self, name):
        done = homeroom("new", "--", name)
        assert "only letters, digits, spaces" in done.stderr

    def test_every_field_is_set_or_explained(self):
        homeroom("init", "here")
        text = Path("here/week-1.yaml").read_text()
        for key in ("intro", "reserve", "hints", "advance", "show", "id"):
            assert re.search(rf"(?m)^# +{key}: ", text), key
        uncommented = re.sub(r"(?m)^# (?=(?: {4})?[a-z]+: )", "", text)
        Path("here/week-1.yaml").write_text(uncommented)
        assert homeroom("check", Path("here")).stdout == "2 files: all fine\n"


def test_weeks_are_listed_in_their_order(tmp_path):
    put(tmp_path / "sessions", retro="title: R\nweek: 6\n", week_1="title: A\nweek: 1\n")
    assert [week["name"] for week in json.loads(homeroom("list", "--json").stdout)] == [
        "week-1",
        "retro",
    ]


class TestEdit:
    def test_the_schema_that_a_file_names_is_written(self, tmp_path):
        homeroom("edit", "1")
        schema = paths.own_sessions() / "session.schema.json"
        assert schema.read_text() == schema_text(Session)
        schema.write_text('{"title": "A homeroom session", "of": "before"}')
        homeroom("edit", "1")
        assert schema.read_text() == schema_text(Session)
        schema.write_text('{"title": "My own"}')
        homeroom("edit", "1")
        assert schema.read_text() == '{"title": "My own"}'

    def test_no_schema_for_a_file_that_names_none(self, tmp_path):
        library = put(tmp_path / "sessions", week_1="title: A\n")
        homeroom("edit", "1")
        assert [path.name for path in library.iterdir()] == ["week-1.yaml"]

    def test_the_series_can_be_edited(self, tmp_path):
        done = homeroom("edit", "series")
        assert done.exit_code == 0, done.output
        own = paths.own_sessions() / "series.yaml"
        assert f"Your own copy: {own}" in done.stdout
        assert "Mod 2 homeroom" in own.read_text()

    def test_a_series_that_is_not_there_is_begun(self, tmp_path):
        library = put(tmp_path / "sessions", week_1="title: A\n")
        done = homeroom("edit", "series")
        assert done.exit_code == 0, done.output
        assert "# base_url: https://" in (library / "series.yaml").read_text()
        assert (library / "series.schema.json").exists()

    def test_an_unknown_week_says_how_to_create_it(self):
        done = homeroom("edit", "7")
        assert done.exit_code == 2
        assert "Did you mean" not in done.stderr
        assert "homeroom new week-7 writes one." in done.stderr

    def test_warnings_are_said_and_end_well(self, tmp_path):
        put(tmp_path / "sessions", week_1="title: A\nduration: 1:30\n")
        done = homeroom("edit", "1")
        assert done.exit_code == 0
        assert "only 1 min 30 s long" in done.stderr
        assert "can be used as it is" in done.stdout

    def test_files_besides_sessions_get_their_schemas(self):
        homeroom("group", "--edit")
        homeroom("config", "--edit")
        folder = paths.config_folder()
        assert {path.name for path in folder.iterdir()} == {
            "group.yaml",
            "group.schema.json",
            "config.yaml",
            "config.schema.json",
        }


class TestCheck:
    def test_a_folder_without_sessions_is_wrong_use_either_way(self, tmp_path):
        (tmp_path / "empty").mkdir()
        for words in (("check", "empty"), ("--sessions", "empty", "check")):
            done = homeroom(*words)
            assert done.exit_code == 2
            assert "There are no sessions in empty." in done.stderr

    def test_a_file_with_another_ending_is_told_of_and_shown(self, tmp_path):
        (tmp_path / "x.txt").write_text("title: A\n")
        done = homeroom("check", "x.txt")
        assert done.exit_code == 0
        assert "finds only files whose names end in .yaml" in done.stdout
        assert "A" in homeroom("show", "x.txt").stdout

    def test_two_files_of_a_week_are_both_reported(self, tmp_path):
        library = put(
            tmp_path / "sessions", intro="title: A\nweek: 1\n", week_1="title: B\nweek: 1\n"
        )
        assert json.loads(homeroom("show", "1", "--json").stdout)["title"] == "B"
        for path in (library, library / "intro.yaml"):
            said = homeroom("check", path).stdout
            assert "week-1.yaml is week 1 too" in said
            assert "intro.yaml:2:6: warning" in said
        assert homeroom("check", library / "week-1.yaml").stdout == "1 file: all fine\n"

    def test_week_1_and_week_01_are_one_week(self, tmp_path):
        library = put(tmp_path / "sessions", week_1="title: A\n")
        (library / "week-01.yaml").write_text("title: B\n")
        said = homeroom("check").stdout
        assert "week-1.yaml: warning: week-01.yaml is week 1 too, and `homeroom run 1`" in said
        assert homeroom("show", "1").stdout.startswith("B ")

    def test_the_dates_of_a_group_match_the_weeks_run(self, tmp_path):
        library = put(tmp_path / "sessions", week_1="title: B\nweek: 1\n", x="title: A\nweek: 1\n")
        put(library, group="first_meeting: 2025-11-05\n")
        (meeting,) = json.loads(homeroom("group", "--json").stdout)["meetings"]
        assert meeting["title"] == "B"

    def test_a_link_without_a_site_is_told_of_once(self, tmp_path):
        text = "title: '[A](/a) and [b](/b)'\nintro: '[c](d)'\n"
        library = put(tmp_path / "sessions", week_1=text, week_2=text)
        said = homeroom("check").stdout
        assert said.count("warning:") == 1
        assert homeroom("check", library / "week-2.yaml").stdout.count("warning:") == 1
        assert "week-1.yaml:1:13" in said
        put(library, series="base_url: https://example.org\n")
        assert homeroom("check").stdout == "3 files: all fine\n"

    def test_runs_of_a_watch_are_told_apart_by_the_time(self, tmp_path, monkeypatch):
        library = put(tmp_path / "sessions", week_1="title: A\n")
        monkeypatch.setattr(author, "POLL", 0.01)
        looks = iter((False, True))

        def sleep(_seconds: float) -> None:
            if not next(looks):
                put(library, week_1="title: A\ncolour: blue\n")
            else:
                raise KeyboardInterrupt

        monkeypatch.setattr("time.sleep", sleep)
        said = homeroom("check", "--watch").stdout
        first, second = re.split(r"\n──── \d?\d:\d\d[ APM]*─+\n", said)
        assert "all fine" in first
        assert "`colour`" in second
        assert threading.active_count() >= 1
