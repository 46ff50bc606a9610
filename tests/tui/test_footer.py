"""The footer: what fits, what applies, and what a click does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.commands import commands_of, key_label
from homeroom_tui.tui.screens.page import GuidelinesScreen
from homeroom_tui.tui.widgets.header_footer import GAP, Footer, FooterItem, entries_that_fit
from tests.tui.driving import shown
from tests.tui.sitting import in_meeting

ITEMS = [
    FooterItem(
        command.id, key_label(command.keys[0]), command.label, command.help, command.priority
    )
    for command in commands_of("meeting")
    if command.group != "Agenda"
]


def labels(width: int) -> list[str]:
    return [entry.label for entry in entries_that_fit(ITEMS, width)]


@given(st.integers(0, 200))
def test_the_footer_never_needs_more_room_than_there_is(width):
    entries = entries_that_fit(ITEMS, width)
    assert sum(entry.cells + GAP for entry in entries) - GAP <= max(0, width)


def test_what_matters_least_goes_first():
    wide, narrow = labels(1000), labels(40)
    assert set(narrow) < set(wide)
    assert "Pause" in narrow
    assert "Redo" not in narrow


def test_neighbours_with_one_label_stand_together():
    entry = next(entry for entry in entries_that_fit(ITEMS, 1000) if entry.label == "Minute")
    assert [item.key for item in entry.items] == ["+", "−"]


async def test_each_key_of_the_footer_is_a_button(run):
    async with run() as pilot:
        line = shown(pilot).splitlines()[-1]
        await pilot.click(Footer, offset=(line.index("Guidelines"), 1))
        await pilot.pause()
        assert isinstance(pilot.app.screen, GuidelinesScreen)
        line = shown(pilot).splitlines()[-1]
        await pilot.click(Footer, offset=(line.index("q Leave"), 1))
        await pilot.pause()
        assert not isinstance(pilot.app.screen, GuidelinesScreen)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (100, ["Enter Go there", "↑ ↓ Choose", "0 Unpin", "Esc Meeting", "+ − Minute", "s Skip"]),
        (60, ["Enter Go there", "0 Unpin", "Esc Meeting", "+ − Minute"]),
        (40, ["Enter Go there", "Esc Meeting"]),
    ],
)
async def test_with_the_cursor_in_the_agenda_its_commands_come_first(
    run, library, clock, width, said
):
    async with in_meeting(run, library, clock, (width, 30)) as meeting:
        await meeting.press("tab", "+")
        footer = meeting.text.splitlines()[-1]
        assert all(entry in footer for entry in said)


async def test_the_mouse_is_told_what_a_key_does(run):
    async with run() as pilot:
        line = shown(pilot).splitlines()[-1]
        await pilot.hover(Footer, offset=(line.index("Find"), 1))
        footer = pilot.app.screen.query_one(Footer)
        assert footer.tooltip == "Find by a word"
