"""What boards see of groups, and what is said to them: from messages alone, in any order."""

from __future__ import annotations

import json
import random
from itertools import count

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.model import Group
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.room.board import MAX_GROUPS, Board, GroupStanding, answers, counts
from homeroom_tui.room.cohort import (
    Answered,
    decode_summary,
    new_cohort,
    speaking,
    summary,
)
from homeroom_tui.room.document import Document, DocumentError, document
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import SILENT_AFTER
from homeroom_tui.room.link import Broker, Link, LinkError, Place, encode, find_place, parse_link
from homeroom_tui.room.say import (
    AFTER,
    MAX_SAYS,
    WITHOUT_INSTANT,
    Hearing,
    Say,
    merged,
    new_say,
    standing,
)
from tests.meeting.scenario import TWO_PM, WEEK_1, Wednesday, begun

PLACE = Place(Broker("mqtt", "hr.example.org", 1883), "https://hr.example.org/")
LINK, SEED = new_cohort(PLACE)
SPEAKER = speaking(LINK, encode(SEED))
SENT = count(1)


def shown(meeting: Wednesday) -> Document:
    moment = Moment(meeting.now, TWO_PM + meeting.now)
    return document(meeting.view, moment, meeting.state.session)


def keys(number: int) -> RoomKeys:
    return RoomKeys(number.to_bytes(32, "big"), LINK.key)


def group(
    number: int, meeting: Wednesday, answered: Answered | None = None, name: str = ""
) -> bytes:
    """A message of a group, sent now."""
    made = summary(shown(meeting), name or f"Group {number}", answered)
    now = TWO_PM + meeting.now
    return keys(number).seal(MessageKind.GROUP, 1, next(SENT), now, msgspec.json.encode(made))


def came(payload: bytes, *, retained: bool = False) -> Received:
    return Received("", payload, retained)


def at(meeting: Wednesday) -> float:
    return TWO_PM + meeting.now


def hear(board: Board, number: int, meeting: Wednesday, **more: object) -> None:
    data = group(number, meeting, **more)  # type: ignore[arg-type]
    board.group(keys(number).room, came(data), at(meeting))


def standings(board: Board, now: float) -> list[tuple[str, GroupStanding]]:
    return [(row.name, row.standing) for row in board.rows(now)]


# Link and keys


def test_a_cohorts_link_is_read_back_and_is_no_meetings() -> None:
    assert str(LINK).startswith("https://hr.example.org/board.html#c.")
    assert parse_link(str(LINK), cohort=True) == LINK
    with pytest.raises(LinkError, match="homeroom board"):
        parse_link(str(LINK))
    with pytest.raises(LinkError, match="homeroom follow"):
        parse_link(str(LINK).replace("#c.", "#"), cohort=True)


def test_only_the_cohorts_own_key_speaks() -> None:
    assert speaking(LINK, f" {encode(SEED)}\n").room == LINK.room
    with pytest.raises(LinkError, match="another cohort"):
        speaking(LINK, encode(bytes(32)))
    with pytest.raises(LinkError, match="43 characters"):
        speaking(LINK, encode(SEED)[:20])


def test_the_password_for_one_broker_is_not_sent_to_another() -> None:
    def found(broker: str = "", **environ: str) -> Place:
        return find_place(environ, None, Group(name="Kestrels"), broker, cohort=str(LINK))

    told = found("mqtt://hr.example.org")
    assert (told.broker.scheme, told.cohort, told.group) == ("mqtt", LINK, "Kestrels")
    with pytest.raises(LinkError, match="The cohort is at hr"):
        found("mqtt://other.example.org")
    by_link = found(HOMEROOM_BROKER_PASSWORD="secret")
    assert str(by_link.broker) == "wss://hr.example.org:443/mqtt"
    assert by_link.page == "https://hr.example.org/"
    assert by_link.login.password == "secret"


# Boards


def test_boards_see_figures_and_nothing_that_was_written() -> None:
    meeting = begun(replace(WEEK_1, title="CANARY title", intro="CANARY", week=3))
    text = msgspec.json.encode(summary(shown(meeting), "The Kestrels"))
    found = json.loads(text)
    assert set(found) <= {"name", "meeting", "blocks", "done", "answered"}
    for block in WEEK_1.blocks:
        for words in (block.title, *(prompt.text for prompt in block.prompts)):
            assert words not in text.decode()
    assert "CANARY" not in text.decode()
    assert found["meeting"]["week"] == 3
    assert len(text) < 4_000


def test_who_needs_help_most_stands_first() -> None:
    board, now = Board(LINK), at(begun(WEEK_1).wait(minutes=50))
    late = begun(WEEK_1).wait(minutes=50)
    fine = begun(WEEK_1).wait(minutes=12).do(ev.Next).wait(minutes=38)
    paused = begun(WEEK_1).wait(minutes=2).do(ev.Pause).wait(minutes=1)
    over = begun(WEEK_1).do(ev.Finish)
    hear(board, 1, Wednesday(WEEK_1))
    hear(board, 2, over)
    hear(board, 3, fine)
    hear(board, 4, late)
    hear(board, 5, paused)
    found = standings(board, now)
    assert found[0][0] in ("Group 1", "Group 5")  # not heard for fifty minutes
    assert found[-1] == ("Group 2", GroupStanding.FINISHED)
    assert found.index(("Group 4", GroupStanding.LATE)) < len(found) - 1
    assert sum(counts(board.rows(now)).values()) == 5


