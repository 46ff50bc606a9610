"""Other keys for commands: each command can have one, and every place that names keys follows."""

from __future__ import annotations

import string
from itertools import chain

import pytest
from textual.app import ComposeResult
from textual.content import Content

from homeroom_tui import paths
from homeroom_tui.commands import COMMANDS, commands_of, key_label
from homeroom_tui.config import Config, Configured, read_config
from homeroom_tui.tui.screens.base import HomeroomScreen, bindings
from homeroom_tui.tui.screens.help import help_text
from homeroom_tui.tui.screens.palette import CommandProvider
from homeroom_tui.tui.widgets.header_footer import Footer
from tests.tui.driving import settled, shown
from tests.tui.kept import places

Bound = dict[str, tuple[str, ...]]

SCREENS = sorted({screen for command in COMMANDS for screen in command.screens})


def other_keys(screen: str) -> Bound:
    """For each command of a screen a key that none of its commands has."""
    commands = list(commands_of(screen))
    taken = set(chain.from_iterable(command.keys for command in commands))
    free = [key for key in (*string.ascii_letters, *string.digits, ",", "é") if key not in taken]
    free += [f"f{number}" for number in range(1, 25)]
    return {command.id: (key,) for command, key in zip(commands, free, strict=False)}


class Probe(HomeroomScreen[None]):
    """A screen with all commands of its place, which only listens."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Footer()

    def can(self, command: str) -> bool:
        return True

    async def action_command(self, command: str) -> None:
        self.heard.append(command)


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_command_can_have_another_key_and_is_named_with_it(run, screen):
    keys = other_keys(screen)
    async with run(settings=Config(keys=keys), size=(900, 30)) as pilot:
        probe = type("Probe", (Probe,), {"PLACE": screen})()
        pilot.app.push_screen(probe)
        await settled(pilot)
        for (key,) in keys.values():
            pilot.app.simulate_key("comma" if key == "," else key)
        await pilot.pause()
        assert probe.heard == list(keys)
        usual = set(chain.from_iterable(command.keys for command in commands_of(screen)))
        assert not {binding.key for binding in bindings(screen, keys)} & usual

        footer = shown(pilot).splitlines()[-1]
        helped = help_text(commands_of(screen), keys, 80).plain.splitlines()
        offers = {offer.name: offer.keys for offer in CommandProvider(probe).offers()}
        for command in commands_of(screen):
            label = key_label(keys[command.id][0])
            if command.priority:
                assert f"{label} " in footer
            assert any(line.split() == [label, *command.help.split()] for line in helped)
            if command.help in offers and not command.moves:
                assert offers[command.help] == label


CONFIG = """\
keys:
  next: [x, f5]
  back: ","
  leave: []
"""


@pytest.fixture
def chosen(tmp_path, monkeypatch) -> Configured:
    """The settings that the program makes of a file."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    return read_config()


async def test_a_meeting_is_driven_by_the_keys_of_the_settings_file(run, library, clock, chosen):
    assert chosen.warning == ""
    async with run(settings=chosen.config, week=library.find("1")) as pilot:
        await pilot.press("space")
        await pilot.pause()

        def present() -> int:
            return pilot.app.screen.view.present.line.number

        await pilot.press("right")
        assert present() == 1
        await pilot.press("x", "f5")
        assert present() == 3
        await pilot.press("comma")
        await pilot.pause()
        assert present() == 2
        assert "x Next" in shown(pilot)
        assert ", Back" in shown(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert present() == 2
        await pilot.press("question_mark")
        await pilot.pause()
        assert "x or F5  Go on to the next block" in shown(pilot)


async def test_what_is_wrong_in_the_file_is_said_once_and_the_rest_counts(
    run, library, clock, tmp_path, monkeypatch
):
    (tmp_path / "config.yaml").write_text("keys: {nxt: n}\nbell: yes\nhours: 13\n")
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    found = read_config()
    assert found.config.bell
    async with run(settings=found.config, warning=found.warning) as pilot:
        said = [str(note.message) for note in pilot.app._notifications]
        assert said == [
            "Your settings file has 2 problems; the rest of it counts. See: homeroom config"
        ]


async def test_the_palette_offers_a_command_without_a_key(run, library, clock):
    settings = Config(keys={"finish": ()})
    async with run(settings=settings, week=library.find("1")) as pilot:
        await pilot.press("space")
        await pilot.pause()
        (finish,) = [
            offer
            for offer in CommandProvider(pilot.app.screen).offers()
            if offer.name == "Finish the meeting"
        ]
        assert finish.keys == ""
        assert finish.line(Content(finish.name)).plain.rstrip() == "Finish the meeting"


async def test_a_remedy_names_the_key_that_the_user_has_for_it(run, library, clock):
    settings = Config(keys={"fit": ("ctrl+f",), "hard_end": ("f5",), "agenda": ("f6",)})
    async with run(size=(100, 30), settings=settings, week=library.find("1")) as pilot:
        await pilot.press("f5", "ctrl+u", *"2:40 PM", "enter")
        await pilot.pause()
        assert "shorten all (Ctrl+F), or end at" in " ".join(shown(pilot).split())
        assert "(F5)" in shown(pilot)
        assert "^F Fit" in shown(pilot) or "Ctrl+F Fit" in shown(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "shorten all (Ctrl+F), or end at" in " ".join(shown(pilot).split())
        assert "(F6 to it, then s)" in shown(pilot)
        assert "(f)" not in shown(pilot)
        await pilot.press("ctrl+f", "f5", "ctrl+u", "enter", "ctrl+f")
        await pilot.pause()
        assert "There is no hard end to fit to. F5 sets one." in shown(pilot)


async def test_sentences_name_the_keys_that_the_user_has(run, library, clock, tmp_path):
    keys: Bound = {"close": ("f8",), "note": ("f7",), "add_person": ("f6",), "open": ("f5",)}
    async with run(settings=Config(keys=keys), **places(tmp_path)) as pilot:
        assert "F5 opens a week, Space starts it" in shown(pilot)
    async with run(settings=Config(keys=keys), week=library.find("1")) as pilot:
        seen = {}
        for key in ("f7", "w", "E", "N"):
            await pilot.press(key)
            await settled(pilot)
            seen[key] = shown(pilot)
            await pilot.press("f8")
            await settled(pilot)
        assert "F8: save and close · start a line with" in seen["f7"]
        assert "as in Ana, Ben · F6: add" in seen["w"]
        assert "F8: back" in seen["w"]
        assert "Enter: OK · F8: cancel" in seen["E"]
        assert "F8: save and close · Markdown" in seen["N"]


async def test_the_list_of_notes_and_the_help_name_them_too(run, library, clock):
    keys: Bound = {"close": ("f8",), "note": ("f7",), "delete_note": ("f6",)}
    async with run(settings=Config(keys=keys), week=library.find("1"), size=(60, 20)) as pilot:
        await pilot.press("question_mark")
        await settled(pilot)
        assert "scroll to more · F8: back" in shown(pilot)
        await pilot.press("f8", "f7", "x", "f8", "l")
        await settled(pilot)
        assert "Enter: edit · F6: delete · F7: new note · F8: back" in shown(pilot)
