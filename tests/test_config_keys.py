"""Other keys for commands: how they are written, and what is said where two of them clash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.agenda.problems import render
from homeroom_tui.agenda.reader import read_text
from homeroom_tui.commands import COMMANDS, key_label
from homeroom_tui.config import Config
from homeroom_tui.keys import NAMED, NoKey, clashes, read_key, without_clashes

IDS = [command.id for command in COMMANDS]


def problems(keys: str) -> str:
    """Return what is said of the lines below `keys:`."""
    indented = "".join(f"  {line}\n" for line in keys.splitlines())
    reading = read_text(Config, f"keys:\n{indented}", "config.yaml")
    return "\n".join(map(render, reading.problems))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("n", "n"), ("N", "N"), ("?", "?"), ("+", "+"), (",", ","), ("−", "-"), ("é", "é"),
        ("Space", "space"), ("Esc", "escape"), ("PgUp", "pageup"), ("→", "right"), ("F5", "f5"),
        ("Ctrl+N", "ctrl+n"), ("control + n", "ctrl+n"), ("Shift+n", "N"), ("Alt+Up", "alt+up"),
        ("shift+ctrl+left", "ctrl+shift+left"), ("ctrl+i", "tab"), ("Ctrl+M", "enter"),
    ],
)  # fmt: skip
def test_keys_are_read_as_people_write_them(written, key):
    assert read_key(written) == key


@pytest.mark.parametrize(
    "written", ["", "nn", "ctrl", "ctrl+", "ctrl+ctrl+n", "hyper+n", "f25", "shift+1", "\x1b", "+-"]
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(NoKey):
        read_key(written)


@given(st.sampled_from(NAMED), st.sets(st.sampled_from(["ctrl", "alt", "shift"])))
def test_a_key_is_read_as_it_is_shown(name, modifiers):
    key = "+".join([*(m for m in ("ctrl", "alt", "shift") if m in modifiers), name])
    assert read_key(key_label(key)) == key


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q", "ctrl+z"])
def test_the_way_out_cannot_be_taken(key):
    assert f"`{key}` can't be chosen: it always" in problems(f"next: {key}")


def test_an_unknown_command_is_told_with_the_nearest():
    assert problems("nxt: n") == (
        "config.yaml:2:3: error: The settings file: `keys`: `nxt` is not a command.\n"
        "   2 |   nxt: n\n"
        "     |   ^\n"
        "  Did you mean `next`?"
    )
    assert "homeroom config --keys" in problems("xyzzy: n")


def test_a_key_that_is_none_is_told_where_it_stands():
    assert problems("next: [right, nn]") == (
        "config.yaml:2:17: error: The settings file: `keys`: `nn` is no key, for `next`.\n"
        "   2 |   next: [right, nn]\n"
        "     |                 ^\n"
        "  Write a character, or a key such as space, right, f5 or ctrl+n."
    )


def test_two_commands_with_one_key_are_told_with_both_places():
    assert problems("next: x\nback: [left, x]") == (
        "config.yaml:3:16: error: x would mean two things on the meeting screen: `back`, here,"
        " and `next`, line 2, column 9.\n"
        "   3 |   back: [left, x]\n"
        "     |                ^\n"
        "  Choose another key, or give `next` another one."
    )


def test_a_key_that_another_command_has_already_is_told():
    assert problems("next: u") == (
        "config.yaml:2:9: error: u would mean two things on the meeting screen: `next`, here,"
        " and `undo`, which has it already.\n"
        "   2 |   next: u\n"
        "     |         ^\n"
        "  Choose another key, or give `undo` another one."
    )


def test_commands_may_swap_their_keys():
    assert problems("next: left\nback: right") == ""


def test_a_command_may_give_its_key_to_another():
    assert problems("undo: []\nnext: [right, u]") == ""


def test_commands_of_different_screens_may_share_a_key():
    assert problems("find: x\nnext: x") == ""


def test_commands_that_alternate_may_share_other_keys():
    assert problems("agenda_down: [down, j]\nprompt_down: [down, j]") == ""


@pytest.mark.parametrize(
    "keys", ["- next", "next: {a: b}", "[a, b]: n", "next: ''", "next: n\nnext: m"]
)
def test_other_shapes_are_problems_and_no_crash(keys):
    assert "error:" in problems(keys)


def test_the_table_itself_has_no_clash():
    assert clashes({}) == []


@given(
    st.dictionaries(
        st.sampled_from(IDS),
        st.lists(st.sampled_from(["n", "u", "space", "right", "x"]), max_size=2).map(tuple),
        max_size=6,
    )
)
def test_removing_clashes_changes_nothing_else(chosen):
    left = without_clashes(chosen)
    assert clashes(left) == []
    assert left.items() <= chosen.items()
    assert left == chosen or clashes(chosen)
