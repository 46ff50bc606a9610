"""Finding, ordering and naming the sessions of a library."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui import paths
from homeroom_tui.agenda.library import (
    Library,
    LibraryError,
    UnknownWeek,
    check,
    open_library,
    week_order,
)
from homeroom_tui.agenda.model import Group, Series


def put(folder: Path, name: str, text: str = "title: A session\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def names(library: Library) -> list[str]:
    return [entry.name for entry in library.entries()]


def test_sessions_come_in_natural_order_and_nothing_else_does(tmp_path: Path) -> None:
    for name in ("week-10.yaml", "week-2.yaml", "Week-3.yml", "a b.yaml", "series.yaml"):
        put(tmp_path, name)
    for name in ("group.yml", ".hidden.yaml", "notes.txt", "session.schema.json"):
        put(tmp_path, name)
    assert names(Library(tmp_path)) == ["a b", "week-2", "Week-3", "week-10"]


def test_sessions_can_be_put_in_the_order_of_their_weeks(tmp_path: Path) -> None:
    put(tmp_path, "retro.yaml", "title: A\nweek: 10\n")
    put(tmp_path, "welcome.yaml", "title: A\nweek: 1\n")
    put(tmp_path, "week-2.yaml", "title: A\nweek: 2\n")
    put(tmp_path, "week-3.yaml", "broken")
    put(tmp_path, "extra.yaml")
    library = Library(tmp_path)
    files = {entry: library.load(entry) for entry in library.entries()}
    known = sorted(files, key=lambda entry: week_order(entry, files[entry]))
    assert [entry.name for entry in known] == ["welcome", "week-2", "week-3", "retro", "extra"]
    unread = sorted(files, key=week_order)
    assert [entry.name for entry in unread] == ["week-2", "week-3", "extra", "retro", "welcome"]


def test_two_files_with_one_stem_are_both_listed(tmp_path: Path) -> None:
    put(tmp_path, "week-1.yaml", "title: One\n")
    put(tmp_path, "week-1.yml", "title: Other\n")
    library = Library(tmp_path)
    assert names(library) == ["week-1", "week-1.yml"]
    assert [library.load(entry).session.title for entry in library.entries()] == ["One", "Other"]


def test_listing_opens_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "week-1.yaml")

    def refuse(*_: object) -> int:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(os, "open", refuse)
    assert names(Library(tmp_path)) == ["week-1"]


def test_a_broken_file_stands_beside_the_others_with_its_problems(tmp_path: Path) -> None:
    put(tmp_path, "week-1.yaml", "week: 1\n")
    put(tmp_path, "week-2.yaml")
    library = Library(tmp_path)
    broken, good = map(library.load, library.entries())
    assert broken.session is None
    assert [(p.file, p.line, p.message) for p in broken.problems] == [
        ("week-1.yaml", 1, "The session has no title.")
    ]
    assert good.session is not None
    assert good.problems == ()


def test_a_file_is_read_again_only_when_it_changes(tmp_path: Path) -> None:
    path = put(tmp_path, "week-1.yaml", "title: One\n")
    library = Library(tmp_path)
    (entry,) = library.entries()
    first = library.load(entry).session
    assert library.load(entry).session is first
    path.write_text("title: Another\n", encoding="utf-8")
    assert library.load(entry).session.title == "Another"
    path.unlink()
    assert library.load(entry).problems[0].message == "There is no such file."


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
def test_what_is_no_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    put(tmp_path, "large.yaml", "#" * (1024 * 1024 + 1))
    library = Library(tmp_path)
    said = {entry.name: library.load(entry).problems[0] for entry in library.entries()}
    assert {name: (problem.line, problem.message) for name, problem in said.items()} == {
        "folder": (None, "This is a folder, not a file."),
        "pipe": (None, "This is a pipe or a device, not a file."),
        "link": (None, "This is a link to a file that is not there."),
        "loop": (None, "The file can't be read: it is a link that leads to itself."),
        "zero": (None, "This is a pipe or a device, not a file."),
        "large": (None, "The file is larger than 1 MiB."),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that takes any bytes")
def test_a_name_that_is_not_utf_8_works(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.yaml", "wb") as file:
        file.write(b"title: Coffee\n")
    (entry,) = Library(tmp_path).entries()
    assert entry.name == "caf\\xe9"
    assert Library(tmp_path).load(entry).session.title == "Coffee"
    assert Library(tmp_path).find("caf\\xe9") == entry


def test_the_first_folder_lies_over_the_second(tmp_path: Path) -> None:
    own, bundled = tmp_path / "own", tmp_path / "bundled"
    put(bundled, "week-1.yaml", "title: Bundled\n")
    put(bundled, "week-2.yaml", "title: Bundled\n")
    put(bundled, "series.yaml", "title: The series\n")
    library = Library(own, bundled)
    assert names(library) == ["week-1", "week-2"]
    put(own, "week-2.yml", "title: Own\n")
    put(own, "week-3.yaml", "title: Own\n")
    titles = [library.load(entry).session.title for entry in library.entries()]
    assert titles == ["Bundled", "Own", "Own"]
    assert library.series().title == "The series"


def test_a_number_finds_the_week_that_the_file_says(tmp_path: Path) -> None:
    put(tmp_path, "week-1.yaml", "title: A\nweek: 2\n")
    put(tmp_path, "week-2.yaml", "title: B\nweek: 1\n")
    put(tmp_path, "week-3.yaml", "title: C\n")
    put(tmp_path, "week-4.yaml", "colour: blue\n")
    put(tmp_path, "intro.yaml", "title: D\nweek: 7\n")
    library = Library(tmp_path)
    found = {word: library.find(word).name for word in ("1", "2", "3", "04", "7")}
    assert found == {"1": "week-2", "2": "week-1", "3": "week-3", "04": "week-4", "7": "intro"}


def test_a_number_in_the_name_is_tried_first(tmp_path: Path) -> None:
    for week in range(1, 30):
        put(tmp_path, f"week-{week}.yaml", f"title: A\nweek: {week}\n")
    library = Library(tmp_path)
    loaded = []
    load = library.load
    library.load = lambda entry: loaded.append(entry.name) or load(entry)  # type: ignore[method-assign]
    assert library.find("20").name == "week-20"
    assert loaded == ["week-20"]


NAMES = ("week-1", "week-01", "1", "2", "intro", "part-2b", "2026-11-02")
FILES = st.dictionaries(
    st.sampled_from([f"{name}{suffix}" for name in NAMES for suffix in (".yaml", ".yml")]),
    st.sampled_from(("title: A\n", "title: A\nweek: 1\n", "title: A\nweek: 2\n", "broken")),
    min_size=1,
    max_size=6,
)


@given(FILES)
def test_check_and_run_agree_on_the_weeks(files: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        paths = [put(Path(folder), name, text) for name, text in files.items()]
        library = Library(Path(folder))
        for week, file in library.numbers().items():
            assert library.find(str(week)) == file.entry
        takes = re.compile(r"(\S+) (?:is|has) .*`homeroom run (\S+)` takes that one")
        for checked in check(paths):
            for said in filter(None, (takes.match(p.message) for p in checked.problems)):
                assert library.find(said[2]).path.name == said[1] != checked.path.name


def test_a_date_in_a_name_is_no_week(tmp_path: Path) -> None:
    put(tmp_path, "2026-11-25.yaml")
    put(tmp_path, "2026-12-25.yaml")
    assert Library(tmp_path).numbers() == {}


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that differ by case")
def test_a_name_is_found_exactly_before_in_any_case(tmp_path: Path) -> None:
    put(tmp_path, "Intro.yaml")
    put(tmp_path, "intro.yaml")
    found = [Library(tmp_path).find(word).path.name for word in ("intro", "Intro", "Intro.yaml")]
    assert found == ["intro.yaml", "Intro.yaml", "Intro.yaml"]


def test_a_name_or_a_path_finds_a_session(tmp_path: Path) -> None:
    path = put(tmp_path / "here", "week-1.yaml")
    elsewhere = put(tmp_path / "there", "other.yaml")
    library = Library(tmp_path / "here")
    assert library.find("week-1").path == path
    assert library.find("Week-1").path == path
    assert library.find("week-1.yaml").path == path
    assert library.find(str(elsewhere)).path == elsewhere


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (
            "7",
            "There is no session '7'. There are: week-1, week-2. homeroom new week-7 writes one.",
        ),
        ("wek-1", "There is no session 'wek-1'. Did you mean week-1? There are: week-1, week-2."),
        ("\x1b[2J", "There is no session '␛[2J'. There are: week-1, week-2."),
        ("", "There is no session ''. There are: week-1, week-2."),
        ("no/such.yaml", "There is no session 'no/such.yaml'. There are: week-1, week-2."),
        ("a\0b/c", "There is no session 'a␀b/c'. There are: week-1, week-2."),
    ],
)
def test_a_word_that_means_nothing_says_what_there_is(tmp_path: Path, word: str, said: str) -> None:
    put(tmp_path, "week-1.yaml")
    put(tmp_path, "week-2.yaml")
    with pytest.raises(UnknownWeek) as unknown:
        Library(tmp_path).find(word)
    assert str(unknown.value) == said


def test_many_sessions_are_not_all_named(tmp_path: Path) -> None:
    for week in range(1, 20):
        put(tmp_path, f"week-{week}.yaml")
    with pytest.raises(UnknownWeek, match="week-12 and 7 more"):
        Library(tmp_path).find("x")


def test_series_and_group_are_empty_without_their_files(tmp_path: Path) -> None:
    library = Library(tmp_path, group_file=tmp_path / "none.yaml")
    assert library.series() == Series()
    assert library.group() == Group()
    assert library.series_reading().problems == library.group_reading().problems == ()


def test_a_broken_series_is_empty_and_has_problems(tmp_path: Path) -> None:
    put(tmp_path, "series.yaml", "titel: x\n")
    library = Library(tmp_path)
    assert library.series() == Series()
    assert library.series_reading().problems[0].hint == "Did you mean `title`?"


def test_the_group_of_the_library_goes_before_the_users(tmp_path: Path) -> None:
    own = put(tmp_path / "config", "group.yaml", "name: Mine\n")
    library = Library(tmp_path / "sessions", group_file=own)
    assert library.group().name == "Mine"
    put(tmp_path / "sessions", "group.yaml", "name: Ours\n")
    assert library.group().name == "Ours"


class TestWhereSessionsComeFrom:
    """`--sessions`, else the environment, else `./sessions`, else one's own over the bundled."""

    @pytest.fixture(autouse=True)
    def _no_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paths, "own_sessions", lambda: tmp_path / "own")
        monkeypatch.setattr(paths, "group_file", lambda: tmp_path / "group.yaml")

    def test_the_folder_that_was_asked_for(self, tmp_path: Path) -> None:
        put(tmp_path / "asked", "a.yaml")
        put(tmp_path / "env", "b.yaml")
        environ = {"HOMEROOM_SESSIONS": str(tmp_path / "env")}
        assert names(open_library(tmp_path / "asked", environ, tmp_path)) == ["a"]
        assert names(open_library(None, environ, tmp_path)) == ["b"]

    def test_the_folder_here(self, tmp_path: Path) -> None:
        put(tmp_path / "sessions", "c.yaml")
        assert names(open_library(None, {}, tmp_path)) == ["c"]
        assert names(open_library(None, {"HOMEROOM_SESSIONS": ""}, tmp_path)) == ["c"]

    def test_ones_own_over_the_bundled(self, tmp_path: Path) -> None:
        put(tmp_path / "own", "week-9.yaml")
        library = open_library(None, {}, tmp_path)
        assert names(library)[:1] == ["week-1"]
        assert names(library)[-1:] == ["week-9"]
        assert library.folders == (tmp_path / "own", paths.bundled_sessions())

    def test_no_folder_none_in_it_and_no_folder_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        file = put(tmp_path, "file")
        for folder, said in (
            (
                tmp_path / "gone",
                f"There is no folder {tmp_path}/gone."
                f" homeroom init {tmp_path}/gone begins a course there.",
            ),
            (file, f"{file} is not a folder."),
            (
                tmp_path / "empty",
                f"There are no sessions in {tmp_path}/empty."
                " A session is a file whose name ends in .yaml. homeroom new week-1 writes one.",
            ),
        ):
            with pytest.raises(LibraryError) as refused:
                open_library(folder, {}, tmp_path)
            assert str(refused.value) == said

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: Path) -> object:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "scandir", refuse)
        with pytest.raises(LibraryError, match="no permission to list"):
            open_library(tmp_path, {}, tmp_path)


