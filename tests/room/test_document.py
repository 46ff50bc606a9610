"""The document: only what followers may see, and the same second as the facilitator's."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import Block, Prompt, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.outlook import TieStatus
from homeroom_tui.meeting.people import gathering
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.room import document as doc
from homeroom_tui.room.document import Document, DocumentError, decode, document, encode, seen
from tests.meeting.scenario import (
    TWO_PM,
    WALL,
    WEEK_1,
    WEEK_5,
    Press,
    Wednesday,
    after,
    begun,
    block,
    presses,
    rest,
    session,
    sessions,
    tied,
    tied_sessions,
)


def shared(meeting: Wednesday, base_url: str | None = None) -> Document:
    """The document of a meeting now, as it arrives at a follower."""
    moment = Moment(meeting.now, TWO_PM + meeting.now)
    made = document(meeting.view, moment, meeting.state.session, base_url)
    return decode(encode(made))


def followed(found: Document, meeting: Wednesday) -> View:
    return seen(found, TWO_PM + meeting.now)


def figures(view: View) -> object:
    """Return what a follower must show as the facilitator does."""
    here = view.present
    return (
        view.playback,
        here
        and (here.line.number, here.elapsed, here.remaining, here.target, here.bounds, here.phase),
        here and (here.timer, here.tie and here.tie.number, here.to_tie, here.waiting),
        [(line.standing, line.target, line.elapsed, held(line, view)) for line in view.blocks],
        (view.ending.verdict, view.ending.slack, view.ending.past),
        view.ending.tie and view.ending.tie.number,
        [(one.kind, view.line(one.block).number) for one in view.segments if one.block],
        view.next and view.line(view.next) and view.line(view.next).number,
        (view.gone, view.left, view.paused),
    )


def held(line: BlockView, view: View) -> object:
    """Return the tie of a line as followers see it: one that does not hold is not shown.

    In a pause they know the block's elapsed time to the second, and so what is free before a tie.
    """
    tie = line.tie
    if tie is None or tie.status is not TieStatus.CUTS:
        return None
    at = None if tie.at is None else round(tie.at * 1024)  # what is sent is rounded
    return (at, tie.free, tie.late) if view.playback is Playback.RUNNING else at


def test_a_follower_counts_down_by_itself() -> None:
    meeting = begun(WEEK_1).wait(minutes=3)
    found = shared(meeting)
    meeting.wait(minutes=8, seconds=17.25)
    view = followed(found, meeting)
    assert view.present is not None
    assert view.present.remaining == meeting.view.present.remaining == 15 * 60 - 677


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(sessions, tied_sessions()),
    st.lists(presses, max_size=12),
    st.integers(0, 3600 * 1024),
)
def test_a_follower_shows_the_same_figures(what: Session, done: list[Press], later: int) -> None:
    meeting = Wednesday(what).do(ev.Start) if what.blocks else Wednesday(what)
    for count, press in enumerate(done):
        meeting.wait(press.after)
        try:
            meeting.meeting.do(press.event(meeting.now, count), meeting.now)
        except ev.CommandRejected:
            continue
    if meeting.view.playback is Playback.READY:
        return
    assert figures(followed(shared(meeting), meeting)) == figures(meeting.view)
    # and until the next change of what is sent, without hearing anything
    found = shared(meeting)
    meeting.wait(later / 1024)
    if shared(meeting) == found:
        assert figures(followed(found, meeting)) == figures(meeting.view)


def test_nothing_is_sent_for_a_second_gone_by() -> None:
    meeting = begun(WEEK_1)
    first = shared(meeting)
    for _ in range(14 * 60):
        meeting.wait(1.0007)
        assert shared(meeting) == first


CANARY = "canary-7f3a"


def test_what_followers_may_not_see_is_never_in_it() -> None:
    secret = Block(
        "Share",
        block("", 10, 20).duration,
        prompts=(Prompt("What helped?"),),
        hints=(f"{CANARY} hint",),
        show="norms",
    )
    what = session(secret, rest(), intro=f"{CANARY} intro")
    gathered = gathering([f"{CANARY} Ana", "Ben"])
    meeting = Wednesday(what)
    meeting.meeting = Meeting(what, None, (), gathered)
    meeting.do(ev.Start)
    meeting.do(ev.Note, "1", f"{CANARY} note", "1", 0)
    meeting.do(ev.Norms, f"{CANARY} norms")
    absent = next(p.id for p in meeting.state.people if CANARY in p.name)
    meeting.do(ev.Leave, absent)
    meeting.do(ev.Round, tuple(meeting.state.people_here()))
    text = encode(shared(meeting, "https://example.org")).decode()
    assert CANARY not in text
    assert "What helped?" in text
    assert "Ben" in text


def test_who_speaks_and_who_is_next_is_shown() -> None:
    meeting = Wednesday(session(block("Share", 20, turns=True)))
    gathered = gathering(["Ana", "Ben", "Chidi"])
    meeting.meeting = Meeting(meeting.session, None, (), gathered)
    meeting.do(ev.Start).do(ev.Round, tuple(meeting.state.people_here())).wait(minutes=2)
    meeting.do(ev.Turn)
    found = shared(meeting)
    meeting.wait(30)
    theirs, ours = followed(found, meeting).round, meeting.view.round
    assert theirs is not None
    assert ours is not None
    assert (theirs.name, theirs.gone, theirs.share) == (ours.name, ours.gone, ours.share)
    assert [w.name for w in theirs.waiting] == [w.name for w in ours.waiting]
    assert [w.share for w in theirs.waiting] == [w.share for w in ours.waiting]
    assert [name for name, _ in theirs.spoke] == [name for name, _ in ours.spoke]


def test_a_block_that_waits_for_the_time_of_the_next_is_not_over() -> None:
    what = session(block("Morning", 10), block("Lunch", 30, at=tied(14, 15)))
    meeting = Wednesday(what, wall=WALL)
    assert shared(meeting).agenda[1].at == TWO_PM + 15 * 60
    found = shared(meeting.do(ev.Start).wait(minutes=1))
    view = followed(found, meeting.wait(minutes=10))
    assert view.present is not None
    assert view.present.waiting
    assert words.phase(view.present) == "Lunch in 4:00"
    late = followed(shared(meeting.wait(minutes=10)), meeting)
    assert late.blocks[1].tie == meeting.view.blocks[1].tie


def test_before_the_start_a_tie_that_moves_with_the_clock_is_not_sent() -> None:
    meeting = Wednesday(session(block("Morning", 10), block("Lunch", 30, at=after(15))))
    assert shared(meeting).agenda[1].at is None
    assert shared(meeting.do(ev.Start)).agenda[1].at == TWO_PM + 15 * 60


def test_a_small_timer_is_counted_down_by_followers() -> None:
    meeting = begun(WEEK_1).wait(30).do(ev.Timer, 120)
    found = shared(meeting)
    theirs, ours = followed(found, meeting.wait(45)).present, meeting.view.present
    assert theirs is not None
    assert ours is not None
    assert theirs.timer == ours.timer
    assert theirs.timer is not None
    assert theirs.timer.left(theirs.elapsed) == 75


def test_a_lobby_shows_the_agenda_and_no_end_that_moves() -> None:
    meeting = Wednesday(WEEK_1)
    first = shared(meeting)
    assert followed(first, meeting).playback is Playback.READY
    assert [row.target for row in first.agenda] == [900, 900, 900, 600]
    meeting.wait(1)
    assert replace(shared(meeting), until=first.until) == first


def test_a_lobby_tells_when_the_meeting_is_to_start() -> None:
    meeting = Wednesday(WEEK_1)
    meeting.meeting = Meeting(WEEK_1, None, (), gathering([], due=300.0))
    found = shared(meeting)
    assert found.starts == TWO_PM + 300
    assert shared(meeting.wait(1)).starts == found.starts
    assert followed(found, meeting.wait(59.5)).to_start == meeting.view.to_start == 240
    assert shared(meeting.do(ev.Start)).starts is None


def test_what_the_author_wants_announced_is_announced_to_followers() -> None:
    what = session(block("Share", 10, warn=(120,)), block("Talk", 10), warn=(60, 30))
    meeting = begun(what)
    here = followed(shared(meeting), meeting).present
    assert here is not None
    assert here.line.block.warn == (120,)
    assert shared(meeting.do(ev.Next)).here.warn == (60, 30)


def test_a_draft_is_shown_as_one_block() -> None:
    meeting = begun(WEEK_5).wait(minutes=1)
    view = followed(shared(meeting), meeting)
    assert view.present is not None
    assert view.present.remaining == 59 * 60


def test_a_room_expires_two_hours_after_the_hard_end() -> None:
    assert shared(begun(WEEK_1)).until == TWO_PM + 3600 + doc.AFTER_HARD_END
    open_end = begun(replace(WEEK_1, duration=None))
    assert shared(open_end).until == TWO_PM + doc.WITHOUT_HARD_END


def test_the_largest_session_still_fits_into_an_envelope() -> None:
    prompts = tuple(Prompt("é" * 4000, (Prompt("x" * 4000),) * 9) for _ in range(200))
    blocks = (block("t" * 5000, 1, prompts=prompts), *(block("u" * 5000, 1) for _ in range(600)))
    meeting = begun(session(*blocks))
    meeting.do(ev.Point, "1", 1205)
    text = encode(shared(meeting))
    assert len(text) <= doc.MAX_DOCUMENT
    assert decode(text).here is not None


def test_a_meeting_is_about_a_kilobyte() -> None:
    meeting = begun(WEEK_1).wait(minutes=20)
    assert len(encode(shared(meeting))) < 1200


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.binary(max_size=100) | json_like.map(lambda x: repr(x).encode()))
@example(b'{"until": 1, "title": "\xc0"}')
def test_any_bytes_are_a_document_or_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        decode(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_document_with_any_field_changed_is_shown_or_refused(data: st.DataObject) -> None:
    import json

    fields = json.loads(encode(shared(begun(WEEK_1).wait(minutes=20))))
    at = fields
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        at[key] = data.draw(json_like)
        break
    try:
        found = decode(json.dumps(fields).encode())
    except (DocumentError, ValueError):
        return
    for now in (0.0, TWO_PM, TWO_PM + 1e6, 2.0**34):
        seen(found, now)
