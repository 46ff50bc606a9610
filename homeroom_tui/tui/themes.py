"""Themes: homeroom's own, additions to those of Textual, and the one chosen last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

from homeroom_tui.files import Unreadable, read_bytes, write_whole

if TYPE_CHECKING:
    from homeroom_tui.meeting.state import Phase

AA, AAA = 4.5, 7.0
"""The contrast that text needs by WCAG 2: at the least, and to be read at ease or from afar."""

# Colors that only homeroom's own style sheets know. The phases differ in word and mark as well,
# so each color only has to be legible as text on every ground. All are chosen so that they are
# legible too when a terminal of 256 or 16 colors shows the nearest that it has.
_DARK = {
    "muted": "#a9aeb8",
    "rule": "#3d424b",
    "cursor": "#303640",
    "phase-early": "#8fb8f6",
    "phase-enough": "#93cfa4",
    "phase-closing": "#e8c877",
    "phase-over": "#f59f6f",
    "phase-overtime": "#f89090",
}
_LIGHT = {
    "muted": "#565c66",
    "rule": "#cbcac6",
    "cursor": "#dde7f6",
    "phase-early": "#1351ae",
    "phase-enough": "#1c5a30",
    "phase-closing": "#665221",
    "phase-over": "#8a2900",
    "phase-overtime": "#9f1d1d",
}
_CONTRAST = {
    "muted": "#d8d8d8",
    "rule": "#9a9a9a",
    "cursor": "#00307a",
    "phase-early": "#ffffff",
    "phase-enough": "#8cffb0",
    "phase-closing": "#ffe95c",
    "phase-over": "#ffc07a",
    "phase-overtime": "#fec3bd",
}
# Only the default colors are legible whatever palette a terminal has; red and magenta are the
# two that most palettes have legible on black as on white.
_TERMINAL = {
    "muted": "ansi_default",
    "rule": "ansi_default",
    "cursor": "ansi_default",
    "phase-early": "ansi_default",
    "phase-enough": "ansi_default",
    "phase-closing": "ansi_magenta",
    "phase-over": "ansi_magenta",
    "phase-overtime": "ansi_red",
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
}


def _theme(name: str, own: dict[str, str], *, dark: bool = True, **colors: str) -> Theme:
    return Theme(
        name=f"homeroom-{name}",
        primary=own["phase-early"],
        secondary=own["phase-enough"],
        accent=own["phase-early"],
        success=own["phase-enough"],
        warning=own["phase-closing"],
        error=own["phase-overtime"],
        dark=dark,
        ansi=own is _TERMINAL,
        variables={
            **own,
            "text-muted": own["muted"],
            "scrollbar": own["rule"],
            "scrollbar-hover": own["muted"],
            "scrollbar-active": own["muted"],
            "scrollbar-background": colors["background"],
            "scrollbar-background-hover": colors["background"],
            "scrollbar-background-active": colors["background"],
            "scrollbar-corner-color": colors["background"],
        },
        **colors,  # type: ignore[arg-type]  # only the colors above are given
    )


DARK = _theme(
    "dark",
    _DARK,
    background="#15181d",
    surface="#1d2025",
    panel="#272a30",
    foreground="#edecea",
)
LIGHT = _theme(
    "light",
    _LIGHT,
    dark=False,
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    foreground="#1b1f24",
)
CONTRAST = _theme(
    "contrast",
    _CONTRAST,
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    foreground="#ffffff",
)
TERMINAL = _theme(
    "terminal",
    _TERMINAL,
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    foreground="ansi_default",
)

THEMES = {
    "Dark colors": DARK,
    "Light colors": LIGHT,
    "High contrast": CONTRAST,
    "The terminal's own colors": TERMINAL,
}
"""The themes, by the words that a person knows them by."""

PHASES_FROM = {
    "phase-early": "accent",
    "phase-enough": "success",
    "phase-closing": "warning",
    "phase-over": "warning",
    "phase-overtime": "error",
}
"""The color of another theme that stands for each of ours."""


MAX_NAME = 100
"""Bytes. No theme has a longer name."""


def read_chosen(path: Path) -> str:
    """Return the name of the theme chosen last; empty where none was, or it can't be read."""
    try:
        name, _ = read_bytes(path, MAX_NAME)
    except Unreadable:
        return ""
    return name.decode("ascii", "ignore").strip()


def write_chosen(path: Path, name: str) -> None:
    """Keep the name of a theme for the next start. Raises CannotWrite."""
    write_whole(path, f"{name}\n".encode("ascii"))


def phase_color(phase: Phase) -> str:
    """The name, in a style sheet or a style, of a phase's color."""
    return f"$phase-{phase.value}"


def completed(theme: Theme) -> dict[str, str]:
    """The variables that our style sheets need and a theme of another's making lacks."""
    if "phase-early" in theme.variables:
        return {}
    if theme.ansi:
        return _TERMINAL
    known = theme.to_color_system().generate()
    background, foreground = Color.parse(known["background"]), Color.parse(known["foreground"])
    # Some themes have a foreground that is partly transparent.
    foreground = background + foreground
    found = {
        "muted": background.blend(foreground, 0.7),
        "rule": background.blend(foreground, 0.25),
        "cursor": background.blend(foreground, 0.12),
        **{ours: Color.parse(known[theirs]) for ours, theirs in PHASES_FROM.items()},
    }
    for name in found:
        if name not in ("rule", "cursor"):
            ratio = AA if name == "muted" else AAA
            found[name] = legible(found[name], background, ratio)
    return {name: color.hex for name, color in found.items()}


def legible(color: Color, ground: Color, ratio: float) -> Color:
    """The color, brought so far towards black or white that it has this contrast to the ground,
    or as much as there is."""
    end = max(BLACK, WHITE, key=lambda end: contrast(end, ground))
    shares = (step / 20 for step in range(20))
    blends = (color.blend(end, share) for share in shares)
    return next((blend for blend in blends if contrast(blend, ground) >= ratio), end)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two opaque colors as WCAG 2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
