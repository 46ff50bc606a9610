"""Bare Textual apps of the same few widgets: what such screens cost with nothing behind them."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Digits, OptionList, Static

FOOTER = "Space Pause   → Next   ← Back   + − Minute   ↑ ↓ Prompt   u Undo   ? Help       q Leave"
WEEKS = [
    "Week 1  Norms and your career roadmap   60 min",
    "Week 2  Networking                      30 min",
    "Week 3  Career story and LinkedIn       60 min",
    "Week 4  Your network and Mix It Up      30 min",
    "Week 5  (no blocks yet)                 60 min",
]
BLOCKS = ["Revisit norms for how your group", "Work on filling out", "Take turns", "As a group"]
PROMPTS = [
    "What was helpful last mod?",
    "What do you want to keep doing?",
    "What do you want to stop doing?",
    "What new ways do you want to collaborate with each other?",
]
AGENDA = "\n".join(f"{title}\n15–20 min  15:00\n" for title in BLOCKS)
HOUR = 3600
BLOCK = 900


def span(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


class Quiet(Static):
    """Text as it is."""

    ALLOW_SELECT = False

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, markup=False, id=id)


class Bare(App[None]):
    """As homeroom does, it has no garbage collected until its first screen is laid out."""

    ENABLE_COMMAND_PALETTE = False

    def on_ready(self) -> None:
        gc.enable()


class Menu(Bare):
    """A list, beside it what is in the first of its entries."""

    CSS = """
    Quiet { height: auto; }
    #panes { height: 1fr; }
    OptionList { width: 11fr; }
    VerticalScroll { width: 10fr; border-left: solid gray; }
    """
    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Quiet("Mod 2 homeroom" + " " * 60 + "Monday 23 November")
        with Horizontal(id="panes"):
            yield OptionList(*WEEKS, markup=False)
            with VerticalScroll():
                yield Quiet("\n".join([WEEKS[0], "4 blocks", *PROMPTS, AGENDA]))
        yield Quiet("Enter Open   e Edit   n New   / Find   g Guidelines   ? Help       q Quit")


class Lobby(Bare):
    """A heading, an agenda, and what is said of it."""

    CSS = "Quiet { height: auto; } VerticalScroll { height: 1fr; }"
    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Quiet("Week 1 · Norms and your career roadmap")
        yield Quiet("5:00 in hand\nends 20:57")
        with VerticalScroll():
            yield Quiet(AGENDA)
            yield Quiet("Nothing counts until you press Space.")
        yield Quiet(FOOTER)


class Meeting(Bare):
    """An agenda, a countdown, prompts, and lines of which three change with each second."""

    CSS = """
    Quiet { height: auto; }
    #panes { height: 1fr; }
    #agenda { width: 36; }
    #clock { height: 3; }
    Digits { width: 24; }
    """
    BINDINGS: ClassVar = [("q", "quit", "Quit"), ("down", "point", "Prompt")]

    def compose(self) -> ComposeResult:
        self.seconds = 0
        self.prompt = 0
        yield Quiet("Week 1 · Norms and your career roadmap" + " " * 40 + "20:03 · until 21:02")
        with Horizontal(id="panes"):
            yield Quiet(AGENDA, id="agenda")
            with Vertical():
                yield Quiet(f"1 of 4 · {BLOCKS[0]}")
                with Horizontal(id="clock"):
                    yield Digits(span(BLOCK))
                    yield Quiet(id="facts")
                yield Quiet("━" + "─" * 58)
                yield Quiet(self.prompts(), id="prompts")
        yield Quiet("─" * 100)
        yield Quiet("5:00 in hand · on time, ends 20:57")
        yield Quiet(id="bar")
        yield Quiet(FOOTER)

    def on_mount(self) -> None:
        self.show()
        self.set_interval(1, self.tick)

    def tick(self) -> None:
        self.seconds += 1
        self.show()

    def show(self) -> None:
        left = span(BLOCK - self.seconds)
        self.query_one(Digits).update(left)
        facts = f"of 15:00\n▸ early, {left} to the minimum\nmove on by 20:22"
        self.query_one("#facts", Quiet).update(facts, layout=False)
        bar = f"{'▒' * 62}  {span(self.seconds)} gone · {span(HOUR - self.seconds)} left"
        self.query_one("#bar", Quiet).update(bar, layout=False)

    def prompts(self) -> str:
        marks = ("▸" if at == self.prompt else " " for at in range(len(PROMPTS)))
        return "\n\n".join(f"{mark} {text}" for mark, text in zip(marks, PROMPTS, strict=True))

    def action_point(self) -> None:
        self.prompt = (self.prompt + 1) % len(PROMPTS)
        self.query_one("#prompts", Quiet).update(self.prompts(), layout=False)
