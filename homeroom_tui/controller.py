"""Every command on a meeting, typed: what the screens, plain mode and a shared view call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.library import Entry
from homeroom_tui.agenda.model import (
    MINUTE,
    Block,
    Group,
    Reserve,
    Series,
    Session,
    TimeRange,
    counted,
)
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried, Outcome
from homeroom_tui.meeting.clock import (
    GAP,
    Clock,
    ClockStep,
    ClockWatch,
    Gap,
    Moment,
    ShiftedClock,
    WallClock,
    on_grid,
)
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.notes import Note, norms
from homeroom_tui.meeting.people import Gathering, called, find_name, gathering
from homeroom_tui.meeting.rounds import rotated
from homeroom_tui.meeting.schedule import due_today
from homeroom_tui.meeting.signals import Signal, Signaller
from homeroom_tui.meeting.state import Playback, Standing, State, prompt_texts
from homeroom_tui.meeting.view import BlockView, View, view
from homeroom_tui.storage.archive import Archive, MeetingInUse
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import Header, Taken, head
from homeroom_tui.storage.norms import NormsFile
from homeroom_tui.storage.recorder import Recorder
from homeroom_tui.storage.replay import Recording, UnreadableJournal
from homeroom_tui.wording import TimeOfDay

UNDER_WAY = (Playback.RUNNING, Playback.PAUSED)

STEPS = 4
"""The number of last steps that are named."""


class Controller:
    """One meeting: its events, clock and listeners, and a method for each command on it.

    A command is taken at the present instant. One that cannot be carried out raises
    CommandRejected, with the reason, and changes nothing. `listeners` are called with each event
    that was taken in. `bell` is whether signals ring. `reserve`, and `warn` as for a
    Signaller, are for sessions that have none of their own. `recorder` is None for a meeting that
    is not recorded. `away` is time that was counted with nobody there: until the next step, undo
    takes it out.
    """

    recorder: Recorder | None = None
    away: Gap | None = None
    norms_file: NormsFile | None = None

    def __init__(
        self,
        session: Session,
        clock: Clock,
        times: TimeOfDay,
        *,
        reserve: Reserve | None = None,
        base_url: str | None = None,
        events: Iterable[ev.Event] = (),
        gathering: Gathering | None = None,
        wall: WallClock | None = None,
    ) -> None:
        """Raises CommandRejected if `events` are not such as a meeting would have taken."""
        self.clock = clock
        self.times = times
        self.base_url = base_url
        self.bell = False
        self.warn: Sequence[int] | None = None
        self.listeners: list[Callable[[ev.Event], None]] = []
        self.reserve = reserve
        self.gathering = gathering or Gathering()
        moment = clock.now()
        wall = wall or WallClock.read(moment)
        self.meeting = Meeting(session, self.reserve, events, self.gathering, wall)
        self.watch = ClockWatch(moment, clock.speed)
        self._signaller = Signaller()
        self._asked: tuple[str, int] | None = None
        self._was_early = False

    # What is true now

    @property
    def taken(self) -> Taken | None:
        """The record of the takeover, if the meeting was taken over from another computer."""
        return None if self.recorder is None else self.recorder.header.taken

    @property
    def session(self) -> Session:
        """The session, as its file was read last."""
        return self.state().session

    @property
    def rehearsal(self) -> bool:
        """True if the clock runs faster than the world's and nothing is recorded."""
        return self.clock.speed != 1

    def state(self) -> State:
        return self.meeting.state(self.clock.now().at)

    def view(self) -> View:
        """Everything that a screen may show now."""
        moment = self.clock.now()
        return view(self.meeting.state(moment.at), moment)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that stand."""
        return self.meeting.notes

    @property
    def norms(self) -> str:
        """The group's norms as they are now."""
        changed = norms(self.meeting.events)
        kept = "" if self.norms_file is None else self.norms_file.text or ""
        return kept if changed is None else changed

    @property
    def norms_known(self) -> bool:
        """True if the group's norms could be read, and so may be changed."""
        return self.norms_file is None or self.norms_file.text is not None

    def carried(self) -> list[Carried]:
        """The items that the group's earlier meetings left open, and their outcome in this one."""
        return [] if self.recorder is None else self.recorder.carried()

    def seconds_until(self, instant: float) -> float:
        """Real seconds until an instant of the meeting's clock."""
        return (instant - self.clock.now().at) / self.clock.speed

    def signals(self, seen: View) -> list[Signal]:
        """The signals to give with this view; none is given twice."""
        warn = self.session.warn
        return self._signaller.due(seen, self.warn if warn is None else warn)

    def notice(self, due: float | None) -> list[Gap | ClockStep]:
        """Record that the meeting was looked at, when something was `due` to be shown.

        Returns what happened since the last look, while the meeting was under way.
        """
        moment = self.clock.now()
        if self.recorder is not None:
            self.recorder.journal.seen(moment)
        found = self.watch.tick(moment, due)
        playback = self.state().playback
        if playback not in UNDER_WAY:
            return []
        for one in found:
            if isinstance(one, Gap) and playback is Playback.RUNNING:
                self.away = one
            elif isinstance(one, ClockStep) and self.recorder is not None:
                self.recorder.journal.clock_set(moment)
        return found

    # Playback

    def start(self, *, ago: int = 0) -> None:
        self._do(ev.Start(self._at() - ago))

    def start_when_due(self) -> bool:
        """Start a meeting whose time has just come, if its group has it start by itself.

        Only if this was called before that time, too: a lobby that is opened later waits. Returns
        whether it has started now.
        """
        state, now = self.state(), self.clock.now().at
        if not self.gathering.starts_itself or self.rehearsal or state.due is None:
            return False
        early = state.playback is Playback.READY and now < state.due
        waited, self._was_early = self._was_early, early
        if not waited or not 0 <= now - state.due < MINUTE:
            return False
        try:
            self._do(ev.Start(state.due))
        except CommandRejected:
            return False
        return True

    def pause(self) -> None:
        self._do(ev.Pause(self._at()))

    def resume(self) -> None:
        self._do(ev.Resume(self._at()))

    def play(self) -> None:
        """Start, pause or resume the meeting, whichever comes next."""
        match self.state().playback:
            case Playback.READY:
                self.start()
            case Playback.PAUSED:
                self.resume()
            case _:
                self.pause()

    def finish(self) -> None:
        self._do(ev.Finish(self._at()))

    def reopen(self) -> None:
        """Go on with a meeting that was finished by mistake; the time since then is a pause."""
        for event in self.meeting.reopen(self._at()):
            self._tell(event)

    def next_finishes(self) -> bool:
        """True if no block is left to go on to, so that the end comes next."""
        now = self.view()
        return now.present is not None and now.next is None

    # Moves

    def next(self) -> None:
        self._do(ev.Next(self._at()))

    def back(self) -> None:
        self._do(ev.Back(self._at()))

    def go_to(self, block: str) -> None:
        self._do(ev.GoTo(self._at(), block))

    def began(self, ago: int) -> None:
        """The present block, or before the start the meeting, began `ago` seconds ago."""
        if self.state().started is None:
            self.start(ago=ago)
        else:
            now = self._at()
            self._do(ev.Began(now, now - ago))

    # Time

    def add_time(self, block: str, seconds: int) -> None:
        """Give a block `seconds` more, or less; one to come gets a fixed target by that."""
        line = self._line(block)
        if line.standing is Standing.PRESENT:
            self._do(ev.AddTime(self._at(), seconds))
        else:
            self._do(ev.Pin(self._at(), block, (line.target or 0) + seconds))

    def unpin(self, block: str) -> None:
        self._do(ev.Unpin(self._at(), block))

    def fit(self) -> None:
        self._do(ev.Fit(self._at()))

    def set_hard_end(self, utc: float | None) -> None:
        """Set the Unix time at which the meeting must be over; None: there is no hard end."""
        now = self.clock.now()
        end = None if utc is None else on_grid(now.at + (utc - now.utc))
        self._do(ev.HardEnd(now.at, end))

    # Blocks

    def skip_or_restore(self, block: str) -> None:
        """Skip a block, or put it back into the plan if it is skipped."""
        skipped = self._line(block).standing is Standing.SKIPPED
        self._do((ev.Unskip if skipped else ev.Skip)(self._at(), block))

    def insert(self, title: str, duration: TimeRange, block: str | None = None) -> None:
        """Put a block that nobody planned behind `block`; None: before the next one."""
        before, last = self._place_behind(block)
        what = Block(title, duration)
        self._do(ev.Insert(self._at(), self._new_id(), what, before, last))

    def _place_behind(self, block: str | None) -> tuple[str | None, bool]:
        """The block before which to insert for it to come behind `block`; whether it is last."""
        if block is None:
            return None, False
        lines = self.view().blocks
        behind = self._line(block).number
        before = lines[behind].id if behind < len(lines) else None
        return before, before is None

    def move(self, block: str, by: int) -> None:
        """Put a block to come one place further up (-1) or down (1)."""
        ids = [line.id for line in self.view().blocks]
        place = self._line(block).number - 1 + (by if by < 0 else by + 1)
        if place < 0 or place > len(ids):
            raise CommandRejected("It can't go any further.")
        self._do(ev.Move(self._at(), block, ids[place] if place < len(ids) else None))

    def later(self) -> None:
        """Leave the present block as it is, go on to the next, and take it again after that."""
        self._do(ev.Later(self._at()))

    def prompt_duration(self) -> int | None:
        """The seconds that the present prompt says it takes."""
        here = self.view().present
        prompts = [] if here is None else [p for _, p in counted(here.line.block.prompts)]
        return prompts[here.prompt].duration if here and here.prompt < len(prompts) else None

    def set_timer(self, seconds: int) -> None:
        """Run a small timer within the present block; zero stops it."""
        self._do(ev.Timer(self._at(), seconds))

    def take_over(self, session: Session) -> None:
        """Go on with the session as its file has it now."""
        self._do(ev.Edit(self._at(), session))

    # Undo

    def undo(self) -> str:
        """Take back the last step, or time that was counted with nobody there; say which.

        What was written since then stays: that is said first, and the same again does it.
        """
        if (away := self.away) is not None:
            self._do(ev.Away(self._at(), away.since, away.until))
            return f"Taken out: {words.length(away.until - away.since)}"
        self._ask_again(self._written_last())
        now = self.clock.now().at
        latest = self.meeting.to_undo(now)
        said = "" if latest is None else words.step_name(latest, self.meeting.state(now))
        self._take(self.meeting.undo)
        return f"Undone: {said}"

    def redo(self) -> str:
        """Put back what was taken back last; say what."""
        now = self.clock.now().at
        back = self.meeting.to_redo(now)
        self._take(self.meeting.redo)
        return "Done again: " + (
            "" if back is None else words.step_name(back, self.meeting.state(now))
        )

    def can_undo(self) -> bool:
        return self.away is not None or self.meeting.to_undo(self.clock.now().at) is not None

    def can_redo(self) -> bool:
        return self.meeting.to_redo(self.clock.now().at) is not None

    def last_steps(self) -> list[str]:
        """The last steps in force, in words, the latest first."""
        state = self.state()
        return [words.step_name(event, state) for event in self.meeting.last_commands(STEPS)]

    # Turns

    def begin_round(
        self, order: Sequence[str] = (), *, share: int | None = None, timed: bool = True
    ) -> None:
        """Begin a round of turns in the present block, in this order or that of the people.

        Without a `share` (seconds) each gets the one that the block has, else what is left of the
        block is shared out.
        """
        now = self.view()
        turns = now.present.line.block.turns if now.present else False
        if share is None and timed and not isinstance(turns, bool):
            share = turns
        self._do(ev.Round(self._at(), tuple(order) or now.order, share, timed))

    def turn(self, person: str | None = None) -> None:
        """Begin the turn of `person`, else of the next who waits; the first begins a round.

        When everybody has spoken that is said first, and the same again begins another round.
        """
        found = self.view().round
        if found is not None and found.done and person is None:
            self._ask_again("Everybody has spoken. {turn} again starts another round.")
        if found is not None and not (found.done and person is None):
            self._do(ev.Turn(self._at(), person))
            return
        order = self.view().order
        if person is not None and person not in order:
            raise CommandRejected("They are not here. {people} says who is.")
        self.begin_round(order if person is None else rotated(order, person))

    def pass_turn(self) -> None:
        self._do(ev.Pass(self._at()))

    def end_round(self) -> None:
        self._do(ev.EndRound(self._at()))

    # People

    def add_person(self, name: str) -> None:
        """Somebody who is not in the list is here."""
        self._not_listed(name)
        self._do(ev.Add(self._at(), self._new_id(), name))

    def add_people(self, names: Sequence[str]) -> None:
        """All of these are here; whoever is not in the list is added."""
        for name in names:
            known = called(name, self.state().people)
            if known is None:
                self.add_person(name)
            elif not known.here:
                self.toggle_person(known.id)

    def guests(self, group: Group) -> list[str]:
        """The names of those here who are not in the group."""
        known = {str(n) for n, name in enumerate(self.gathering.people, 1) if name in group.people}
        return [
            person.name
            for person in self.state().people
            if person.here
            and person.id not in known
            and find_name(person.name, group.people) is None
        ]

    def rename_person(self, person: str, name: str) -> None:
        """Somebody is called otherwise."""
        self._not_listed(name, but=person)
        self._do(ev.Rename(self._at(), person, name))

    def remove_person(self, person: str) -> None:
        """Somebody does not belong in the list."""
        self._do(ev.Remove(self._at(), person))

    def _not_listed(self, name: str, but: str = "") -> None:
        """Raise CommandRejected if another person than `but` has this name."""
        others = [person for person in self.state().people if person.id != but]
        if (same := called(name, others)) is not None:
            raise CommandRejected(f"{same.name} is in the list already.")

    def toggle_person(self, person: str) -> None:
        """Mark a person who was here as away, and one who was away as here."""
        known = self.state().person(person)
        leaves = known is not None and known.here
        self._do((ev.Leave if leaves else ev.Join)(self._at(), person))

    def set_here(self, names: Sequence[str]) -> None:
        """Have exactly these people here; whoever is not in the list is added."""
        for person in self.state().people:
            if person.here != (find_name(person.name, names) is not None):
                self.toggle_person(person.id)
        self.add_people(names)

    def set_facilitator(self, person: str) -> None:
        self._do(ev.Facilitate(self._at(), person))

    # Prompts, and what the group says

    def point(self, prompt: int) -> None:
        """Mark the prompt of the present block that is talked about, nested ones counted."""
        here = self.view().present
        if here is not None:
            last = len(prompt_texts(here.line.block)) - 1
            prompt = max(0, min(prompt, last))
            if prompt != here.prompt:
                self._do(ev.Point(self._at(), here.line.id, prompt))

    def move_prompt(self, by: int) -> None:
        """Mark the prompt so many further on, as far as there are any."""
        here = self.view().present
        if here is not None:
            self.point(here.prompt + by)

    def note_place(self) -> tuple[str | None, int | None]:
        """The block and the prompt that a new note belongs to; None: to the whole meeting."""
        here = self.view().present
        if here is None:
            return None, None
        return here.line.id, here.prompt if here.line.block.prompts else None

    def new_note(self) -> str:
        """An id for a note to be written."""
        return self.meeting.new_note()

    def write_note(
        self, note: str, text: str, block: str | None = None, prompt: int | None = None
    ) -> None:
        """Write the note of that id on a block, on one of its prompts, or on the whole meeting.

        Written again it is edited, empty it is deleted.
        """
        self._do(ev.Note(self._at(), note, text, block, prompt))

    def delete_note(self, note: Note) -> None:
        self.write_note(note.id, "", note.block, note.prompt)

    def write_norms(self, text: str) -> None:
        """Change the norms in this meeting; `keep_norms` has them in their file."""
        self._do(ev.Norms(self._at(), text))

    def use_norms(self, norms_file: NormsFile) -> None:
        """Take the norms from their file, and keep there what the meeting makes of them.

        What a meeting that goes on had changed counts, unless the file was changed after that.
        """
        self.norms_file = norms_file
        changes = [event for event in self.meeting.events if isinstance(event, ev.Norms)]
        if self.recorder is None or not changes or norms_file.text is None:
            return
        newer = norms_file.modified > self.clock.now().wall(changes[-1].at)
        if norms_file.text != changes[-1].text.strip() and newer:
            self.write_norms(norms_file.text)
        else:
            self.keep_norms()

    def keep_norms(self) -> None:
        """Have the norms in their file as this meeting has changed them, if it has."""
        changed, kept = norms(self.meeting.events), self.norms_file
        if self.recorder is None or kept is None or changed is None:
            return
        if changed.strip() != kept.text:
            self.recorder.keep_norms(kept, changed)

    # What earlier meetings left open

    def tick(self, item: Carried) -> None:
        """It is done, or not done after all."""
        done = item.outcome is not Outcome.DONE
        self._do(ev.Tick(self._at(), item.meeting, item.item, done))

    def let_go(self, item: Carried) -> None:
        """It is not to be done any more, or after all."""
        gone = item.outcome is not Outcome.LET_GO
        self._do(ev.LetGo(self._at(), item.meeting, item.item, gone))

    def take_in(self, item: Carried, block: str | None = None) -> None:
        """Put a block that was not reached behind `block`; None: before the next one."""
        if item.block is None:
            raise CommandRejected("Only a block can be taken into the agenda.")
        before, last = self._place_behind(block)
        self._do(
            ev.TakeIn(
                self._at(),
                self._new_id(),
                item.block,
                before,
                last,
                meeting=item.meeting,
                item=item.item,
            )
        )

    # Recording

    def record(
        self,
        archive: Archive,
        entry: Entry,
        warn: Callable[[str], None],
        *,
        series: Series | None = None,
        group: Group | None = None,
    ) -> None:
        """Record the meeting, of the session of `entry`; `warn` is as for a Journal."""
        moment = self.clock.now()
        state = self.meeting.state(moment.at)
        header = head(
            moment,
            entry.name,
            state.session,
            library=entry.library,
            series=series,
            group=group,
            reserve=self.reserve,
            gathering=self.gathering,
            wall=state.wall,
        )
        self.record_in(Journal.begin(archive.folder, header, warn), header, archive)

    def record_in(self, journal: Journal, header: Header, archive: Archive) -> None:
        self.recorder = Recorder(self.meeting, self.clock, header, journal, archive)
        self.listeners.append(self.recorder.record)

    def _written_last(self) -> str:
        """Return what to say before undo passes over something newer that it does not take back."""
        for event in reversed(self.meeting.events):
            match event:
                case ev.Point():
                    continue
                case ev.Note():
                    stays = "The note stays: {notes} lists the notes, to edit or delete."
                case ev.Norms():
                    stays = "The norms stay as they are now: {norms} changes them."
                case ev.Tick() | ev.LetGo():
                    stays = "What was still open stays as it is now: {carried} changes it."
                case _:
                    return ""
            return stays + " {undo} again undoes the step before it."
        return ""

    def _ask_again(self, sentence: str) -> None:
        """Reject a command with this sentence, unless it was just given as an answer to it."""
        asked, self._asked = self._asked, (sentence, len(self.meeting.events))
        if sentence and asked != self._asked:
            raise CommandRejected(sentence)

    def _at(self) -> float:
        return self.clock.now().at

    def _new_id(self) -> str:
        """An id that no block and nobody else has: the record only grows."""
        return f"added-{len(self.meeting.events)}"

    def _line(self, block: str) -> BlockView:
        line = self.view().line(block)
        if line is None:
            raise CommandRejected("That block is no longer in the agenda.")
        return line

    def _do(self, event: ev.Event) -> None:
        self._take(lambda now: self.meeting.do(event, now))

    def _take(self, command: Callable[[float], ev.Event]) -> None:
        moment = self.clock.now()
        stood_still = self.meeting.state(moment.at).playback not in UNDER_WAY
        event = command(moment.at)
        if stood_still:  # and nobody had to look
            self.watch = ClockWatch(moment, self.clock.speed)
        self._tell(event)

    def _tell(self, event: ev.Event) -> None:
        if event.undoable:
            self.away = None
        for listener in self.listeners:
            listener(event)


def blocks_called(view: View, text: str) -> list[BlockView]:
    """The blocks that a person means by a number, or by a part of a title: the likeliest first."""
    wanted = text.strip().casefold()
    if wanted.isdecimal():
        return [line for line in view.blocks if str(line.number) == wanted]
    titles = {line.id: plain(line.block.title).casefold() for line in view.blocks}
    found = [line for line in view.blocks if wanted and wanted in titles[line.id]]
    return sorted(found, key=lambda line: not titles[line.id].startswith(wanted))


# How a meeting comes about


def new_meeting(
    session: Session,
    series: Series,
    group: Group,
    clock: Clock,
    times: TimeOfDay,
    *,
    here: Sequence[str] | None = None,
    archive: Archive | None = None,
    library: str = "",
) -> Controller:
    """A meeting of this session by this group; `here`, `archive`, `library` are as in `gather`."""
    moment = clock.now()
    return Controller(
        session,
        clock,
        times,
        reserve=group.reserve or series.reserve,
        base_url=series.base_url,
        gathering=gather(series, group, moment, here=here, archive=archive, library=library),
        wall=WallClock.read(moment, group.zone),
    )


def gather(
    series: Series,
    group: Group,
    moment: Moment,
    *,
    here: Sequence[str] | None = None,
    archive: Archive | None = None,
    library: str = "",
) -> Gathering:
    """The group's people, and those named `here` (None: everybody is), at the moment `moment`.

    In the `archive` stands who led the meeting before in the library of that key.
    """
    last = None
    if archive is not None and group.people:
        last = archive.last_roles(library, group.name)
    due = due_today(group, series.meets, moment.utc)
    return gathering(
        group.people,
        here,
        last,
        due=None if due is None else on_grid(moment.at + due - moment.utc),
        air_time=group.air_time,
        starts_itself=group.start == "auto",
    )


def as_left(
    archive: Archive,
    entry: Entry,
    session: Session,
    clock: Clock,
    times: TimeOfDay,
    warn: Callable[[str], None],
    here: Sequence[str] | None = None,
) -> Controller | None:
    """Go on with what was prepared of the next meeting of a session, if anything was.

    The session is taken in as it is now, and exactly those named `here` are here (None: who was).
    `warn` is told when that was left, too.
    """
    prepared = archive.prepared(entry, clock.now().utc)
    if prepared is None:
        return None
    try:
        found = resume(prepared, archive, clock, times, warn, counting=True)
    except (MeetingInUse, UnreadableJournal):
        return None
    if found.session != session:
        found.take_over(session)
    if here is not None:
        found.set_here(here)
    warn(f"As you left it at {times(prepared.stopped)}.")
    return found


def resume(
    record: Recording,
    archive: Archive,
    clock: Clock,
    times: TimeOfDay,
    warn: Callable[[str], None],
    *,
    counting: bool,
) -> Controller:
    """Go on with a meeting, `counting` the time away or giving it back.

    The meeting goes on by `clock`, shifted to its own instants. Time that was counted can still
    be given back: it is the meeting's `away`. Raises MeetingInUse, UnreadableJournal.
    """
    moment = clock.now()
    journal, record = archive.resume(record, moment.utc, warn, counting=counting)
    header = record.header
    found = Controller(
        header.session,
        ShiftedClock(clock, record.instant(moment.utc) - moment.at),
        times,
        reserve=header.reserve,
        base_url=header.base_url,
        events=record.meeting.events,
        gathering=header.gathering,
        wall=header.wall,
    )
    away = record.away(record.instant(moment.utc)) if counting else None
    if away is not None and (header.taken is None or away.until - away.since > GAP):
        found.away = Gap(away.since, away.until)
    found.record_in(journal, header, archive)
    return found
