"""Breaks the disk in every call that saves something, and sees what is said and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from homeroom_tui.agenda import new_files
from homeroom_tui.agenda.library import Library, LibraryError
from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.cli import common
from homeroom_tui.cli import config as cli_own
from homeroom_tui.config import template as settings_template
from homeroom_tui.files import CannotWrite
from homeroom_tui.importer.markdown_page import page_texts, read_page, write_page
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.storage.archive import Archive, ArchiveError
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import head
from homeroom_tui.storage.norms import NormsFile
from homeroom_tui.storage.replay import EmptyJournal, UnreadableJournal, replay
from homeroom_tui.tui import themes
from tests.conftest import NOVEMBER_25
from tests.stress.disk import CODES, Disk, Fault
from tests.stress.fuzz import SESSIONS
from tests.stress.runner import CASES_OF_A_SEED, COUNTS, Case, at_most

SESSION = Session(
    "A week", duration=3600, blocks=tuple(Block(t, TimeRange(60, 900)) for t in "abc")
)
PAGE = """\
# Garden

## Week 1 (30 min)
1. Share (10-15 min)
2. Dig

## Week 2 (60 min)
1. Sow (5 min)
"""
MAX_SECONDS = 30.0
"""Seconds: no failing disk may hold a meeting up."""


@dataclass
class Place:
    """A folder, what was said in it, which events happened, and which were acknowledged."""

    folder: Path
    said: list[str] = field(default_factory=list)
    acknowledged: list[ev.Event] = field(default_factory=list)
    happened: list[ev.Event] = field(default_factory=list)
    at: float = 0.0

    def does(self, what: Callable[[], object], *refusals: type[Exception]) -> bool:
        """Return whether it was done; a refusal must be a sentence."""
        try:
            what()
        except refusals as refusal:
            self.said.append(str(refusal))
            return False
        return True

    def now(self) -> Moment:
        """Every look is a second later."""
        self.at += 1.0
        return Moment(self.at, NOVEMBER_25 + self.at)


Act = Callable[[Place], None]


@dataclass(frozen=True)
class Scene:
    """A task on a disk that may fail. `before` is on a good one, and so is `after`.

    `after` sees that nothing is lost; it gets the calls that failed.
    """

    name: str
    act: Act
    after: Callable[[Place, list[str]], None]
    before: Act = lambda _: None


# A meeting and its journal


def _keep(place: Place, journal: Journal, meeting: Meeting, *events: type[ev.Event]) -> None:
    for kind in events:
        now = place.now()
        what = {"note": f"n{now.at}", "text": "said\n" * 200} if kind is ev.Note else {}
        event = meeting.do(kind(now.at, **what))
        place.happened[:] = meeting.events
        if journal.append(event, now).result(MAX_SECONDS):
            place.acknowledged[:] = meeting.events  # all before it are on disk with it
        for _ in range(6):
            journal.seen(place.now())


def _meet(place: Place) -> None:
    header = head(place.now(), "week-1", SESSION)
    journal = Journal.begin(place.folder / "state" / "meetings", header, place.said.append)
    meeting = Meeting(SESSION)
    _keep(place, journal, meeting, ev.Start, ev.Note, ev.Next, ev.Pause)
    if journal.close():
        place.acknowledged[:] = meeting.events


def _go_on(place: Place) -> None:
    archive = Archive(place.folder / "state" / "meetings")
    found = archive.meetings()
    for record in (*found.records, *found.others):
        now = place.now()
        with suppress(UnreadableJournal):
            journal, record = archive.resume(record, now.utc, place.said.append, counting=False)
            place.at = record.instant(now.utc)
            _keep(place, journal, record.meeting, ev.Note, ev.Note)
            journal.close()


def _meet_and_go_on(place: Place) -> None:
    _meet(place)
    _go_on(place)


def _damage(place: Place) -> None:
    _meet(place)
    (path,) = (place.folder / "state" / "meetings").glob("*.jsonl")
    first, *others = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, b'{"line":"event","utc":\n', *others, b"torn"]))


def _acknowledged(place: Place, failed: list[str]) -> None:
    """All that was acknowledged is there, in order; and it goes on as soon as the disk does."""
    wanted = list(place.acknowledged)
    found = _events(place)
    rest = iter(found)
    for event in wanted:
        assert event in rest, f"{event} was acknowledged, and is lost of {found}"
    assert place.said or found == place.happened, f"not all is kept, and nothing said of {failed}"
    place.said.clear()
    _go_on(place)
    if found and found[0].__class__ is ev.Start:
        assert not place.said, f"the disk is well again, and it says {place.said}"
        assert len(_events(place)) > len(found), "it does not go on"


def _events(place: Place) -> list[ev.Event]:
    for path in (place.folder / "state" / "meetings").glob("*.jsonl"):
        with suppress(EmptyJournal):
            return list(replay(path).meeting.events)
    return []


def _put_away(place: Place) -> None:
    archive = Archive(place.folder / "state" / "meetings")
    for record in archive.meetings().records:
        place.does(partial(archive.put_away, record, place.now().utc), ArchiveError)


def _delete(place: Place) -> None:
    archive = Archive(place.folder / "state" / "meetings")
    for record in archive.meetings().records:
        if place.does(partial(archive.delete, record), ArchiveError):
            place.acknowledged.clear()
            place.happened.clear()


# Files that are written whole


def _keep_norms(path: Path, text: str) -> None:
    norms = NormsFile(path, print)
    if norms.text is None:
        raise CannotWrite("The norms can't be read, and stay as they are.")
    norms.save(text)


def _whole(
    name: str,
    file: str,
    write: Callable[[Path, str], object],
    read: Callable[[Path], str],
    *refusals: type[Exception],
    anew: bool = False,
    texts: tuple[str, str] = ("before\n", "after\n"),
) -> Scene:
    """A file that is as before or as after, and can be written once the disk is well again.

    With `anew` it is never written over another.
    """
    old, new = texts

    def act(place: Place) -> None:
        place.does(lambda: write(place.folder / file, new), *refusals)

    def after(place: Place, failed: list[str]) -> None:
        path = place.folder / file
        there = read(path) if path.exists() else None
        helpless = anew and "unlink" in failed
        fine = {new, None} if anew else {old, new}
        assert helpless or there in fine, f"half of it: {there!r:.80}"
        assert place.said or there == new, f"it was not written, and nothing was said: {failed}"
        for sentence in place.said:
            assert sentence.strip() and "Errno" not in sentence, f"no sentence: {sentence!r}"
        if there != new and not helpless:
            write(path, new)
            assert read(path) == new, "it cannot be written when the disk is well again"

    def before(place: Place) -> None:
        if not anew:
            write(place.folder / file, old)

    return Scene(name, act, after, before)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _edit_bundled(path: Path, _text: str) -> None:
    library = Library(path.parent, SESSIONS)
    new_files.own_copy(library, library.find("1"))


def _import(force: bool) -> Scene:
    page = read_page(PAGE, file="page.md")
    old = read_page(PAGE.replace("Share", "Tell"), file="page.md")

    def before(place: Place) -> None:
        if force:
            write_page(old, place.folder / "out")

    def act(place: Place) -> None:
        place.does(lambda: write_page(page, place.folder / "out", force), CannotWrite)

    def after(place: Place, failed: list[str]) -> None:
        out = place.folder / "out"
        found = {path.name: _text(path) for path in out.glob("*.yaml")} if out.exists() else {}
        new, before = page_texts(page), page_texts(old)
        for name, text in found.items():
            assert "unlink" in failed or text in (new[name], before[name]), f"half of {name}"
        left = [path.name for path in out.glob(".*")] if out.exists() else []
        assert not left or "unlink" in failed, f"it left {left} behind"
        if not place.said:
            assert found.keys() == new.keys(), f"nothing was said, and there is only {list(found)}"
        elif not force and "unlink" not in failed:
            assert not found, f"it said that nothing was written, and there is {list(found)}"

    return Scene(f"import{' --force' if force else ''}", act, after, before)


def _write_out(path: Path, text: str) -> None:
    with redirect_stdout(StringIO()):  # it prints where
        common.write_out(path, text.encode())


SCENES = (
    Scene("a meeting", _meet, _acknowledged),
    Scene("a meeting, gone on with", _meet_and_go_on, _acknowledged),
    Scene("a damaged journal, gone on with", _go_on, _acknowledged, _damage),
    Scene("put away", _put_away, _acknowledged, _meet),
    Scene("delete", _delete, _acknowledged, _meet),
    _whole("norms", "data/norms.md", _keep_norms, _text, CannotWrite),
    _whole("minutes", "minutes.md", _write_out, _text, CannotWrite, anew=True),
    _whole(
        "theme",
        "state/theme",
        themes.write_chosen,
        themes.read_chosen,
        CannotWrite,
        texts=("homeroom-light", "homeroom-contrast"),
    ),
    _whole(
        "settings",
        "config/config.yaml",
        lambda p, _: cli_own._begin(p),
        _text,
        CannotWrite,
        anew=True,
        texts=("", settings_template()),
    ),
    _whole(
        "group",
        "config/group.yaml",
        lambda p, _: new_files.begin_group(p),
        _text,
        CannotWrite,
        anew=True,
        texts=("", new_files.group_template()),
    ),
    _whole(
        "own copy of a session",
        "own/week-1.yaml",
        _edit_bundled,
        _text,
        CannotWrite,
        LibraryError,
        anew=True,
        texts=("", _text(SESSIONS / "week-1.yaml")),
    ),
    _import(force=False),
    _import(force=True),
)


@contextmanager
def part() -> Iterator[Case]:
    """First each call of each scene fails in each way, in any order; then two of them."""
    with TemporaryDirectory() as home:
        calls = {scene: _play(scene, Disk(), Path(home, "all", scene.name)) for scene in SCENES}
        ways = [*product(CODES, (False, True)), (None, True)]
        plan: list[tuple[Scene, tuple[Fault, ...]]] = [
            (scene, (Fault(at, code, lasts),))
            for scene in SCENES
            for at, (code, lasts) in product(range(1, calls[scene] + 1), ways)
        ]

        def case(number: int) -> None:
            seed, place = divmod(number, CASES_OF_A_SEED)
            if place < len(plan):
                scene, faults = Random(seed).sample(plan, len(plan))[place]
                COUNTS[f"of {len(plan)} single faults"] += 1
            else:
                dice = Random(number)
                scene = dice.choice(SCENES)
                at = (dice.randint(1, 2 * calls[scene]) for _ in range(2))
                faults = tuple(Fault(call, dice.choice(CODES)) for call in at)
            COUNTS["cases"] += 1
            what = f"{scene.name}: {', '.join(map(str, faults))}"
            try:
                with at_most(MAX_SECONDS, scene.name):
                    _play(scene, Disk(faults), Path(home, str(number)))
            except Exception as error:
                error.add_note(what)
                raise

        yield case


def _play(scene: Scene, disk: Disk, folder: Path) -> int:
    """The scene on this disk, and what is left of it on a good one; how many calls it made."""
    folder.mkdir(parents=True)
    place = Place(folder)
    scene.before(place)
    place.said.clear()
    with disk.in_use():
        scene.act(place)
    COUNTS["faults"] += len(disk.failed)
    COUNTS["steps"] += disk.calls
    scene.after(place, disk.failed)
    return disk.calls
