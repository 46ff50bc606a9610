"""The pages on settings, alerts and plain mode say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.agenda.reader import read_text
from homeroom_tui.alerts import Alert
from homeroom_tui.commands import typed_commands
from homeroom_tui.config import Config
from homeroom_tui.keys import NAMED
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.view import view
from homeroom_tui.plain.reading import EMPTY_LINE, help_of

DOCS = Path(__file__).parent.parent / "docs"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def fences(name: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page(name), re.DOTALL)


@pytest.mark.parametrize("fence", [*fences("settings"), *fences("alerts")])
def test_the_examples_can_be_written_so(fence):
    assert read_text(Config, fence, "config.yaml").problems == ()


def test_every_setting_is_in_an_example():
    everything = "".join(fences("settings"))
    assert all(f"{field.key}:" in everything for field in fields_of(Config))


def test_the_example_of_a_clash_is_what_is_said():
    from homeroom_tui.agenda.problems import render

    found = read_text(Config, "keys:\n  next: x\n  back: [left, x]\n", "config.yaml")
    assert "\n".join(map(render, found.problems)) in page("settings")


def test_every_named_key_is_named():
    for name in NAMED:
        assert f"`{name}`" in page("settings") or re.fullmatch(r"f\d+", name)


def test_every_variable_and_signal_is_named():
    meeting = Meeting(Session("A", 600, blocks=(Block("B", TimeRange(600, 600)),)))
    seen = view(meeting.state(0.0), Moment(0.0, 0.0))
    for signal in Signal:
        told = Alert(signal, "", "", seen).variables()
        assert f"`{told['HOMEROOM_SIGNAL']}`" in page("alerts")
        assert all(f"`{name}`" in page("alerts") for name in told)


def test_every_command_of_plain_mode_has_its_row():
    for command, typed in typed_commands():
        letter = f"`{typed.letter}`" if typed.letter else ""
        words = ", ".join(f"`{word}`" for word in typed.words)
        row = f"| {letter} | {words} | {typed.argument} | {help_of(command)} |"
        assert row in page("plain-mode")
    assert EMPTY_LINE in page("plain-mode")
