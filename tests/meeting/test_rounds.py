"""Turns: each one's share of the time that is left, fixed as they begin; nobody is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.rounds import Round, RoundView, rotated, shuffled, split
from homeroom_tui.meeting.signals import Signal, Signaller
from tests.meeting.scenario import (
    WEEK_1,
    Press,
    Wednesday,
    block,
    forget,
    instants,
    look,
    press_once,
    presses,
    rest,
    session,
    sessions,
)

FOUR = Gathering(("Ana", "Ben", "Chidi", "Dee"))
MANY = settings(max_examples=100, deadline=None)


def gathered(what: Any = None, gathering: Gathering = FOUR) -> Wednesday:
    """A meeting of these people in its first block, one of 12 minutes unless told otherwise."""
    week = Wednesday(what or session(block("Share", 12), block("Discuss", 20)))
    week.meeting = Meeting(week.session, gathering=gathering)
    return week.do(ev.Start)


def seen(week: Wednesday) -> RoundView:
    found = week.view.round
    assert found is not None
    return found


def to_come(week: Wednesday) -> list[tuple[str, int | None]]:
    return [(one.name, one.share) for one in seen(week).waiting]


def spoken(week: Wednesday) -> dict[str, int]:
    return dict(seen(week).spoke)


def test_time_is_shared_among_the_people_here():
    week = gathered().wait(minutes=2).do(ev.Round)
    assert (seen(week).name, seen(week).remaining) == ("Ana", 150)
    assert to_come(week) == [("Ben", 150), ("Chidi", 150), ("Dee", 150)]


def test_shares_follow_the_turns_before():
    week = gathered().do(ev.Round).wait(60)
    assert to_come(week) == [("Ben", 180), ("Chidi", 180), ("Dee", 180)]
    week.do(ev.Turn)
    assert seen(week).share == 220
    week.wait(220 + 40)
    assert seen(week).remaining == -40
    assert to_come(week) == [("Chidi", 200), ("Dee", 200)]


def test_a_share_is_fixed_when_the_turn_begins():
    week = gathered().do(ev.Round).wait(30).do(ev.Leave, "4")
    assert seen(week).share == 180
    assert to_come(week) == [("Ben", 270), ("Chidi", 270)]


def test_a_minute_more_goes_to_those_still_to_speak():
    week = gathered().do(ev.Round).wait(30).do(ev.AddTime, 60)
    assert seen(week).share == 180
    assert to_come(week) == [("Ben", 200), ("Chidi", 200), ("Dee", 200)]


def test_a_minute_more_goes_to_the_last_speaker():
    week = gathered(gathering=Gathering(("Ana",))).do(ev.Round).wait(30).do(ev.AddTime, 60)
    assert seen(week).share == 780


def test_past_the_target_a_turn_counts_up():
    week = gathered().wait(minutes=13).do(ev.Round).wait(20)
    assert (seen(week).share, seen(week).remaining, seen(week).gone) == (None, None, 20)
    assert [share for _, share in to_come(week)] == [0, 0, 0]


def test_a_fixed_share_is_what_it_is():
    week = gathered().do(ev.Round, (), 120).wait(150)
    assert seen(week).remaining == -30
    assert to_come(week) == [("Ben", 120), ("Chidi", 120), ("Dee", 120)]


def test_without_timing_it_only_says_whose_turn_it_is():
    week = gathered().do(ev.Round, ("3",), None, False).wait(20)
    assert (seen(week).name, seen(week).share) == ("Chidi", None)
    assert to_come(week) == [("Ana", None), ("Ben", None), ("Dee", None)]


def test_an_open_rest_block_has_nothing_to_share():
    week = gathered(session(rest("Talk"), minutes=None)).do(ev.Round)
    assert seen(week).share is None
    assert to_come(week)[0] == ("Ben", None)


def test_people_left_out_of_an_order_speak_last():
    week = gathered().do(ev.Round, ("3", "1", "gone"))
    assert seen(week).name == "Chidi"
    assert [name for name, _ in to_come(week)] == ["Ana", "Ben", "Dee"]


def test_who_passes_speaks_last_and_what_they_said_counts():
    week = gathered().do(ev.Round).wait(15).do(ev.Pass)
    assert seen(week).name == "Ben"
    assert [name for name, _ in to_come(week)] == ["Chidi", "Dee", "Ana"]
    week.do(ev.Turn).do(ev.Turn).do(ev.Turn).wait(45).do(ev.Turn)
    assert seen(week).done
    assert spoken(week) == {"Ana": 60, "Ben": 0, "Chidi": 0, "Dee": 0}


def test_the_last_one_cannot_pass():
    week = gathered(gathering=Gathering(("Ana",))).do(ev.Round)
    with pytest.raises(CommandRejected, match="Nobody else waits"):
        week.do(ev.Pass)


def test_somebody_can_be_chosen_and_the_others_keep_their_order():
    week = gathered().do(ev.Round).wait(60).do(ev.Turn, "4")
    assert seen(week).name == "Dee"
    assert [name for name, _ in to_come(week)] == ["Ben", "Chidi"]
    week.do(ev.Turn, "1")
    assert seen(week).name == "Ana"
    assert "Ana" not in spoken(week)


def test_nobody_can_be_chosen_who_is_not_here():
    week = gathered(gathering=Gathering(("Ana", "Ben"), absent=("2",))).do(ev.Round)
    with pytest.raises(CommandRejected, match="not here"):
        week.do(ev.Turn, "2")
    with pytest.raises(CommandRejected, match="not in the list"):
        week.do(ev.Turn, "7")


def test_a_latecomer_speaks_last():
    week = gathered(gathering=Gathering(("Ana", "Ben", "Chidi"), absent=("2",))).do(ev.Round)
    week.wait(60).do(ev.Join, "2")
    assert to_come(week) == [("Chidi", 180), ("Ben", 180)]


def test_a_latecomer_shares_with_the_last_speaker():
    week = gathered(gathering=Gathering(("Ana",))).do(ev.Round).wait(minutes=2)
    week.do(ev.Add, "guest", "Eve")
    assert seen(week).remaining == 300
    assert to_come(week) == [("Eve", 300)]


def test_people_who_leave_are_not_waited_for():
    week = gathered().do(ev.Round).do(ev.Leave, "3").wait(30).do(ev.Leave, "1")
    assert seen(week).speaker is None
    assert [name for name, _ in to_come(week)] == ["Ben", "Dee"]
    assert spoken(week) == {"Ana": 30}
    week.wait(30).do(ev.Turn)
    assert (seen(week).name, seen(week).gone) == ("Ben", 0)


def test_a_speaker_who_returns_does_not_speak_again():
    week = gathered().do(ev.Round).do(ev.Turn).do(ev.Leave, "1").do(ev.Join, "1")
    assert [name for name, _ in to_come(week)] == ["Chidi", "Dee"]


def test_a_pause_stops_the_turn_and_time_given_back_too():
    week = gathered().do(ev.Round).wait(30).do(ev.Pause).wait(300).do(ev.Resume).wait(5)
    assert seen(week).gone == 35
    week.wait(600).do(ev.Away, week.now - 600, week.now)
    assert seen(week).gone == 35


def test_moving_on_ends_the_turn_but_not_the_round():
    week = gathered().do(ev.Round).wait(60).do(ev.Turn).wait(30).do(ev.Next).wait(60)
    assert week.view.round is None
    week.do(ev.Back)
    assert seen(week).speaker is None
    assert spoken(week) == {"Ana": 60, "Ben": 30}
    week.do(ev.Turn)
    assert (seen(week).name, seen(week).gone) == ("Chidi", 0)


def test_undoing_the_move_the_turn_was_never_interrupted():
    week = gathered().do(ev.Round).wait(60).do(ev.Next).wait(10).undo()
    assert (seen(week).name, seen(week).gone) == ("Ana", 70)


def test_the_next_round_begins_with_the_next_one():
    week = gathered().do(ev.Round).do(ev.EndRound)
    assert week.view.order == ("2", "3", "4", "1")
    week.do(ev.Round, week.view.order)
    assert seen(week).name == "Ben"
    assert week.undo().undo().undo().view.order == ("1", "2", "3", "4")


def test_several_rounds_in_one_block_add_up():
    week = gathered().do(ev.Round).wait(60).do(ev.EndRound).do(ev.Round).wait(30).do(ev.EndRound)
    found = week.here.round
    assert found is not None
    assert [(turn.person, turn.seconds) for turn in found.turns] == [("1", 60), ("1", 30)]


def test_who_begins_is_never_somebody_absent():
    week = gathered(gathering=Gathering(("Ana", "Ben", "Chidi"), absent=("2",), first="2"))
    assert week.view.order == ("3", "1")


@pytest.mark.parametrize("event", [ev.Turn, ev.Pass, ev.EndRound])
def test_without_a_round_there_is_nobody_to_follow(event):
    with pytest.raises(CommandRejected, match="begins one"):
        gathered().do(event)


def test_a_round_needs_somebody():
    with pytest.raises(CommandRejected, match="Nobody is here"):
        gathered(gathering=Gathering()).do(ev.Round)


def test_a_round_needs_a_meeting():
    with pytest.raises(CommandRejected, match="has not started yet"):
        Wednesday(WEEK_1).do(ev.Round)


def test_a_round_that_is_over_has_no_next():
    week = gathered().do(ev.Round).do(ev.EndRound)
    with pytest.raises(CommandRejected, match="Everybody has spoken"):
        week.do(ev.Turn)
    with pytest.raises(CommandRejected, match="Everybody has spoken"):
        week.do(ev.EndRound)


def test_choosing_somebody_after_the_end_the_round_goes_on():
    week = gathered().do(ev.Round).do(ev.Turn).do(ev.EndRound).do(ev.Turn, "1")
    assert seen(week).name == "Ana"
    assert [name for name, _ in to_come(week)] == ["Chidi", "Dee"]


def test_people_come_and_go_and_are_added():
    week = Wednesday(WEEK_1)
    week.meeting = Meeting(WEEK_1, gathering=FOUR)
    week.do(ev.Leave, "2").do(ev.Add, "guest", " Eve ").do(ev.Facilitate, "3").do(ev.Start)
    week.do(ev.Join, "2").do(ev.Leave, "1")
    assert [(p.name, p.here, p.came) for p in week.view.people] == [
        ("Ana", False, True),
        ("Ben", True, True),
        ("Chidi", True, True),
        ("Dee", True, True),
        ("Eve", True, True),
    ]
    assert week.view.facilitator == "3"
    for event, what in [
        (ev.Join, ("2",)),
        (ev.Leave, ("1",)),
        (ev.Add, ("2", "Ben")),
        (ev.Add, ("x", " ")),
        (ev.Facilitate, ("9",)),
    ]:
        with pytest.raises(CommandRejected):
            week.do(event, *what)


def test_an_absent_facilitator_is_replaced_by_the_next():
    week = Wednesday(WEEK_1)
    week.meeting = Meeting(WEEK_1, gathering=Gathering(("Ana", "Ben"), facilitator="2"))
    assert week.do(ev.Leave, "2").view.facilitator == "1"
    assert week.do(ev.Leave, "1").view.facilitator == "1", "somebody has to"
    assert week.undo(2).view.facilitator == "2"
    assert week.do(ev.Start).do(ev.Leave, "2").view.facilitator == "2", "they did, for a while"


def test_a_turn_over_its_share_is_signalled_once():
    week, signaller = gathered().do(ev.Round), Signaller()
    assert signaller.due(week.wait(179).view) == []
    assert signaller.due(week.wait(1).view) == [Signal.TURN]
    assert signaller.due(week.wait(60).view) == []
    assert signaller.due(week.do(ev.Turn).wait(160).view) == [Signal.TURN]


def test_a_meeting_that_was_due_ends_when_it_was_to():
    def hard_end(started: float) -> float | None:
        week = gathered_at(started)
        return week.view.hard_end

    def gathered_at(started: float) -> Wednesday:
        week = Wednesday(WEEK_1, now=started)
        week.meeting = Meeting(WEEK_1, gathering=Gathering(due=1000.0))
        assert week.view.hard_end == week.do(ev.Start).view.hard_end
        return week

    hour = 3600.0
    assert hard_end(900.0) == 900 + hour, "early: a whole hour"
    assert hard_end(1000.0) == 1000 + hour
    assert hard_end(1000.0 + 20 * 60) == 1000 + hour, "twenty minutes late"
    assert hard_end(1001.0 + 20 * 60) == 2201 + hour, "later still: a whole hour"


def test_undo_covers_every_command_of_people_and_turns():
    week = gathered().wait(60)
    for event, what in [
        (ev.Add, ("x", "Eve")),
        (ev.Leave, ("2",)),
        (ev.Join, ("2",)),
        (ev.Facilitate, ("3",)),
        (ev.Round, ()),
        (ev.Turn, ()),
        (ev.Pass, ()),
        (ev.Turn, ("x",)),
        (ev.EndRound, ()),
    ]:
        before = week.state
        after = week.do(event, *what).state
        assert week.undo().state == before, event
        assert week.redo().state == after, event
        week.wait(10)


def test_a_shuffled_order_can_be_had_again_and_loses_nobody():
    people = tuple("abcdefgh")
    assert shuffled(people, 7) == shuffled(people, 7) != shuffled(people, 8)
    assert sorted(shuffled(people, 7)) == sorted(people)
    assert rotated(people, "c") == tuple("cdefghab")
    assert rotated(people, None) == rotated(people, "?") == people


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_whole_seconds_in_equal_parts(seconds, parts):
    found = split(seconds, parts)
    assert len(found) == parts
    assert sum(found) == (seconds if parts else 0)
    assert not found or found[0] - found[-1] in (0, 1)


# Whatever happens

PEOPLE = st.sampled_from(["1", "2", "3", "4", "new"])


@dataclass(frozen=True)
class Say:
    """Something about people or turns, `after` seconds; or undo and redo."""

    after: float
    command: str
    person: str
    share: int | None

    def to(self, week: Wednesday) -> None:
        """Done, unless it is refused."""
        now = week.wait(self.after).now
        match self.command:
            case "undo":
                if week.meeting.to_undo(now) is not None:
                    week.undo()
                return
            case "redo":
                if week.meeting.to_redo(now) is not None:
                    week.redo()
                return
            case "round":
                event: ev.Event = ev.Round(now, (self.person,), self.share)
            case "picker":
                event = ev.Round(now, (), None, False)
            case "choose":
                event = ev.Turn(now, self.person)
            case "add":
                event = ev.Add(now, f"added {len(week.meeting.events)}", "Eve")
            case "join" | "leave":
                event = {"join": ev.Join, "leave": ev.Leave}[self.command](now, self.person)
            case other:
                event = {"turn": ev.Turn, "pass": ev.Pass, "end": ev.EndRound}[other](now)
        try:
            week.meeting.do(event)
        except CommandRejected:
            return


says = st.builds(
    Say,
    after=st.one_of(instants, st.just(0.0), st.integers(0, 200).map(float)),
    command=st.sampled_from(
        [
            *("round", "turn", "turn", "turn", "pass", "choose", "join", "leave", "add"),
            *("undo", "redo", "picker", "end"),
        ]
    ),
    person=PEOPLE,
    share=st.sampled_from([None, None, None, 120]),
)
talks = st.lists(st.one_of(says, says, presses), max_size=25)


def talked(what: Any, talk: list[Say | Press]) -> Wednesday:
    week = gathered(what)
    for one in talk:
        if isinstance(one, Say):
            one.to(week)
        else:
            press_once(week.wait(one.after), one)
    return week


def agrees(week: Wednesday) -> None:
    """Shares fill the block's time to its target, and everybody here is in the round."""
    view, found = week.view, week.view.round
    if found is None or view.present is None:
        return
    state = week.state
    kept: Round | None = state.here.round
    assert kept is not None
    waiting = [one.person for one in found.waiting]
    shares = [one.share for one in found.waiting]
    left = max(found.remaining or 0, 0)
    assert all(share is None or share >= 0 for share in shares)
    assert found.share is None or found.share >= 0
    if kept.timed and kept.fixed is None and view.present.remaining is not None and kept.open:
        assert left + sum(share or 0 for share in shares) == max(view.present.remaining, 0)
    everybody = [*waiting, *([found.speaker] if found.speaker else [])]
    assert len(everybody) == len(set(everybody))
    assert set(everybody) <= set(state.people_here())
    if kept.open:
        spoke = {turn.person for turn in kept.spoke}
        assert set(state.people_here()) <= set(everybody) | spoke
    total = sum(turn.seconds for turn in kept.turns) + found.gone
    assert total <= view.present.elapsed


