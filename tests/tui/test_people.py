"""The list of people, in the lobby and during the meeting."""

from __future__ import annotations

import pytest

from homeroom_tui.agenda.library import Library
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.people import PeopleScreen
from tests.tui.conftest import GROUP
from tests.tui.driving import settled
from tests.tui.sitting import MINUTE, in_lobby, in_meeting


def here(meeting) -> list[str]:
    return [person.name for person in meeting.screen.view.people if person.here]


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_the_lobby_shows_who_is_here_and_who_leads(run, grouped, clock, golden, size):
    async with in_lobby(run, grouped, clock, size) as meeting:
        await meeting.press("w", "down", "down", "space", "escape")
        golden(f"lobby-people-{size[0]}x{size[1]}", meeting.text)


async def test_without_a_group_the_lobby_says_nothing_of_people(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        assert "Here" not in meeting.text


async def test_a_key_toggles_and_undo_takes_it_back(run, grouped, clock, golden):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "2")
        assert here(meeting) == ["Ana", "Chidi", "Dee"]
        await meeting.press("f")
        golden("people-100x30", meeting.text)
        await meeting.press("escape", "u")
        assert "Undone: Ben facilitates" in meeting.text
        await meeting.press("u")
        assert here(meeting) == ["Ana", "Ben", "Chidi", "Dee"]


async def test_a_click_on_a_name_toggles(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        line = next(n for n, text in enumerate(meeting.text.split("\n")) if "Here" in text)
        at = meeting.text.split("\n")[line].index("Chidi")
        await meeting.pilot.click(offset=(at, line))
        await settled(meeting.pilot)
        assert here(meeting) == ["Ana", "Ben", "Dee"]


async def test_somebody_who_is_not_in_the_file_is_added(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "a", "enter")
        assert "Write a name, or several" in meeting.text
        await meeting.press(*"Eve", "enter")
        assert isinstance(meeting.pilot.app.screen, PeopleScreen)
        await meeting.press("escape")
        assert here(meeting) == ["Ana", "Ben", "Chidi", "Dee", "Eve"]


async def test_people_come_and_go_while_the_meeting_is_under_way(run, grouped, clock):
    async with in_meeting(run, grouped, clock) as meeting:
        await meeting.later(5 * MINUTE)
        await meeting.press("w", "4", "escape")
        assert here(meeting) == ["Ana", "Ben", "Chidi"]


async def test_people_named_for_this_run(run, grouped, clock):
    async with in_lobby(run, grouped, clock, first=FirstMeeting(here=("ben", "Eve"))) as meeting:
        assert here(meeting) == ["Ben", "Eve"]
        assert "Ben facilitates" in meeting.text


async def test_names_are_shown_letter_for_letter(run, grouped, clock, untrusted):
    names = "".join(f"  - {text!r}\n" for text in ("[b]Bold[/b]", "[/x]", "$accent", "שלום"))
    group = f'people:\n{names}  - "red \\e[31m bell \\a"\n  - {"x" * 300}\n'
    (grouped.folders[0] / "group.yaml").write_text(group, encoding="utf-8")
    async with in_lobby(run, grouped, clock) as meeting:
        assert len(meeting.screen.view.people) == 6
        assert "[b]Bold[/b]" in meeting.text
        assert "[/x]" in meeting.text
        await meeting.press("w")
        assert "red ␛[31m bell ␇" in meeting.text
        await meeting.press("escape", "space", "t", "t", "t", "T", "escape")
        await meeting.press("w", "down", "f", "escape", "u")
        for name in untrusted.values():
            meeting.running.add_person(name + "x")
        await meeting.later(30)


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 12), (20, 5), (1, 1)])
async def test_a_large_group_at_any_size(run, grouped, clock, size):
    names = ", ".join(f"Person number {n}" for n in range(40))
    (grouped.folders[0] / "group.yaml").write_text(f"people: [{names}]", encoding="utf-8")
    async with in_lobby(run, grouped, clock, size) as meeting:
        await meeting.press("w", "down", "space", "escape", "space", "t", "p", "T", "escape")
        await meeting.later(10 * MINUTE)
        assert len(here(meeting)) == 39


async def listed(meeting) -> list[str]:
    return [person.name for person in meeting.screen.view.people]


async def test_several_names_are_several_people(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("w", "a", *"Ana, Ben,Chidi", "enter")
        assert here(meeting) == ["Ana", "Ben", "Chidi"]


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_who_is_new_can_be_kept_for_the_next_meetings(run, grouped, clock, golden, size):
    path = grouped.folders[0] / "group.yaml"
    path.write_text(f"# ours\n{GROUP}", encoding="utf-8")
    async with in_lobby(run, grouped, clock, size) as meeting:
        await meeting.press("w")
        assert "keep new names" not in " ".join(meeting.text.split())
        await meeting.press("a", *"Eve, Flo", "enter", "space")
        golden(f"people-new-{size[0]}x{size[1]}", meeting.text)
        await meeting.press("k")
        assert path.read_text() == "# ours\n" + GROUP.replace("Dee", "Dee, Eve")
        await meeting.press("k")
        assert path.read_text() == "# ours\n" + GROUP.replace("Dee", "Dee, Eve")
    async with in_lobby(run, grouped, clock) as meeting:
        assert here(meeting) == ["Ana", "Ben", "Chidi", "Dee", "Eve"]


async def test_a_name_that_was_only_corrected_is_not_new(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "r", *"Anna", "enter")
        assert meeting.running.guests(grouped.group()) == []


async def test_without_a_group_keeping_names_begins_one(run, library, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own = tmp_path / "config" / "homeroom" / "group.yaml"
    library = Library(tmp_path, group_file=own)
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("w", "a", *"Ana, Ben", "enter", "k")
        assert "Ana, Ben added to" in " ".join(meeting.text.split())
    assert library.group().people == ("Ana", "Ben")
    assert own.read_text().startswith("# yaml-language-server")


async def test_nobody_is_listed_twice(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "1", "a", *"ana, Eve, eve", "enter")
        assert here(meeting) == ["Ana", "Ben", "Chidi", "Dee", "Eve"]
        await meeting.press("home", "r", *(["backspace"] * 9), *"ben", "enter")
        assert "Ben is in the list already." in meeting.text


async def test_a_name_is_changed_and_undone(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "down", "r", "end", *"ito", "enter")
        assert here(meeting) == ["Ana", "Benito", "Chidi", "Dee"]
        await meeting.press("escape", "u")
        assert here(meeting) == ["Ana", "Ben", "Chidi", "Dee"]


async def test_somebody_is_removed_unless_they_have_spoken(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "d", "escape")
        assert await listed(meeting) == ["Ben", "Chidi", "Dee"]
        await meeting.press("space", "t", "t", "w", "d")
        assert "Ben has spoken" in meeting.text
        await meeting.press("down", "down", "d", "up", "d", "escape")
        await meeting.later(MINUTE)
        assert await listed(meeting) == ["Ben", "Chidi"]


@pytest.mark.parametrize("key", ["enter", "E", "f", "d"])
async def test_in_an_empty_list_typing_adds_the_first_person(run, library, clock, key):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("w", key, *"va", "enter")
        expected = "va" if key == "enter" else f"{key}va"
        assert here(meeting) == [expected]


async def test_in_a_low_window_people_leave_the_agenda_its_room(run, grouped, clock):
    async with in_lobby(run, grouped, clock, (40, 12)) as meeting:
        assert "As a group disc" in meeting.text
        assert "Here  ✓ Ana" in meeting.text
