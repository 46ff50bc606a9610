"""The page in a real Chromium: what it shows, what it refuses, and that nothing can break it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import Playback, Standing, Timer
from homeroom_tui.meeting.view import Verdict
from homeroom_tui.room.cohort import new_cohort, speaking
from homeroom_tui.room.document import (
    Document,
    End,
    Here,
    Line,
    Row,
    Said,
    TurnNow,
    encode,
)
from homeroom_tui.room.envelope import MessageKind, RoomKeys
from homeroom_tui.room.link import BOARD_PAGE, Link, Place, broker_of_page
from homeroom_tui.room.link import encode as base64url
from homeroom_tui.room.pages import MEETING_PAGE, pages
from homeroom_tui.room.watching import Watching
from tests.room.conftest import Mosquitto, Shared, needs, program, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = files("homeroom_tui.room").joinpath("page", "index.html").read_text(encoding="utf-8")
WAIT = 15_000
"""Milliseconds for what must happen."""


def test_the_page_is_small_and_asks_nobody_else() -> None:
    assert len(gzip.compress(PAGE.encode(), 9)) <= 10 * 1024
    addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", PAGE)
    assert addresses == []
    for risky in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert risky not in PAGE


@pytest.mark.parametrize("name", [MEETING_PAGE, BOARD_PAGE])
def test_the_policy_allows_just_the_script_that_is_there(name: str) -> None:
    text = pages()[name]
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text, f"write sha256-{digest} into the policy"
    assert "innerHTML" not in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        needs("playwright")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    """The one tab of all tests: a new one takes as long as what most of them do in it."""
    made = browser.new_page(locale="en-US")
    made.set_default_timeout(WAIT)
    return made


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab as if it were new."""
    errors: list[str] = []

    def note(error: object) -> None:
        errors.append(str(error))

    tab.set_viewport_size({"width": 390, "height": 844})
    tab.on("pageerror", note)
    yield tab
    tab.evaluate("try { localStorage.clear(); } catch {}")
    tab.goto("about:blank")
    tab.remove_listener("pageerror", note)
    assert not errors


KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
LINK = f"#{KEYS.room}.{base64url(KEYS.key)}"


@pytest.fixture
def alone(page: Page, tmp_path: Path) -> Page:
    """The page from a file, with a link whose broker nobody listens at."""
    path = tmp_path / "follow.html"
    path.write_text(PAGE, encoding="utf-8")
    page.goto(f"{path.as_uri()}{LINK}.{base64url(b'ws://127.0.0.1:9')}")
    return page


def shown(page: Page, text: str, name: str = "main") -> None:
    """Wait until a part of the page has this text."""
    page.locator(name).filter(has_text=text).first.wait_for()


Closing = Callable[[Any], Any]


@pytest.fixture
def shared(mosquitto: Mosquitto, closing: Closing) -> Shared:
    made: Shared = closing(Shared(mosquitto))
    made.do(ev.Start)
    return made


def test_a_meeting_is_followed_from_its_link(shared: Shared, page: Page) -> None:
    page.goto(str(shared.sharing.link))
    shown(page, "1 of 4 · Revisit norms", "#block")
    assert re.fullmatch(r"14:\d\d|15:00", page.inner_text("#count"))
    assert "of 15 min" in page.inner_text("#phase")
    assert "on time, ends" in page.inner_text("#verdict")
    assert page.inner_text("#status") == "live"
    shared.do(ev.Next)
    shown(page, "2 of 4 · Career roadmap", "#block")
    assert page.locator("#agenda .done").count() == 1
    shared.do(ev.Pause)
    shown(page, "paused", "#phase")
    shared.do(ev.Resume)
    shown(page, "of 20 min", "#phase")
    shared.do(ev.Finish)
    shown(page, "The meeting is over.", "#notice")
    shown(page, "ended", "#verdict")


