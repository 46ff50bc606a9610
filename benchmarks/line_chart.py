"""Line charts as SVG: panels with axes, lines with their names beside them, marked points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 470, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 44, 52
INK, PALE = "#333333", "#dddddd"


@dataclass(frozen=True)
class Line:
    """A line through `points`, with its name right of the one at `named_at`.

    `shift` moves the name up (negative) or down, in pixels.
    """

    name: str
    points: Sequence[tuple[float, float]]
    color: str
    dashed: bool = False
    shift: float = 0.0
    named_at: int = -1


@dataclass(frozen=True)
class Mark:
    """A named point; its name stands to the left of it, or below."""

    name: str
    point: tuple[float, float]
    color: str = INK
    below: bool = False


@dataclass(frozen=True)
class Panel:
    """One chart: `x` and `y` are (lowest, highest, step between the ticks)."""

    title: str
    x_name: str
    y_name: str
    x: tuple[float, float, float]
    y: tuple[float, float, float]
    lines: Sequence[Line]
    marks: Sequence[Mark] = ()


def svg(panels: Sequence[Panel]) -> str:
    """The panels side by side, on a white ground."""
    width = WIDTH * len(panels)
    inside = "\n".join(
        f'<g transform="translate({i * WIDTH} 0)">\n{_panel(panel)}\n</g>'
        for i, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">\n'
        f'<rect width="{width}" height="{HEIGHT}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _panel(panel: Panel) -> str:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def at(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - panel.x[0]) / (panel.x[1] - panel.x[0])
        up = (point[1] - panel.y[0]) / (panel.y[1] - panel.y[0])
        return round(LEFT + across * (right - LEFT), 1), round(bottom - up * (bottom - TOP), 1)

    parts = [_text(panel.title, LEFT, 22, weight="bold")]
    for value in _ticks(panel.y):
        y = at((panel.x[0], value))[1]
        parts.append(f'<path d="M{LEFT} {y}H{right}" stroke="{PALE}"/>')
        parts.append(_text(f"{value:g}", LEFT - 6, y + 4, anchor="end"))
    for value in _ticks(panel.x):
        parts.append(_text(f"{value:g}", at((value, panel.y[0]))[0], bottom + 16, anchor="middle"))
    parts.append(_text(panel.x_name, (LEFT + right) / 2, bottom + 36, anchor="middle"))
    parts.append(_text(panel.y_name, LEFT, TOP - 8))
    for line in panel.lines:
        points = [at(point) for point in line.points]
        path = " ".join(f"{x},{y}" for x, y in points)
        dashes = ' stroke-dasharray="5 4"' if line.dashed else ""
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{line.color}" '
            f'stroke-width="2"{dashes}/>'
        )
        x, y = points[line.named_at]
        parts.append(_text(line.name, x + 6, y + 4 + line.shift, color=line.color))
    for mark in panel.marks:
        x, y = at(mark.point)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{mark.color}"/>')
        place = (x, y + 18, "middle") if mark.below else (x - 8, y - 6, "end")
        parts.append(_text(mark.name, place[0], place[1], anchor=place[2], color=mark.color))
    return "\n".join(parts)


def _ticks(axis: tuple[float, float, float]) -> list[float]:
    low, high, step = axis
    return [low + i * step for i in range(round((high - low) / step) + 1)]


def _text(
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    color: str = INK,
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{color}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )
