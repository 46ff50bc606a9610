"""A followed meeting line by line: what changes is said as in a meeting of one's own."""

from __future__ import annotations

import sys
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, cast

from homeroom_tui.plain.telling import Telling

if TYPE_CHECKING:
    from homeroom_tui.controller import Controller
    from homeroom_tui.room.followed import Followed
    from homeroom_tui.room.link import Link
    from homeroom_tui.wording import TimeOfDay

LOOK_EVERY = 1.0
"""Seconds between two looks at the connection at the most."""


class FollowTelling:
    """Says what changes in a followed meeting. `tick` is to be called whenever something came."""

    def __init__(self, followed: Followed, telling: Telling) -> None:
        self._followed = followed
        self._telling = telling
        self._sentence = ""
        self._opened = False

    def tick(self) -> None:
        """Say what is not as it was."""
        if self._followed.following.document is not None:
            if not self._opened:
                self._opened = True
                self._telling.open()
            self._telling.tick()
        sentence = self._followed.notice_sentence()
        if sentence != self._sentence:
            self._sentence = sentence
            if sentence:
                self._telling.write(f"{self._followed.times(time.time())} {sentence}")


def follow_plain(link: Link, times: TimeOfDay, trust: str = "") -> int:
    """Follow a meeting on standard output until it is no longer shared; the exit status."""
    from homeroom_tui.room.followed import Followed
    from homeroom_tui.room.following import Following

    news: SimpleQueue[None] = SimpleQueue()
    following = Following(link, now=time.time, changed=lambda: news.put(None), trust=trust)
    followed = Followed(following, times)

    def write(line: str) -> None:
        print(line, file=sys.stdout, flush=True)

    telling = FollowTelling(followed, Telling(cast("Controller", followed), write, lambda _: None))
    following.start()
    try:
        while not followed.ended:
            telling.tick()
            try:
                news.get(timeout=LOOK_EVERY)
            except Empty:
                continue
        telling.tick()
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:
        return 1
    finally:
        following.stop()
    return 0