def test_a_page_that_was_saved_as_a_file_follows_too(
    mosquitto: Mosquitto, shared: Shared, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "follow.html"
    path.write_text(PAGE, encoding="utf-8")
    web = broker_of_page(mosquitto.page)
    assert web is not None
    page.goto(str(replace(shared.sharing.link, page=path.as_uri(), broker=web)))
    shown(page, "1 of 4 · Revisit norms", "#block")
    shown(page, "live", "#status")


def test_the_page_and_the_facilitator_show_the_same_second(shared: Shared, page: Page) -> None:
    page.goto(str(shared.sharing.link))
    shown(page, "1 of 4", "#block")
    for _ in range(3):
        before = shared.document.here
        text = page.inner_text("#count")
        now = shared.clock.now().utc
        assert before is not None
        assert before.zero is not None
        elapsed = now - before.zero
        minutes, seconds = map(int, text.split(":"))
        assert abs(900 - minutes * 60 - seconds - elapsed) < 1.5


def test_a_broker_that_comes_back_is_found_again(
    mosquitto: Mosquitto, shared: Shared, page: Page
) -> None:
    page.goto(str(shared.sharing.link))
    shown(page, "1 of 4", "#block")
    mosquitto.kill()
    shown(page, "no connection since", "footer")
    before = page.inner_text("#count")
    page.wait_for_function(
        "before => document.getElementById('count').textContent < before", arg=before
    )
    shared.do(ev.Next)
    mosquitto.start()
    shown(page, "2 of 4", "#block")
    shown(page, "live", "#status")


def test_what_there_is_to_say_without_a_meeting(mosquitto: Mosquitto, page: Page) -> None:
    own = broker_of_page(mosquitto.page)
    assert own is not None
    page.goto(str(Link(mosquitto.page, own, KEYS.room, KEYS.key)))
    shown(page, "Nobody shares a meeting here yet")


def test_a_meeting_that_is_no_longer_shared_is_taken_away(shared: Shared, page: Page) -> None:
    page.goto(str(shared.sharing.link))
    shown(page, "1 of 4", "#block")
    shared.sharing.stop()
    shown(page, "no longer shared", "#notice")
    assert not page.is_visible("#count")


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("", "cut off"),
        (LINK[:-1], "cut off"),
        (LINK, "for a terminal"),
        (f"{LINK}.{base64url(b'mqtt://h')}", "for a terminal"),
    ],
)
def test_a_link_that_cannot_be_followed_is_said(
    page: Page, tmp_path: Path, fragment: str, said: str
) -> None:
    path = tmp_path / "follow.html"
    path.write_text(PAGE, encoding="utf-8")
    page.goto(f"{path.as_uri()}{fragment}")
    shown(page, said, "#notice")


def test_a_page_without_web_crypto_says_why(mosquitto: Mosquitto, browser: Browser) -> None:
    # An address that is not the machine's own is no secure context without TLS.
    page = browser.new_page()
    page.route(
        "http://homeroom.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html")
    )
    page.goto(f"http://homeroom.test/{LINK}")
    page.locator("#notice").filter(has_text="only on an https:// page").wait_for(timeout=WAIT)
    page.close()


