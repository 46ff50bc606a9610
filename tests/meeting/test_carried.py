"""What is open of earlier meetings: it stays until it is dealt with, and then never comes back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Prompt, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried, Held, Outcome, carried
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import Kind
from homeroom_tui.meeting.state import Standing
from tests.meeting.scenario import WEEK_2, WEEK_3, WEEK_4, Wednesday, block, session

WEEKS = {"week-2": WEEK_2, "week-3": WEEK_3, "week-4": WEEK_4}


def held(meeting: str, name: str, week: Wednesday, *, counts: bool = True) -> Held:
    """A meeting of that id as it is kept."""
    state = week.state if counts else None
    return Held(meeting, ("", name), name, week.meeting.events, week.meeting.notes, state)


def lobby(name: str = "another", what: Session = WEEK_2) -> Held:
    return held("now", name, Wednesday(what))


def texts(found: list[Carried]) -> list[tuple[str, str]]:
    return [(item.text, item.outcome.value) for item in found]


def first() -> Wednesday:
    """Week 3, finished in its third block; a question and an action item are noted."""
    week = Wednesday(WEEK_3).do(ev.Start).do(ev.Note, "1", "!Ana calls\n\n?Who drives")
    week.wait(300).do(ev.Next).wait(600).do(ev.Next).wait(900)
    return week.do(ev.Finish)


def test_actions_questions_and_blocks_not_begun_are_carried_over() -> None:
    found = carried([held("m", "week-3", first())], lobby())
    assert [(item.kind, item.text, item.block is not None) for item in found] == [
        (Kind.ACTION, "Ana calls", False),
        (Kind.QUESTION, "Who drives", False),
        (Kind.NOTE, "Share", True),
        (Kind.NOTE, "Update", True),
    ]
    assert {item.of for item in found} == {"week-3"}


def test_a_skipped_block_is_and_a_break_is_not() -> None:
    week = Wednesday(WEEK_4).do(ev.Start).do(ev.Skip, "2").wait(60).do(ev.Finish)
    found = carried([held("m", "week-4", week)], lobby())
    assert texts(found) == [("Share", "open"), ("Prep for Mix It Up", "open")]


def test_what_is_done_or_let_go_stays_in_its_lobby_and_is_gone_after() -> None:
    earlier = [held("m", "week-3", first())]
    ana, drives, share, update = carried(earlier, lobby())
    week = Wednesday(WEEK_2).do(ev.Tick, *ana.origin).do(ev.LetGo, *drives.origin)
    week.do(ev.Tick, *share.origin).do(ev.LetGo, *update.origin).do(ev.LetGo, *update.origin, False)
    now = held("now", "week-2", week, counts=False)  # the lobby is left again
    assert texts(carried(earlier, now)) == [
        ("Ana calls", "done"),
        ("Who drives", "let go"),
        ("Share", "done"),
        ("Update", "open"),
    ]
    assert texts(carried([*earlier, now], lobby())) == [("Update", "open")]


def test_a_block_comes_with_the_prompts_not_reached() -> None:
    prompts = (Prompt("one"), Prompt("two", (Prompt("a"), Prompt("b"))), Prompt("three"))
    what = session(block("Talk", 10, prompts=prompts, id="talk"), block("End", 10))
    week = Wednesday(what).do(ev.Start).do(ev.Point, "1", 2).wait(60).do(ev.Skip, "1")
    week.do(ev.Finish)
    (item,) = carried([held("m", "x", week)], lobby())
    assert item.block is not None
    assert item.block.prompts == (Prompt("two", (Prompt("b"),)), Prompt("three"))
    assert (item.block.id, item.block.at) == (None, None)
    skipped = Wednesday(what).do(ev.Skip, "1").do(ev.Start).wait(60).do(ev.Finish)
    (item,) = carried([held("m", "x", skipped)], lobby())
    assert item.block is not None
    assert item.block.prompts == prompts


def test_a_block_taken_in_is_open_again_only_if_that_is_undone_or_not_reached() -> None:
    earlier = [held("m", "week-3", first())]
    share = carried(earlier, lobby())[2]
    week = Wednesday(WEEK_2)
    taken = ev.TakeIn(0.0, "added-0", share.block, meeting=share.meeting, item=share.item)
    week.meeting.do(taken)
    now = held("now", "week-2", week)
    assert carried(earlier, now)[2].outcome is Outcome.TAKEN_IN
    assert carried(earlier, held("now", "week-2", week.undo()))[2].outcome is Outcome.OPEN
    week.redo().do(ev.Start).wait(60)
    assert week.here.block.title == "Share"
    reached = held("then", "week-2", week)
    assert ("Share", "open") not in texts(carried([*earlier, reached], lobby()))
    later = Wednesday(WEEK_2)
    later.meeting.do(taken)
    later.do(ev.Skip, "added-0").do(ev.Start).wait(60)
    (again,) = [
        item
        for item in carried([*earlier, held("then", "week-2", later)], lobby())
        if item.text == "Share"
    ]
    assert again.meeting == "then"


def test_holding_a_session_again_speaks_for_its_blocks() -> None:
    earlier = [held("m", "week-3", first())]
    assert "Share" not in [text for text, _ in texts(carried(earlier, lobby("week-3", WEEK_3)))]
    again = Wednesday(WEEK_3).do(ev.Start)
    for seconds in (300, 600, 900, 900):
        again.wait(seconds).do(ev.Next)
    found = carried([*earlier, held("n", "week-3", again.wait(60).do(ev.Finish))], lobby())
    assert [item.text for item in found] == ["Ana calls", "Who drives"]


@dataclass
class Group:
    """Meetings one after the other, and by other means what must be open of them."""

    earlier: list[Held] = field(default_factory=list)
    expected: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Each with the session and the title of its block; empty for what was noted or put in."""

    def meet(self, data: st.DataObject) -> None:
        meeting, name = f"m{len(self.earlier)}", data.draw(st.sampled_from(sorted(WEEKS)))
        week = Wednesday(WEEKS[name])
        titles = [(name, block.title) for block in WEEKS[name].blocks]
        offered = carried(self.earlier, held(meeting, name, week))
        hidden = {one for one, what in self.expected.items() if what in titles}
        assert {item.origin for item in offered} == self.expected.keys() - hidden
        assert len({item.origin for item in offered}) == len(offered)
        for item in offered:
            self._deal_with(item, week, data)
        for number in range(data.draw(st.integers(0, 2))):
            week.do(ev.Note, str(number), data.draw(st.sampled_from(("!do", "?why", "so", "=we"))))
        counts = data.draw(st.booleans())
        if counts:
            week.do(ev.Start)
            for _ in range(data.draw(st.integers(0, 6))):
                kind = data.draw(st.sampled_from((ev.Next, ev.Later, ev.Back)))
                with suppress(CommandRejected):
                    week.wait(400).do(kind)
            with suppress(CommandRejected):
                week.wait(60).do(data.draw(st.sampled_from((ev.Finish, ev.Pause))))
        self._end(meeting, name, week, counts)

    def _deal_with(self, item: Carried, week: Wednesday, data: st.DataObject) -> None:
        match data.draw(st.sampled_from(("leave", "tick", "untick", "let go", "take", "undo"))):
            case "tick":
                week.do(ev.Tick, *item.origin)
                self.expected.pop(item.origin)
            case "untick":
                week.do(ev.LetGo, *item.origin).do(ev.Tick, *item.origin, False)
            case "let go":
                week.do(ev.LetGo, *item.origin)
                self.expected.pop(item.origin)
            case "take" | "undo" as how if item.block is not None:
                at = f"added-{len(week.meeting.events)}"
                week.meeting.do(
                    ev.TakeIn(week.now, at, item.block, meeting=item.meeting, item=item.item)
                )
                if how == "undo":
                    week.undo()

    def _end(self, meeting: str, name: str, week: Wednesday, counts: bool) -> None:
        for note in week.meeting.notes:
            for part in note.items:
                if part.kind in (Kind.ACTION, Kind.QUESTION):
                    self.expected[meeting, part.id] = "", ""
        if counts:
            own = [(name, b.block.title) for b in week.state.blocks if not b.inserted]
            taken = {b.origin for b in week.state.blocks}
            self.expected = {
                one: what
                for one, what in self.expected.items()
                if what not in own and one not in taken
            }
            for b in week.state.blocks:
                missed = b.standing in (Standing.TO_COME, Standing.SKIPPED)
                if missed and b.block.advance != "auto":
                    what = ("", "") if b.inserted else (name, b.block.title)
                    self.expected[meeting, f"block:{b.id}"] = what
        self.earlier.append(held(meeting, name, week, counts=counts))


@settings(max_examples=60)
@given(st.data(), st.integers(1, 6))
def test_nothing_open_vanishes_and_nothing_dealt_with_comes_back(
    data: st.DataObject, meetings: int
) -> None:
    group = Group()
    for _ in range(meetings):
        group.meet(data)
