"""How homeroom looks: its colours, dark and light, with one accent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from homeroom_tui.meeting.state import Phase

# Colours that only homeroom's own style sheets know. The phases differ in word and mark as well,
# so each colour only has to be legible as text on `background` and `surface`.
_DARK = {
    "muted": "#a4abb8",
    "rule": "#3a404b",
    "cursor": "#2a3444",
    "phase-early": "#8fb8f6",
    "phase-enough": "#93cfa4",
    "phase-closing": "#e8c877",
    "phase-over": "#f0a873",
    "phase-overtime": "#f69191",
}
_LIGHT = {
    "muted": "#575e69",
    "rule": "#cfccc3",
    "cursor": "#dde7f6",
    "phase-early": "#1a4f9d",
    "phase-enough": "#175a2e",
    "phase-closing": "#694900",
    "phase-over": "#883a00",
    "phase-overtime": "#9f1d1d",
}


def _theme(name: str, own: dict[str, str], *, dark: bool, **colours: str) -> Theme:
    return Theme(
        name=name,
        primary=own["phase-early"],
        secondary=own["phase-enough"],
        accent=own["phase-early"],
        success=own["phase-enough"],
        warning=own["phase-closing"],
        error=own["phase-overtime"],
        dark=dark,
        variables={
            **own,
            "scrollbar": own["rule"],
            "scrollbar-hover": own["muted"],
            "scrollbar-active": own["muted"],
            "scrollbar-background": colours["background"],
            "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"],
            "scrollbar-corner-color": colours["background"],
        },
        **colours,  # type: ignore[arg-type]  # only the colours above are given
    )


DARK = _theme(
    "homeroom-dark",
    _DARK,
    dark=True,
    background="#15181d",
    surface="#1c2027",
    panel="#252a33",
    foreground="#eceae4",
)
LIGHT = _theme(
    "homeroom-light",
    _LIGHT,
    dark=False,
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    foreground="#1b1f24",
)


def phase_colour(phase: Phase) -> str:
    """The name, in a style sheet or a style, of a phase's colour."""
    return f"$phase-{phase.value}"


THEMES = {"Dark colours": DARK, "Light colours": LIGHT}
"""The themes, by the words that a person knows them by."""
