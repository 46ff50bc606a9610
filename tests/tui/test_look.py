"""The colours: legible on both themes, by the contrast ratios of WCAG."""

from __future__ import annotations

import pytest
from textual.color import Color

from homeroom_tui.meeting.state import Phase
from homeroom_tui.tui.look import THEMES, phase_colour

AA, AAA = 4.5, 7.0


def luminance(colour: Color) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.r / 255, colour.g / 255, colour.b / 255)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize("ground", ["background", "surface", "panel", "cursor"])
def test_text_is_legible_on_every_ground(theme, ground):
    variables = {**theme.to_color_system().generate(), **theme.variables}
    ground = variables[ground]
    assert contrast(variables["foreground"], ground) >= AAA
    for name in ("muted", "accent", "error", "warning", "secondary"):
        assert contrast(variables[name], ground) >= AA, name
    for phase in Phase:
        assert contrast(variables[phase_colour(phase).removeprefix("$")], ground) >= AA, phase


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_digits_in_the_colour_of_their_phase_can_be_read_from_afar(theme):
    variables = {**theme.to_color_system().generate(), **theme.variables}
    for phase in Phase:
        colour = variables[phase_colour(phase).removeprefix("$")]
        assert contrast(colour, variables["background"]) >= AAA, phase
