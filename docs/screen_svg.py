"""Draw a screen as an SVG picture: text in the viewer's own fonts, lines and blocks as shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

CELL, ROW, SIZE = 9.0, 19.0, 15
"""Width and height of a cell, and the size of the font."""

MARGIN = 14.0
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

THIN, THICK = 1.2, 3.0
SHAPES = {
    "█": (0.0, 0.0, CELL, ROW),
    "▀": (0.0, 0.0, CELL, ROW / 2),
    "▄": (0.0, ROW / 2, CELL, ROW / 2),
    "─": (0.0, (ROW - THIN) / 2, CELL, THIN),
    "━": (0.0, (ROW - THICK) / 2, CELL, THICK),
    "│": ((CELL - THIN) / 2, 0.0, THIN, ROW),
    "┃": ((CELL - THICK) / 2, 0.0, THICK, ROW),
    "▁": (0.0, ROW * 7 / 8, CELL, ROW / 8),
    "▂": (0.0, ROW * 6 / 8, CELL, ROW * 2 / 8),
    "▃": (0.0, ROW * 5 / 8, CELL, ROW * 3 / 8),
    "▅": (0.0, ROW * 3 / 8, CELL, ROW * 5 / 8),
    "▆": (0.0, ROW * 2 / 8, CELL, ROW * 6 / 8),
    "▇": (0.0, ROW * 1 / 8, CELL, ROW * 7 / 8),
}
"""Characters that are drawn as rectangles: left, top, width and height within the cell."""

SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.8}
"""Opacity of the color of a shaded cell."""

Lines = Sequence[Iterable[Segment]]


def picture(frames: Sequence[Lines], ground: str, text: str, *, seconds: float = 0) -> str:
    """Return a picture that shows the frames in turn, each for `seconds`.

    `ground` and `text` are the default colors.
    """
    lines = frames[0]
    width = max(sum(segment.cell_length for segment in line) for line in lines) * CELL
    height = len(lines) * ROW
    whole = f'width="{width + 2 * MARGIN:g}" height="{height + 2 * MARGIN:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {whole} viewBox="0 0'
        f' {width + 2 * MARGIN:g} {height + 2 * MARGIN:g}" font-family="{FONTS}"'
        f' font-size="{SIZE}" xml:space="preserve">',
        f'<rect {whole} rx="10" fill="{ground}"/>',
    ]
    for number, frame in enumerate(frames):
        parts.append(f'<g transform="translate({MARGIN:g} {MARGIN:g})">')
        if len(frames) > 1:
            parts.append(_shown_in_turn(number, len(frames), seconds))
        for row, line in enumerate(frame):
            parts += _line(line, row, ground, text)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def _shown_in_turn(number: int, count: int, seconds: float) -> str:
    values = ";".join("visible" if at == number else "hidden" for at in range(count))
    return (
        f'<animate attributeName="visibility" values="{values}" calcMode="discrete"'
        f' dur="{count * seconds:g}s" repeatCount="indefinite"/>'
    )


def _line(line: Iterable[Segment], row: int, ground: str, text: str) -> Iterator[str]:
    cells: list[tuple[str, Style]] = [
        (character, segment.style or Style.null())
        for segment in line
        if not segment.control
        for character in segment.text
    ]
    at = 0
    for style, run in groupby(cells, key=lambda cell: cell[1]):
        said = "".join(character for character, _ in run)
        ink, paper = _colors(style, ground, text)
        wide = cell_len(said)
        if paper != ground:
            yield _box(at * CELL, row * ROW, wide * CELL, ROW, paper)
        yield from _drawn(said, at, row, ink, style)
        at += wide


def _drawn(said: str, at: int, row: int, ink: str, style: Style) -> Iterator[str]:
    def kind(character: str) -> str:
        return character if character in SHAPES or character in SHADES else " x"[character != " "]

    for what, run in groupby(said, key=kind):
        part = "".join(run)
        wide = cell_len(part)
        left, top = at * CELL, row * ROW
        if what == "x":
            looks = ' font-weight="bold"' if style.bold else ""
            looks += ' font-style="italic"' if style.italic else ""
            looks += ' text-decoration="underline"' if style.underline else ""
            yield (
                f'<text x="{left:g}" y="{top + ROW * 0.74:g}" fill="{ink}"{looks}'
                f' textLength="{wide * CELL:g}">{escape(part)}</text>'
            )
        elif what in SHADES:
            shade = f' fill-opacity="{SHADES[what]}"'
            yield _box(left, top + ROW * 0.15, wide * CELL, ROW * 0.7, ink, shade)
        elif what != " ":
            x, y, width, height = SHAPES[what]
            if width == CELL:
                yield _box(left + x, top + y, wide * CELL, height, ink)
            else:
                for number in range(wide):
                    yield _box(left + number * CELL + x, top + y, width, height, ink)
        at += wide


def _box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{more}'
        f' shape-rendering="crispEdges"/>'
    )


def _colors(style: Style, ground: str, text: str) -> tuple[str, str]:
    """Return the colors of the text and of the background."""

    def of(color: object, default: str) -> str:
        known = getattr(color, "is_default", True)
        return default if known else color.get_truecolor().hex  # type: ignore[attr-defined]

    ink, paper = of(style.color, text), of(style.bgcolor, ground)
    return (paper, ink) if style.reverse else (ink, paper)
