"""The menu: which weeks there are, what is in them, finding and opening one."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.library import Library, SessionFile
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.screens.page import GuidelinesScreen
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.session_list import SessionList
from tests.tui.driving import settled, shown, until


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the weeks that were opened."""
    names: list[str] = []

    def open_week(_app: object, file: SessionFile) -> None:
        names.append(file.entry.name)

    monkeypatch.setattr("homeroom_tui.tui.app.HomeroomApp.open_week", open_week)
    return names


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_menu_shows_the_weeks_and_what_is_in_one(run, golden, size):
    async with run(size) as pilot:
        golden(f"menu-{size[0]}x{size[1]}", shown(pilot))


async def test_drafts_and_broken_files_stay_in_the_list(run, golden):
    async with run() as pilot:
        assert "Week 3  (no blocks yet)" in shown(pilot)
        assert "week-4  ✗ can't be read" in shown(pilot)
        await pilot.press("end")
        golden("menu-broken", shown(pilot))


async def test_names_are_there_before_any_file_is_read(run, monkeypatch):
    monkeypatch.setattr("homeroom_tui.tui.screens.menu.USUAL", 0)
    monkeypatch.setattr(MenuScreen, "_look", lambda self, unread: None)
    async with run() as pilot:
        assert "▸ week-1" in shown(pilot)


async def test_the_first_paint_has_all_visible_titles(run, library, monkeypatch):
    for number in range(10, 100):
        (library.folders[0] / f"week-{number}.yaml").write_text(f"title: The {number}th")
    monkeypatch.setattr(MenuScreen, "_look", lambda self, unread: None)
    async with run() as pilot:
        assert "Norms and plans" in shown(pilot)
        assert "week-25" in shown(pilot)
        assert "The 25th" not in shown(pilot)


async def test_enter_opens_the_week_under_the_cursor(run, opened):
    async with run() as pilot:
        await pilot.press("down", "enter")
        assert opened == ["week-2"]


async def test_a_click_selects_and_a_second_click_opens(run, opened):
    async with run() as pilot:
        await pilot.click(SessionList, offset=(10, 1))
        assert opened == []
        await pilot.click(SessionList, offset=(10, 1))
        assert opened == ["week-2"]


async def test_a_broken_week_is_not_opened_but_explained(run, opened):
    async with run() as pilot:
        await pilot.press("end", "enter")
        await pilot.pause()
        assert opened == []
        assert "has errors" in shown(pilot)


async def test_finding_filters_by_titles_and_prompts_while_typing(run, opened):
    async with run() as pilot:
        await pilot.press("/", *"stood out")
        text = shown(pilot)
        assert "Week 1" in text
        assert "Week 2" not in text
        await pilot.press("enter")
        assert opened == ["week-1"]
        await pilot.press("escape")
        assert "Week 2" in shown(pilot)


async def test_finding_nothing_says_so(run):
    async with run() as pilot:
        await pilot.press("/", *"zebra")
        assert "No week has “zebra” in it" in shown(pilot)
        await pilot.press("enter", "q")
        assert pilot.app.is_running


async def test_letters_are_text_while_finding(run):
    async with run() as pilot:
        await pilot.press("/", *"gq?")
        assert isinstance(pilot.app.screen, MenuScreen)
        assert "Guidelines" not in shown(pilot)