def test_a_group_that_is_not_heard_is_silent() -> None:
    board, meeting = Board(LINK), begun(WEEK_1).wait(minutes=4)
    hear(board, 1, meeting)
    (row,) = board.rows(at(meeting) + SILENT_AFTER - 1)
    assert (row.standing, row.heard) == (GroupStanding.ON_TIME, at(meeting))
    (row,) = board.rows(at(meeting) + SILENT_AFTER + 1)
    assert row.standing is GroupStanding.SILENT
    board.connected_again(at(meeting) + 100)
    (row,) = board.rows(at(meeting) + 101)
    assert row.standing is GroupStanding.ON_TIME


def test_a_group_counts_by_its_own_clock() -> None:
    board, meeting = Board(LINK), begun(WEEK_1).wait(minutes=4)
    data = group(1, meeting)
    board.group(keys(1).room, came(data), at(meeting) + 47.0)
    (row,) = board.rows(at(meeting) + 47.0 + 60)
    assert row.view.present is not None
    assert row.view.present.elapsed == 5 * 60
    assert row.blocks == 4


def test_a_group_cannot_write_in_the_row_of_another() -> None:
    board, meeting = Board(LINK), begun(WEEK_1)
    hear(board, 1, meeting)
    forged = group(2, meeting.wait(minutes=1), name="Group 1 gives up")
    assert not board.group(keys(1).room, came(forged), at(meeting))
    assert [row.name for row in board.rows(at(meeting))] == ["Group 1"]


@pytest.mark.parametrize("name", ["", "x", "é" * 5, "A" * 4000, "AAAA"])
def test_a_topic_that_is_no_group_is_no_row(name: str) -> None:
    board = Board(LINK)
    assert not board.group(name, came(group(1, begun(WEEK_1)), retained=True), TWO_PM)
    assert board.rows(TWO_PM) == ()


def test_a_group_that_stops_sharing_leaves_the_board_and_may_come_back() -> None:
    board, meeting = Board(LINK), begun(WEEK_1)
    hear(board, 1, meeting)
    assert board.group(keys(1).room, came(b""), at(meeting))
    assert board.rows(at(meeting)) == ()
    hear(board, 1, meeting)
    assert len(board.rows(at(meeting))) == 1


def test_rows_are_bounded() -> None:
    board, meeting = Board(LINK), begun(WEEK_1)
    made = msgspec.json.encode(summary(shown(meeting), "x"))
    for number in range(1, MAX_GROUPS + 20):
        data = keys(number).seal(MessageKind.GROUP, 1, 1, TWO_PM, made)
        board.group(keys(number).room, came(data), at(meeting))
    assert len(board.rows(at(meeting))) == MAX_GROUPS


@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_board_knows_the_newest_however_messages_come(rng: random.Random, groups: int) -> None:
    meeting = begun(WEEK_1)
    sent: list[tuple[int, bytes]] = []
    for _ in range(6):
        meeting.wait(seconds=20)
        sent += [(number, group(number, meeting)) for number in range(1, groups + 1)]
    heard = [one for one in sent if rng.random() < 0.7] + rng.choices(sent, k=5)
    rng.shuffle(heard)
    heard += sent[-groups:]  # the broker keeps the last of each group
    now = at(meeting)
    board, right = Board(LINK), Board(LINK)
    for number, data in heard:
        board.group(keys(number).room, came(data, retained=rng.random() < 0.5), now)
    for number, data in sent[-groups:]:
        right.group(keys(number).room, came(data), now)
    for found, expected in zip(board.rows(now), right.rows(now), strict=True):
        assert (found.id, found.done, found.blocks) == (expected.id, expected.done, expected.blocks)
    assert len(board.rows(now)) == groups


@given(st.binary(max_size=300) | st.text(max_size=80).map(str.encode))
def test_only_a_summary_is_read_as_one(data: bytes) -> None:
    with pytest.raises(DocumentError):
        decode_summary(data)


def test_a_summary_that_points_outside_its_agenda_is_none() -> None:
    made = summary(shown(begun(WEEK_1).wait(minutes=50)), "x")
    meeting = made.meeting
    assert meeting.here is not None
    for other in (
        replace(meeting, end=replace(meeting.end, tie=3)),
        replace(meeting, here=replace(meeting.here, number=1)),
        replace(meeting, agenda=()),
        replace(meeting, here=None),
    ):
        with pytest.raises(DocumentError):
            decode_summary(msgspec.json.encode(replace(made, meeting=other)))


# What is said


def sealed(*says: Say, now: float = TWO_PM, keys: RoomKeys = SPEAKER) -> bytes:
    return keys.seal(MessageKind.SAY, 1, next(SENT), now, msgspec.json.encode(says))


