"""A followed meeting line by line: what changes is said as in a meeting of one's own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, cast

from homeroom_tui.meeting.view import View
from homeroom_tui.plain import sentences
from homeroom_tui.plain.telling import Telling

if TYPE_CHECKING:
    from homeroom_tui.controller import Controller
    from homeroom_tui.room.followed import Followed
    from homeroom_tui.room.link import Link
    from homeroom_tui.wording import TimeOfDay

LOOK_EVERY = 1.0
"""Seconds between two looks at the connection at the most."""


class FollowTelling(Telling):
    """Says what changes in a followed meeting. `tick` is to be called whenever something came."""

    def __init__(self, followed: Followed, write: Callable[[str], None]) -> None:
        super().__init__(cast("Controller", followed), write, lambda alert: None)
        self._followed = followed
        self._sentence = ""
        self._opened = False

    def tick(self) -> None:
        if self._followed.following.document is not None and not self._followed.ended:
            if not self._opened:
                self._opened = True
                self._seen = self._followed.view()
                self.open()
            super().tick()
        sentence = self._followed.notice_sentence()
        if sentence != self._sentence:
            self._sentence = sentence
            if sentence:
                self.write(f"{self._followed.times(time.time())} {sentence}")

    def _lobby(self, view: View) -> None:
        """The agenda: when it begins, and so when it ends, only the facilitator knows."""
        self.write(next(sentences.opening(self._followed.session, self._followed.base_url)))
        self.write_all(sentences.agenda(view, self._followed.times))

    def _finished(self, view: View) -> None:
        self.write_all(sentences.finished(view, self._followed.times))


def follow_plain(link: Link, times: TimeOfDay, trust: str = "") -> int:
    """Follow a meeting on standard output until it is no longer shared; the exit status."""
    from homeroom_tui.room.followed import Followed
    from homeroom_tui.room.following import Following

    news: SimpleQueue[None] = SimpleQueue()
    following = Following(link, now=time.time, changed=lambda: news.put(None), trust=trust)
    followed = Followed(following, times)

    def write(line: str) -> None:
        print(line, file=sys.stdout, flush=True)

    telling = FollowTelling(followed, write)
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
