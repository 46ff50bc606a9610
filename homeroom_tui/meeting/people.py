"""The people of a meeting: who is expected, who is here, and who facilitates next."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

from homeroom_tui.meeting.events import Instant


class Person(Struct, frozen=True):
    """Somebody in the meeting; `came` is whether they were here while it was under way."""

    id: str
    name: str
    here: bool = True
    came: bool = False


class Gathering(Struct, frozen=True):
    """The people of a meeting, as they are known when it is prepared.

    Each of `people` goes by the id that is its place, from "1" on; `absent`, `facilitator` and
    `first` (who begins the first round) are such ids. `due` is the instant of the meeting's clock
    at which it was to begin; with `starts_itself` it begins then. With `air_time` it is told how
    long each one spoke.
    """

    people: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    facilitator: str | None = None
    first: str | None = None
    due: Instant | None = None
    air_time: bool = False
    starts_itself: bool = False

    def persons(self) -> tuple[Person, ...]:
        """The people as the meeting begins with them."""
        numbered = enumerate(self.people, 1)
        return tuple(Person(str(n), name, str(n) not in self.absent) for n, name in numbered)


class LastRoles(Struct, frozen=True):
    """The roles of a past meeting: who facilitated, and who would begin the next round."""

    facilitator: str = ""
    first: str = ""


def gathering(
    people: Sequence[str],
    here: Sequence[str] | None = None,
    last: LastRoles | None = None,
    *,
    due: float | None = None,
    air_time: bool = False,
    starts_itself: bool = False,
) -> Gathering:
    """Return the people of a meeting: the group's `people`, and those of `here` who are not in it.

    Without `here` everybody is. After the `last` meeting the next in the list facilitates.
    """
    last = last or LastRoles()
    group = [name for name in map(str.strip, people) if name]
    guests = [name for name in here or () if find_name(name, group) is None]
    named = None if here is None else {find_name(name, group) for name in here}
    everybody = [*group, *guests]
    numbers = {str(n): name for n, name in enumerate(everybody, 1)}
    absent = tuple(
        number
        for number, name in numbers.items()
        if named is not None and name in group and name not in named
    )
    before = next((n for n, name in numbers.items() if name == last.facilitator), None)
    begins = next((n for n, name in numbers.items() if name == last.first), None)
    ready = [number for number in numbers if number not in absent]
    return Gathering(
        people=tuple(everybody),
        absent=absent,
        facilitator=next_person(list(numbers), before, ready) if group else None,
        first=begins,
        due=due,
        air_time=air_time,
        starts_itself=starts_itself,
    )


def find_name(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that is meant by `name`, in whatever case; None: it is none of them."""
    return next((known for known in names if _folded(known) == _folded(name)), None)


def called(name: str, people: Iterable[Person]) -> Person | None:
    """The one of these people who goes by that name, in whatever case."""
    return next((p for p in people if _folded(p.name) == _folded(name.strip())), None)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def split_names(text: str) -> tuple[str, ...]:
    """The names in `Ana, Ben`, each once."""
    found: list[str] = []
    for name in map(str.strip, text.replace("\n", ",").split(",")):
        if name and find_name(name, found) is None:
            found.append(name)
    return tuple(found)


def next_person(people: Sequence[str], person: str | None, ready: Sequence[str]) -> str | None:
    """Return who of those `ready` comes after `person` among the people, round the circle.

    After nobody comes the first; None where nobody is ready.
    """
    at = people.index(person) + 1 if person in people else 0
    return next((p for p in (*people[at:], *people[:at]) if p in ready), None)