def test_what_is_said_stands_until_its_instant_or_is_taken_back() -> None:
    hearing, said = Hearing(LINK), new_say("Back in the main room", TWO_PM, TWO_PM + 120)
    hearing.take(came(sealed(said)), TWO_PM)
    assert hearing.standing("g", TWO_PM + 120 + AFTER - 1) == said
    assert hearing.standing("g", TWO_PM + 120 + AFTER + 1) is None
    hearing.take(came(sealed(replace(said, taken_back=True))), TWO_PM)
    hearing.take(came(sealed(said), retained=True), TWO_PM)  # an old message comes late
    assert hearing.standing("g", TWO_PM) is None


def test_an_instant_is_the_same_moment_on_a_clock_that_is_wrong() -> None:
    hearing, said = Hearing(LINK), new_say("Back", TWO_PM, TWO_PM + 120)
    hearing.take(came(sealed(said)), TWO_PM - 47)  # this clock is 47 seconds behind
    found = hearing.standing("g", TWO_PM - 47)
    assert found is not None
    assert found.at == TWO_PM - 47 + 120


def test_what_is_said_to_one_group_is_not_said_to_another() -> None:
    hearing = Hearing(LINK)
    both, one = new_say("All", TWO_PM), new_say("One", TWO_PM + 1, to="a")
    hearing.take(came(sealed(both, one)), TWO_PM + 1)
    assert hearing.standing("a", TWO_PM + 2) == one
    assert hearing.standing("b", TWO_PM + 2) == both
    assert hearing.standing("b", TWO_PM + WITHOUT_INSTANT + 1) is None


def test_nobody_speaks_who_has_the_link_alone() -> None:
    hearing, said = Hearing(LINK), new_say("Go home", TWO_PM)
    assert hearing.take(came(sealed(said, keys=keys(7))), TWO_PM) is None
    other_kind = SPEAKER.seal(MessageKind.STATE, 1, 1, TWO_PM, msgspec.json.encode((said,)))
    assert hearing.take(came(other_kind), TWO_PM) is None
    assert hearing.says == ()


instants = st.floats(0, 2**32, allow_nan=False)
says = st.builds(
    Say,
    instants,
    st.sampled_from(["a", "b", "c", "d"]).flatmap(lambda x: st.just(x * 3)),
    st.text(min_size=1, max_size=20),
    st.none() | instants,
    st.sampled_from(["", "g"]),
    st.booleans(),
)


@given(st.lists(st.builds(new_say, st.just("x"), instants), max_size=30), st.data())
def test_whatever_way_it_comes_everybody_knows_the_same(
    made: list[Say], data: st.DataObject
) -> None:
    """Each message has a part of all there is, in which some were taken back."""
    taken = data.draw(st.sets(st.sampled_from(made))) if made else set()
    all_of_it = [*made, *(replace(say, taken_back=True) for say in taken)]
    messages = data.draw(st.lists(st.lists(st.sampled_from(all_of_it)))) if made else []
    messages.append(all_of_it)
    order = data.draw(st.permutations(messages))
    one = merged(*messages)
    other: tuple[Say, ...] = ()
    for message in [*order, *order[:2]]:
        other = merged(other, merged(message))
    assert one == other
    assert len(one) <= MAX_SAYS
    for say in one:
        assert say.taken_back == any(say.id == each.id for each in taken)


@given(st.lists(says, max_size=8), st.lists(says, max_size=8))
def test_merging_has_no_order(left: list[Say], right: list[Say]) -> None:
    assert merged(left, right) == merged(right, left)
    assert merged(merged(left, right), right) == merged(left, right)
    assert standing(merged(left), None, 2**33) is None


def test_answers_are_counted_for_what_stands() -> None:
    board, meeting = Board(LINK), begun(WEEK_1)
    said = new_say("Back", at(meeting), at(meeting) + 120)
    board.hearing.take(came(sealed(said, now=at(meeting))), at(meeting))
    hear(board, 1, meeting, answered=Answered(said.id, "coming"))
    hear(board, 2, meeting, answered=Answered(said.id, "need 5 minutes"))
    hear(board, 3, meeting, answered=Answered("another", "coming"))
    rows = board.rows(at(meeting))
    assert rows[0].standing is GroupStanding.ASKS
    assert answers(rows, said) == {"coming": 1, "need 5 minutes": 1, "": 1}
    assert msgspec.json.decode(msgspec.json.encode((said,)))[0]["text"] == "Back"


def test_links_name_the_broker_where_it_is_not_the_pages() -> None:
    link, _ = new_cohort(Place(Broker("wss", "mq.example.org", 443, "/mqtt"), "https://a.org/x/"))
    assert link.page == "https://a.org/x/board.html"
    assert parse_link(str(link), cohort=True).broker.host == "mq.example.org"
    terminal, _ = new_cohort(Place(Broker("mqtt", "mq.example.org", 1883)))
    assert isinstance(parse_link(str(terminal), cohort=True), Link)
