"""A facilitator in a process of its own, to be killed: shares Week 1 until its input ends."""

import sys
import time

from msgspec import json

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import SystemClock
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.view import view
from homeroom_tui.room.document import document
from homeroom_tui.room.envelope import RoomKeys
from homeroom_tui.room.link import Login, Place, parse_broker
from homeroom_tui.room.sharing import Sharing
from tests.meeting.scenario import WEEK_1
from tests.room.nats import name_server


def main(
    broker: str, password: str, seed: str, key: str, ahead: str, trust: str = "", nodes: str = ""
) -> None:
    """`ahead` is by how many seconds its clock is wrong, `nodes` are those of a cluster as JSON."""
    if nodes:
        name_server(json.decode(nodes, type=list[dict[int, int]]))
    clock, meeting = SystemClock(), Meeting(WEEK_1)
    meeting.do(ev.Start(clock.now().at))
    sharing = Sharing(
        RoomKeys(bytes.fromhex(seed), bytes.fromhex(key)),
        Place(parse_broker(broker), login=Login("homeroom", password, trust)),
        now=lambda: time.time() + float(ahead),
    )
    sharing.start()
    moment = clock.now()
    sharing.show(document(view(meeting.state(moment.at), moment), moment, WEEK_1))
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
