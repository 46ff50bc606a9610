"""What is said to the group from its cohort's board, in the frame of lobby and meeting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from homeroom_tui.room.cohort import ANSWERS
from homeroom_tui.room.document import Said
from homeroom_tui.tui.app import HomeroomApp
from tests.tui.sitting import in_lobby


class Cohort:
    """What is said now, and the answers to it."""

    said: Said | None = None

    def answer(self) -> None:
        assert self.said is not None
        at = ANSWERS.index(self.said.answer) + 1
        self.said = replace(self.said, answer=ANSWERS[at % len(ANSWERS)])


@pytest.fixture
def cohort(monkeypatch: pytest.MonkeyPatch) -> Cohort:
    made = Cohort()
    monkeypatch.setattr(HomeroomApp, "said_to", lambda self, controller: made.said)
    monkeypatch.setattr(HomeroomApp, "share", made)
    return made


def say(cohort: Cohort, clock: object, text: str, left: float | None) -> None:
    now: Callable[[], float] = lambda: clock.now().utc  # type: ignore[attr-defined]  # noqa: E731
    cohort.said = Said(text, None if left is None else now() + left)


async def test_it_counts_down_in_lobby_and_meeting(run, library, clock, cohort):
    async with in_lobby(run, library, clock) as meeting:
        assert "A Answer" not in meeting.text
        say(cohort, clock, "Back [b]at 2:10[/b]", 600)
        await meeting.later(1)
        assert "● Cohort, in 9:59: Back [b]at 2:10[/b]" in meeting.text
        assert meeting.screen.seconds_until_due() is not None
        await meeting.press("space")
        await meeting.later(59)
        assert "● Cohort, in 9:00: Back [b]at 2:10[/b]" in meeting.text
        await meeting.later(541)
        assert "● Cohort, now: Back" in meeting.text
        cohort.said = None
        await meeting.later(1)
        assert "Cohort" not in meeting.text


async def test_one_key_answers_and_takes_the_answer_back(run, library, clock, cohort):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("A")  # nothing is said
        say(cohort, clock, "Are you fine?", None)
        await meeting.press("space")
        assert "A Answer" in meeting.text
        for answer in ("· coming", "· need 5 minutes"):
            await meeting.press("A")
            assert f"Cohort: Are you fine? {answer}" in meeting.text
        await meeting.press("A")
        assert "Cohort: Are you fine? ──" in meeting.text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (20, 5)])
async def test_a_long_sentence_leaves_the_countdown_in_sight(run, library, clock, cohort, size):
    async with in_lobby(run, library, clock, size) as meeting:
        say(cohort, clock, "word " * 40, 60)
        await meeting.press("space")
        assert size[1] < 8 or "Cohort, in 1:00: word" in meeting.text