def test_paths_make_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for path in (paths.own_sessions(), paths.config_file(), paths.group_file()):
        assert "homeroom" in path.parts
    assert paths.state_folder() != paths.data_folder()
    assert list(tmp_path.iterdir()) == []
    assert (paths.bundled_sessions() / "week-1.yaml").is_file()


def test_a_library_is_identified_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, bundled = paths.own_sessions(), paths.bundled_sessions()
    assert [Library(*folders).key for folders in ((own, bundled), (own,), (bundled,))] == [""] * 3
    course = tmp_path / "course"
    course.mkdir()
    (course / "week-1.yaml").write_text("title: Mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(course)
    monkeypatch.chdir(tmp_path)
    keys = {Library(folder).key for folder in (course, Path("course"), tmp_path / "link")}
    assert keys == {str(course.resolve())}
    (entry,) = Library(Path("link")).entries()
    assert (entry.library, entry.name) == (str(course.resolve()), "week-1")


def test_a_session_named_by_path_belongs_to_its_folder(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "week-1.yaml").write_text("title: Mine", encoding="utf-8")
    library = Library(tmp_path / "a")
    assert library.find(str(tmp_path / "a" / "week-1.yaml")) == library.find("week-1")
    other = library.find(str(tmp_path / "b" / "week-1.yaml"))
    assert library.find(str(tmp_path / "b" / "1")) == other
    assert library.library_of(other).folders == (tmp_path / "b",)
    assert library.library_of(library.find("week-1")) is library
    assert other == Library(tmp_path / "b").find("week-1")
    assert library.entry_of(other.library, "week-1") == other
    assert library.entry_of(library.key, "week-1") == library.find("week-1")
    assert library.entry_of(other.library, "week-2") is None
    assert library.entry_of(str(tmp_path / "none"), "week-1") is None
    bundled = library.entry_of("", "week-1")
    assert bundled is not None
    assert bundled.path.parent in (paths.own_sessions(), paths.bundled_sessions())
