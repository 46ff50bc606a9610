"""Decide which of several computers facilitates one meeting, by what each hears. Pure.

Every message of a room has an order: (epoch, number), where the number begins with that of the
computer. So the greater (epoch, computer) is followed, everywhere, whatever comes when. Who takes
a meeting over begins an epoch that is later than any seen in it.
"""

from __future__ import annotations

from enum import Enum

COUNT_BITS = 16
"""Bits of a number that count the messages of one computer in one epoch; before them is which."""


class Heard(Enum):
    """The meaning of another process's message for this one."""

    YIELD = "yield"
    """Another computer facilitates the meeting now."""

    AGAIN = "again"
    """It is of an earlier run on this computer: what is true must be sent again, now."""

    RESTORE = "restore"
    """It is of somebody who does not facilitate, and may have been written over what is true."""


class Precedence:
    """The place of one computer among those who facilitate a meeting."""

    def __init__(self, computer: int, now: float, *, taken: int = -1) -> None:
        """`computer` is its number, of 16 bits. `taken` is the epoch in which it took the meeting
        over, if it did: what others sent before does not count."""
        self.computer = computer
        self.epoch = max(int(now), taken)
        self._taken = taken
        self._count = 0

    def next(self) -> tuple[int, int]:
        """Return the order of the next message: its epoch and number."""
        self._count += 1
        if self._count >> COUNT_BITS:
            self.epoch, self._count = self.epoch + 1, 1
        return self.epoch, self.computer << COUNT_BITS | self._count

    def hear(
        self, epoch: int, number: int, *, left: bool, silent: bool = True, first: bool = True
    ) -> Heard:
        """Take in a message that this process did not send.

        `left` is whether the broker kept it since before there was this process, `silent` whether
        that has sent nothing yet. Of two on one computer in one epoch, the `first` goes ahead.
        """
        computer = number >> COUNT_BITS
        mine = computer == self.computer
        if left and silent and not mine:
            before = (epoch, computer) < (self._taken, self.computer)
            return self._after(epoch) if before else Heard.YIELD
        if mine and (left or (first and epoch == self.epoch)):
            return self._after(epoch)
        above = (epoch, computer) > (self.epoch, self.computer)
        return Heard.YIELD if above else Heard.RESTORE

    def _after(self, epoch: int) -> Heard:
        """Go on in a later epoch: a clock may have been ahead."""
        if epoch < self.epoch:
            return Heard.RESTORE
        self.epoch, self._count = epoch + 1, 0
        return Heard.AGAIN


def later(epoch: int, now: float) -> int:
    """Return the epoch in which a meeting is taken over that was last seen in `epoch`."""
    return max(int(now), epoch + 1)