def test_prompts_links_and_hostile_texts_stay_text(alone: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> [bad](javascript:alert(1)) [/x] **bold** `code` \x1b[2J"
    found = Document(
        until=time.time() + 3600,
        playback=Playback.RUNNING,
        title=hostile,
        end=End(Verdict.OPEN),
        agenda=(Row(hostile, Standing.PRESENT, 600),),
        base_url="https://example.org/a/",
        here=Here(
            0, 600, 900, 600, zero=time.time(), prompts=(Line(hostile, ("[in](b)",)), Line("two"))
        ),
    )
    draw(alone, found)
    assert alone.locator("img").count() == 0
    assert alone.locator("#prompts strong").inner_text() == "bold"
    assert alone.locator("#prompts code").inner_text() == "code"
    links = alone.locator("#prompts a")
    assert links.count() == 1
    assert links.get_attribute("href") == "https://example.org/a/b"
    assert "[bad](javascript:alert(1))" in alone.inner_text("#prompts")


def draw(page: Page, found: Document) -> None:
    """Show a document as if it had just come."""
    text = encode(found).decode()
    page.evaluate(
        """text => { room.document = readDocument(text); room.order = [1, 1]; room.up = true;
           room.offset = 0; room.cleared = false; draw(); }""",
        text,
    )


def here(elapsed: float, **more: Any) -> Document:
    """A block of 15 to 20 minutes that had `elapsed` seconds when it was paused."""
    present = Here(0, 900, 1200, 1020, elapsed=int(elapsed), **more)
    return Document(
        until=time.time() + 3600,
        playback=Playback.RUNNING,
        title="Week",
        end=End(Verdict.IN_HAND, 207, time.time() + 3600, time.time() + 3000),
        agenda=(Row("Share", Standing.PRESENT, 1020), Row("Discuss", Standing.TO_COME, 600)),
        here=present,
        started=time.time() - elapsed,
    )


@pytest.mark.parametrize(
    ("elapsed", "count", "said"),
    [
        (0, "17:00", "minimum in 15:00 · of 17 min"),
        (910, "1:50", "can move on · of 17 min"),
        (970, "0:50", "wrapping up · of 17 min"),
        (1100, "+1:20", "maximum in 1:40 · of 17 min"),
        (1322, "+5:02", "5:02 over, 2:02 past the 20 min maximum · of 17 min"),
    ],
)
def test_each_phase_has_its_words(alone: Page, elapsed: int, count: str, said: str) -> None:
    draw(alone, here(elapsed))
    assert alone.inner_text("#count") == count
    assert alone.inner_text("#phase") == said


def test_the_time_of_a_tied_block_is_kept_in_sight(alone: Page) -> None:
    soon = time.time() + 270.5
    found = here(1030)
    rows = (found.agenda[0], Row("**Lunch**", Standing.TO_COME, 600, at=soon))
    draw(alone, replace(found, agenda=rows, end=replace(found.end, tie=1)))
    assert re.fullmatch(r"Lunch in 4:(30|31) · of 17 min", alone.inner_text("#phase"))
    assert re.search(r"Lunch at \d+:\d\d", alone.inner_text("#agenda"))
    assert alone.inner_text("#verdict").endswith(" more before “Lunch”")
    late = End(Verdict.TOO_MUCH, -180, found.end.hard, tie=1)
    draw(alone, replace(found, agenda=rows, end=late))
    assert alone.inner_text("#verdict") == "“Lunch” begins 3 min late"


def test_a_lobby_says_when_the_meeting_starts(alone: Page) -> None:
    found = replace(here(0), here=None, playback=Playback.READY, starts=time.time() + 600)
    draw(alone, found)
    assert alone.inner_text("#notice").startswith("The meeting starts at ")
    draw(alone, replace(found, starts=time.time() - 1))
    assert alone.inner_text("#notice") == "The meeting has not started yet."


def test_a_small_timer_is_counted_down(alone: Page) -> None:
    draw(alone, here(910, timer=Timer(7, 120, 850)))
    assert alone.inner_text("#phase") == "timer 1:00 · can move on · of 17 min"
    draw(alone, here(980, timer=Timer(7, 120, 850)))
    assert alone.inner_text("#phase").startswith("timer 0:10 over · ")


def test_a_paused_block_stays_in_its_phase(alone: Page) -> None:
    draw(alone, here(1030, phase="enough"))
    assert alone.inner_text("#phase").startswith("can move on")


def test_who_taps_a_name_is_told_when_it_is_their_turn(alone: Page) -> None:
    turn = TurnNow(who="Ana", began=0, share=225, waiting=("Ben", "Chidi"))
    draw(alone, replace(here(60), turn=turn))
    assert "2:45 left of 3:45" in alone.inner_text("#turn")
    alone.get_by_role("button", name="Ben").click()
    assert "You are next, Ben." in alone.inner_text("#turn")
    draw(alone, replace(here(60), turn=replace(turn, who="Ben", waiting=("Chidi",), began=60)))
    assert "It is your turn, Ben." in alone.inner_text("#turn")
    assert "It is your turn" in alone.inner_text("#spoken")


def test_a_screen_reader_hears_changes_and_no_seconds(alone: Page) -> None:
    assert alone.locator("#count").get_attribute("aria-live") == "off"
    draw(alone, here(100, prompts=(Line("What helped?"), Line("What not?"))))
    assert "Share" in alone.inner_text("#spoken")
    spoken = alone.inner_text("#spoken")
    draw(alone, here(101, prompts=(Line("What helped?"), Line("What not?"))))
    assert alone.inner_text("#spoken") == spoken
    draw(alone, here(102, prompts=(Line("What helped?"), Line("What not?")), prompt=1))
    assert alone.inner_text("#spoken") == "What not?"
    draw(alone, here(1030))
    assert alone.inner_text("#spoken") == "This block reached its target."
    for _ in range(2):
        draw(alone, replace(here(1030), playback=Playback.PAUSED, paused_since=time.time()))
        assert alone.inner_text("#spoken") == "Paused."
        draw(alone, here(1030))
        assert alone.inner_text("#spoken") == "Resumed."


def test_the_end_of_a_block_of_fixed_length_is_heard_once(alone: Page) -> None:
    def fixed(elapsed: int) -> Document:
        found = here(elapsed)
        assert found.here is not None
        return replace(found, here=replace(found.here, min=900, max=900, target=900))

    draw(alone, fixed(890))
    draw(alone, fixed(900))
    assert alone.inner_text("#spoken") == "This block reached its target."
    alone.evaluate("() => { document.getElementById('spoken').textContent = ''; }")
    draw(alone, fixed(960))
    assert alone.inner_text("#spoken") == ""


def test_the_end_is_said_in_minutes_as_on_the_screens(alone: Page) -> None:
    hard = 1_795_618_800.0
    over = replace(
        here(0), playback=Playback.FINISHED, end=End(Verdict.IN_HAND, 0, hard), finished=hard - 540
    )
    draw(alone, over)
    assert alone.inner_text("#verdict").endswith(", 9 min early")
    draw(alone, replace(over, finished=hard + 240))
    assert alone.inner_text("#verdict").endswith(", 4 min late")
    draw(alone, replace(over, finished=hard + 20))
    assert alone.inner_text("#verdict").endswith(", on time")


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (768, 1024), (1920, 1080)])
def test_nothing_is_wider_than_the_screen(alone: Page, size: tuple[int, int]) -> None:
    alone.set_viewport_size({"width": size[0], "height": size[1]})
    long = "Take turns sharing " + "x" * 60
    found = here(4000, prompts=(Line(long, (long,)), Line("two")))
    rows = (Row(long, Standing.PRESENT, 36000), *found.agenda[1:])
    draw(alone, replace(found, title=long, agenda=rows))
    assert alone.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_same_words_of_order_and_clocks_as_in_the_terminal(alone: Page) -> None:
    """The follower in the page takes a sequence of messages as the one in Python does."""
    result = alone.evaluate(
        """() => {
          const f = follower(), doc = title => encoder.encode(JSON.stringify(
            {until: 9e9, playback: 'ready', title, end: {verdict: 'open'}, agenda: []}));
          const m = (epoch, number, sent) =>
            ({epoch, number, sent, text: doc(`${epoch}.${number}`)});
          f.up = true;
          const seen = [[1, 2], [1, 1], [2, 1], [1, 9], [2, 1], [2, 3], [2, 2]].map(([e, n]) =>
            f.take('state', m(e, n, 1000), 1000, false, null));
          const title = f.document.title;
          f.take('beat', m(2, 9, 5000), 5000 + 47000, false);
          f.take('beat', m(2, 10, 6000), 6000 + 47050, false);
          const live = f.condition(5000);
          f.take('gone', m(2, 0, 0), 0);
          return [seen, title, f.offset, live, f.condition(6000), f.condition(1e13)];
        }"""
    )
    assert result == [
        [True, False, True, False, False, True, False],
        "2.3",
        47000,
        "live",
        "gone",
        "expired",
    ]


def test_in_one_epoch_the_greater_computer_is_followed(alone: Page) -> None:
    result = alone.evaluate(
        """() => {
          const f = follower(), doc = encoder.encode(JSON.stringify(
            {until: 9e9, playback: 'ready', title: '', end: {verdict: 'open'}, agenda: []}));
          f.up = true;
          return [[3, 7], [9, 1], [3, 8], [9, 2]].map(([computer, count]) => f.take('state',
            {epoch: 1, number: computer * 65536 + count, sent: 1, text: doc}, 1, false, null));
        }"""
    )
    assert result == [True, True, False, True]


def test_messages_that_were_changed_show_nothing(
    mosquitto: Mosquitto, shared: Shared, page: Page
) -> None:
    page.goto(str(shared.sharing.link))
    shown(page, "1 of 4", "#block")
    good = shared.keys.seal(MessageKind.STATE, 2**31, 1, time.time(), encode(here(0)))
    forged = RoomKeys(bytes(32), shared.keys.key)
    bad = [good[:n] + bytes([good[n] ^ 1]) + good[n + 1 :] for n in range(0, len(good), 7)]
    bad += [good[:200], good + b"x", b"", forged.seal(MessageKind.STATE, 2**31, 1, 0.0, b"{}")]
    opened = page.evaluate(
        """async all => {
          const link = readLink(location.hash, location), open = await opener(link.id, link.key);
          let opened = 0;
          for (const text of all) {
            try { await open(bytes(text)); opened++; } catch (error) { /* as it should */ }
          }
          return opened;
        }""",
        [base64url(data) or "A" for data in bad],
    )
    assert opened == 0
    assert (
        page.evaluate(
            "async text => { const l = readLink(location.hash, location);"
            " return (await (await opener(l.id, l.key))(bytes(text))).epoch; }",
            base64url(good),
        )
        == 2**31
    )


@pytest.mark.parametrize("seed", range(2))
def test_a_flood_of_broken_packets_and_documents_breaks_nothing(alone: Page, seed: int) -> None:
    """Packets are cut and changed anywhere, documents have any field changed; 25,000 of each."""
    draw(alone, here(100, prompts=(Line("What helped?", ("In it",)),)))
    text = encode(
        replace(
            here(100, prompts=(Line("a", ("b",)),), timer=Timer(1, 60, 2)),
            turn=TurnNow("Ana", 1, 2, None, True, ("B",)),
        )
    ).decode()
    counted = alone.evaluate(
        """([seed, text]) => {
          let state = seed * 7919 + 1;
          const random = n => {
            state = (state * 1103515245 + 12345) % 2147483648;
            return Math.floor(state / 2147483648 * n);
          };
          const body = [...string('hr/1/x/state'), 5, 2, 0, 0, 28, 32, ...Array(60).fill(7)];
          const good = packet(0x31, body);
          let packets = 0, refused = 0, documents = 0, wrong = 0;
          for (let i = 0; i < 25000; i++) {
            let data = good.slice(0, random(3) ? good.length : random(good.length));
            for (let k = random(4); k && data.length; k--) data[random(data.length)] = random(256);
            const read = reader((type, flags, body) => {
              packets++;
              if (type === 3) readPublish(flags, body, random(2) ? 5 : 4);
            });
            const cut = random(data.length + 1);
            try { read(data.slice(0, cut)); read(data.slice(cut)); } catch (error) { refused++; }
          }
          const long = 'y'.repeat(3000);
          const values = [null, true, -1, 1e99, 'x', '', [], {}, [[]], [null], long, NaN];
          for (let i = 0; i < 25000; i++) {
            const made = JSON.parse(text);
            let at = made;
            for (;;) {
              const keys = Object.keys(at), key = keys[random(keys.length)], old = at[key];
              const deeper = old && typeof old === 'object' && Object.keys(old).length;
              if (deeper && random(2)) { at = old; continue; }
              at[key] = values[random(values.length)];
              break;
            }
            try { room.document = readDocument(JSON.stringify(made)); documents++; }
            catch (error) { wrong++; }
            if (i % 25 === 0) draw();
          }
          return [packets, refused, documents, wrong];
        }""",
        [seed, text],
    )
    assert all(counted)
    draw(alone, here(910))
    assert alone.inner_text("#phase") == "can move on · of 17 min"


# A cohort


def test_what_is_said_to_the_cohort_is_counted_down_on_the_page(alone: Page) -> None:
    now = time.time()
    text = "<img src=x onerror=alert(1)>Back"
    made = Document(
        now + 999, Playback.READY, "Norms", End(Verdict.OPEN), (), said=Said(text, now + 90.5)
    )
    draw(alone, made)
    shown(alone, f"Cohort: {text} · in 1:", "#said")
    draw(alone, replace(made, said=None))
    alone.locator("#said:empty").wait_for(state="attached")


@pytest.mark.usefixtures("quick_board")
def test_a_board_shows_its_groups_and_what_is_said(
    mosquitto: Mosquitto, closing: Closing, page: Page
) -> None:
    place = Place(mosquitto.broker, mosquitto.page, mosquitto.login)
    link, seed = new_cohort(place)
    names = ("The <b>Kestrels</b>", "The Owls")
    groups = [
        closing(
            Shared(mosquitto, RoomKeys(os.urandom(32), os.urandom(16)), cohort=link, group=name)
        )
        for name in names
    ]
    groups[0].do(ev.Start)
    groups[1].show()
    page.goto(str(link))
    shown(page, "2 groups: 1 on time, 1 not started", "#notice")
    shown(page, names[0], "#groups")
    assert page.locator("#groups b").count() == 0
    assert page.inner_text("#status") == "live"
    speaker = closing(Watching(link, place, keys=speaking(link, base64url(seed)), now=time.time))
    speaker.start()
    wait_until(lambda: speaker.settled)
    speaker.speak("Back in the main room", time.time() + 100)
    shown(page, "To all: Back in the main room · in 1:", "#said")
    wait_until(lambda: groups[0].sharing.said)
    groups[0].sharing.answer()
    shown(page, "coming", "#groups")
    groups[1].sharing.stop()
    shown(page, "1 group: 1 on time", "#notice")
    speaker.take_back(speaker.said())
    page.locator("#said:empty").wait_for(state="attached")


def test_a_board_page_refuses_the_link_of_a_meeting(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    path.write_text(pages()[BOARD_PAGE], encoding="utf-8")
    page.goto(f"{path.as_uri()}{LINK}")
    shown(page, "This is no link of a cohort", "#notice")
