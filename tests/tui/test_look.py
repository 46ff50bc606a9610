"""The colors: legible in every theme and on every terminal, and never needed to understand."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from homeroom_tui import wording as words
from homeroom_tui.meeting.state import Phase
from homeroom_tui.tui.themes import CONTRAST, TERMINAL, THEMES, completed, phase_color
from tests.tui.driving import settled
from tests.tui.sitting import MINUTE, in_lobby, in_meeting

AA, AAA = 4.5, 7.0
LARGE = 3.0
"""The contrast that WCAG asks of large and bold text; the least that 16 colors are held to."""

OURS = [theme for theme in THEMES.values() if theme is not TERMINAL]
PHASES = [phase_color(phase).removeprefix("$") for phase in Phase]
TEXTS = ["muted", "accent", "error", "warning", "secondary", "text-muted", *PHASES]

XTERM = [
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
    "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
]  # fmt: skip
"""The 16 colors of xterm."""


def luminance(color: Color) -> float:
    """The relative luminance of a color, as WCAG defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.r / 255, color.g / 255, color.b / 255)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variables_of(theme) -> dict[str, str]:
    return {**completed(theme), **theme.to_color_system().generate(), **theme.variables}


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel", "cursor"])
def test_text_is_legible_on_every_ground(theme, ground):
    variables = variables_of(theme)
    assert contrast(variables["foreground"], variables[ground]) >= AAA
    for name in TEXTS:
        wanted = AAA if theme is CONTRAST else AA
        assert contrast(variables[name], variables[ground]) >= wanted, name


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_digits_are_readable_from_afar(theme):
    variables = variables_of(theme)
    for name in PHASES:
        assert contrast(variables[name], variables["background"]) >= AAA, name


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_simpler_terminals_have_legible_colors(theme):
    variables = variables_of(theme)

    def nearest(name: str, system: ColorSystem) -> str:
        found = RichColor.parse(variables[name]).downgrade(system)
        if system is ColorSystem.STANDARD:
            return XTERM[found.number]
        return found.get_truecolor().hex

    for name in ["foreground", *TEXTS]:
        for system, wanted in [(ColorSystem.EIGHT_BIT, AA), (ColorSystem.STANDARD, LARGE)]:
            text, ground = nearest(name, system), nearest("background", system)
            assert contrast(text, ground) >= wanted, (name, system)


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("phase", [Phase.OVER, Phase.OVERTIME])
def test_overruns_are_never_fainter_in_16_colors(theme, phase):
    variables = variables_of(theme)
    text, said = (
        RichColor.parse(variables[name]).downgrade(ColorSystem.STANDARD).get_truecolor()
        for name in ("foreground", phase_color(phase).removeprefix("$"))
    )
    gray = said.red == said.green == said.blue
    assert said == text or not gray


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=BUILTIN_THEMES)
def test_the_themes_that_come_with_textual_get_what_they_lack(theme):
    variables = completed(theme)
    assert variables.keys() >= set(PHASES) | {"muted", "rule", "cursor"}
    if not theme.ansi:
        ground = theme.to_color_system().generate()["background"]
        assert contrast(variables["muted"], ground) >= AA
        for name in PHASES:
            assert contrast(variables[name], ground) >= AAA


def test_the_terminals_own_colors_are_nothing_but_that():
    assert all(color.startswith("ansi_") for color in TERMINAL.variables.values())


async def test_themes_can_be_chosen_during_a_meeting(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        before = meeting.text
        for name in ["nord", "ansi-light", *(theme.name for theme in THEMES.values())]:
            meeting.pilot.app.choose_theme(name)
            await meeting.pilot.pause()
            assert meeting.text == before, name


async def test_a_theme_chosen_in_the_palette_is_kept(run, tmp_path: Path):
    file = tmp_path / "state" / "theme"
    async with run(theme_file=file) as pilot:
        await pilot.press("ctrl+p", *"high contrast")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.theme == CONTRAST.name
        assert file.read_text() == f"{CONTRAST.name}\n"


async def test_a_theme_that_is_no_more_is_the_usual_one(run, tmp_path: Path):
    (tmp_path / "theme").write_text("gone")
    async with run(theme_file=tmp_path / "theme") as pilot:
        assert pilot.app.theme == "homeroom-dark"


# Without color


async def test_no_color_is_heeded_to_the_last_cell(run, library, clock, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("tab", "?")
        strips = meeting.pilot.app.screen._compositor.render_strips()
        colors = [
            color
            for strip in strips
            for segment in strip
            if segment.style
            for color in (segment.style.color, segment.style.bgcolor)
            if color is not None
        ]
        assert all(color.is_default for color in colors)


async def test_without_color_a_cursor_is_marked_and_reversed(run, library, clock, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with in_lobby(run, library, clock) as meeting:
        lines = meeting.pilot.app.screen._compositor.render_strips()
        line = next(strip for strip in lines if "▸" in strip.text)
        assert any(segment.style and segment.style.reverse for segment in line)


@pytest.mark.parametrize("size", [(100, 30), (60, 20), (40, 12)])
async def test_phases_and_verdicts_are_told_apart_without_color(run, library, clock, size):
    seen = set()
    async with in_meeting(run, library, clock, size) as meeting:
        await meeting.later(10 * MINUTE)
        await meeting.press("right")
        for minutes, phase in [
            (5, Phase.EARLY), (15.2, Phase.ENOUGH), (16.3, Phase.CLOSING), (17.5, Phase.OVER),
            (20.5, Phase.OVERTIME),
        ]:  # fmt: skip
            await meeting.later(minutes * MINUTE - meeting.screen.view.present.elapsed)
            here = meeting.screen.view.present
            assert here.phase is phase
            said = [words.phase(here), words.phase(here, counting=False)]
            assert any(f"{words.PHASE_MARKS[phase]} {text}" in meeting.text for text in said)
            seen.add(words.PHASE_MARKS[phase])
    assert len(seen) == len(words.PHASE_MARKS)