@MANY
@given(sessions, talks, instants)
def test_shares_add_up_and_nobody_is_lost_whatever_happens(what, talk, later):
    week = gathered(what)
    agrees(week)
    for one in talk:
        if isinstance(one, Say):
            one.to(week)
        else:
            press_once(week.wait(one.after), one)
        agrees(week)
    agrees(week.wait(later))


@MANY
@given(sessions, talks, instants)
def test_a_meeting_with_turns_replays_to_the_same_view(what, talk, later):
    week = talked(what, talk)
    replayed = Meeting(what, events=week.meeting.events, gathering=FOUR)
    now = week.now + later
    assert forget(replayed.state(now)) == forget(week.meeting.state(now))
    assert look(replayed.state(now), now) == look(week.meeting.state(now), now)


@MANY
@given(sessions, talks, says)
def test_undoing_a_turn_it_never_was(what, talk, say):
    week = talked(what, talk).wait(say.after)
    before, count = forget(week.state), len(week.meeting.events)
    Say(0.0, say.command, say.person, say.share).to(week)
    if len(week.meeting.events) == count or say.command in ("undo", "redo"):
        return
    assert forget(week.undo().state) == before


def test_a_beginning_never_moves_past_the_turns_in_it():
    week = gathered(session(block("Talk", 10)))
    Say(0.0, "round", "1", None).to(week)
    Say(90.0, "turn", None, None).to(week)
    week.wait(30).do(ev.Began, week.now)
    assert week.view.present.elapsed == 90, "Ana spoke so long"
    agrees(week)


def test_who_spoke_in_a_block_that_left_the_file_stays_in_the_list() -> None:
    week = gathered().do(ev.Round, ("3", "1")).do(ev.Next)
    whole = week.meeting.session
    week.do(ev.Edit, replace(whole, blocks=whole.blocks[1:]))
    with pytest.raises(CommandRejected, match="has spoken"):
        week.do(ev.Remove, "3")
    assert week.do(ev.Edit, whole).view.spoke == (("Chidi", 0),)
