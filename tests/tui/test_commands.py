"""The command table: keys, labels and the README's table follow from it."""

from __future__ import annotations

from collections import Counter

import pytest

from homeroom_tui.commands import COMMANDS, commands_of, key_label
from homeroom_tui.tui.screens.base import bindings

SCREENS = sorted({screen for command in COMMANDS for screen in command.screens})


def test_every_id_stands_once():
    assert [
        id for id, count in Counter(command.id for command in COMMANDS).items() if count > 1
    ] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_of_a_screen_means_two_things(screen):
    keys = Counter(
        key for command in commands_of(screen) if command.group != "Agenda" for key in command.keys
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_agenda_commands_come_first_for_shared_keys():
    ids = [command.id for command in commands_of("meeting")]
    assert ids.index("agenda_go") < ids.index("next")
    assert ids.index("agenda_up") < ids.index("prompt_up")
    assert ids.index("agenda_leave") < ids.index("agenda")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("space", "Space"),
        ("right", "→"),
        ("+", "+"),
        ("-", "−"),
        ("?", "?"),
        ("E", "E"),
        ("ctrl+p", "Ctrl+P"),
        ("shift+up", "Shift+↑"),
        ("f5", "F5"),
    ],
)
def test_keys_are_written_as_people_know_them(key, label):
    assert key_label(key) == label


def test_bindings_carry_a_tooltip_and_run_their_command():
    space = next(binding for binding in bindings("meeting", {}) if binding.key == "space")
    assert space.action == "command('play')"
    assert space.tooltip == "Pause or resume"


def test_a_chosen_key_takes_the_place_of_the_usual_ones():
    keys = {b.key: b.id for b in bindings("meeting", {"next": ("j",)})}
    assert keys["j"] == "next"
    assert "right" not in keys