async def test_guidelines_are_one_key_away(run):
    async with run() as pilot:
        await pilot.press("g")
        assert isinstance(pilot.app.screen, GuidelinesScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_the_date_is_the_clocks_and_changes_at_midnight(run, clock):
    async with run() as pilot:
        assert "Wednesday 25 November" in shown(pilot)
        clock.move(10 * 3600)
        pilot.app.screen.tick()
        await pilot.pause()
        assert "Thursday 26 November" in shown(pilot)


async def look_again(pilot):
    pilot.app.screen.tick()
    await settled(pilot)


async def test_the_menu_follows_its_folder(run, library):
    (folder,) = library.folders
    async with run() as pilot:
        await pilot.press("down")
        (folder / "week-0.yaml").write_text("title: Before all others\nweek: 0\n")
        await look_again(pilot)
        assert "week-0  ✗ can't be read" in shown(pilot)
        (folder / "week-0.yaml").write_text("title: Before all others\nduration: 20 min\n")
        await look_again(pilot)
        assert "week-0  (no blocks yet)" in shown(pilot)
        assert "▸ Week 2" in shown(pilot)
        (folder / "week-2.yaml").write_text("title: Saved again\nweek: 2\nblocks: [{title: A}]\n")
        await look_again(pilot)
        assert "▸ week-2  ✗ can't be read" in shown(pilot)
        assert "Block 1, 'A'" in shown(pilot)
        (folder / "week-2.yaml").unlink()
        await look_again(pilot)
        assert "eek-2" not in shown(pilot)
        assert "Week 2" not in shown(pilot)


async def test_e_edits_the_week_and_what_is_saved_shows(run, library, monkeypatch):
    (folder,) = library.folders
    edited = []

    def edit(_app, path):
        edited.append(path)
        path.write_text("title: Mended\nweek: 4\n")

    monkeypatch.setattr("homeroom_tui.tui.app.HomeroomApp.edit", edit)
    async with run() as pilot:
        await pilot.press("end", "e")
        await look_again(pilot)
        assert edited == [folder / "week-4.yaml"]
        assert "▸ Week 4  (no blocks yet)" in shown(pilot)


async def test_without_an_editor_the_path_is_said(run, library, monkeypatch):
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    async with run() as pilot:
        await pilot.press("e")
        await pilot.pause()
        said = " ".join(" ".join(n.message for n in pilot.app._notifications).split())
        assert "week-1.yaml" in said


async def test_n_makes_a_new_week_that_shows_at_once(run, library, monkeypatch):
    (folder,) = library.folders
    monkeypatch.setattr("homeroom_tui.tui.app.HomeroomApp.edit", lambda app, path: None)
    async with run() as pilot:
        await pilot.press("n", *"week-9", "enter")
        await look_again(pilot)
        assert (folder / "week-9.yaml").is_file()
        assert "Week 9" in shown(pilot)
        await pilot.press("n", *"week-9", "enter")
        await pilot.pause()
        said = [str(note.message) for note in pilot.app._notifications]
        assert "There is a session week-9 already: edit that one." in said


async def test_a_thousand_weeks_are_one_widget(run, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1000):
        (folder / f"week-{number}.yaml").write_text(f"title: Number {number}\nweek: {number}\n")
    async with run(library=Library(folder)) as pilot:
        await pilot.press("end")
        await until(pilot, lambda: "▸ Week 999" in shown(pilot))
        assert len(pilot.app.screen.query("*")) < 20


async def test_a_folder_that_cannot_be_listed_is_explained(run, tmp_path):
    async with run(library=Library(tmp_path / "nowhere")) as pilot:
        assert "There is no folder" in shown(pilot)
        await pilot.press("enter", "down", "/", "escape")


async def test_what_people_write_shows_letter_for_letter(run, tmp_path: Path, untrusted):
    for number, text in enumerate(untrusted.values()):
        quoted = '"' + "".join(f"\\U{ord(character):08x}" for character in f"T{text}") + '"'
        (tmp_path / f"any-{number}.yaml").write_text(
            f"title: {quoted}\nduration: 30 min\nblocks:\n"
            f"  - title: {quoted}\n    duration: 30 min\n    prompts: [{quoted}]\n"
        )
    async with run() as pilot:
        screens = []
        for _ in range(len(untrusted) + 4):  # with the weeks of the library
            screens.append(shown(pilot))
            await pilot.press("down")
        for text in untrusted.values():
            title = visible(plain(f"T{text}"))[:10].rstrip()
            assert max(screen.count(title) for screen in screens) >= 2
        shown_at_all = "".join(screens).replace("\n", "")
        assert all(ord(character) >= 32 for character in shown_at_all)


async def test_the_menu_leads_to_the_group(run, library, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    async with run() as pilot:
        edited: list[Path] = []
        monkeypatch.setattr(pilot.app, "edit", edited.append)
        await pilot.press("G")
        await settled(pilot)
        (path,) = edited
        assert path.name == "group.yaml"
        assert "people" in path.read_text()
        (tmp_path / "group.yaml").write_text("people: [Ana]\n")
        await pilot.press("G")
        assert edited[1:] == [tmp_path / "group.yaml"]
