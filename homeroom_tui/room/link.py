"""The link to a room: where it is followed, which room it is, and the key to read it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from homeroom_tui.agenda.model import Group, RoomPlace, RoomSettings
from homeroom_tui.errors import UserError

SCHEMES = ("mqtt", "mqtts", "ws", "wss")
"""Schemes of a broker's address: MQTT over TCP and over WebSocket, each without and with TLS."""

PORTS = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
USER = "homeroom"
"""The name of a facilitator at a broker, unless another is set."""

KEY_BYTES = 16
MAX_LINK = 2048
"""Characters. A longer text is no link that homeroom made."""

COHORT_MARK = "c."
"""The mark of a cohort's link, first in its fragment."""

HANDOVER_MARK = "t."
"""The mark of a link to take a meeting over, first in its fragment."""

SEED_BYTES = 32

BOARD_PAGE = "board.html"
"""The page of a cohort's board, beside that of a meeting."""

_PART = re.compile(r"[A-Za-z0-9_-]+")


class LinkError(UserError, ValueError):
    """The text is not a link to a room, or not an address of a broker; the message says why."""

    wrong_use = True


class Broker(Struct, frozen=True):
    """The address of an MQTT broker, without any password."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def secure(self) -> bool:
        """Return whether the connection is encrypted by TLS."""
        return self.scheme in ("mqtts", "wss")

    @property
    def web(self) -> bool:
        """Return whether it is reached over WebSocket, as browsers must."""
        return self.scheme in ("ws", "wss")

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


class Login(Struct, frozen=True):
    """The login of a facilitator: name and password, and a file of certificates to trust."""

    user: str = ""
    password: str = ""
    trust: str = ""


class Link(Struct, frozen=True):
    """Everything a follower needs: the page if there is one, the broker, the room's id and its key.

    The part behind `#` never leaves the follower's machine: browsers do not send it.
    """

    page: str
    broker: Broker
    room: str
    key: bytes
    cohort: bool = False

    def __str__(self) -> str:
        """The link as it is shared: `<page>#[c.]<room>.<key>[.<broker>]`, `c.` for a cohort's.

        The broker is named only where it is not the page's own: the `/mqtt` of its host.
        """
        secret = f"{COHORT_MARK if self.cohort else ''}{self.room}.{encode(self.key)}"
        if not self.page:
            return f"{self.broker}/#{secret}"
        if self.broker == broker_of_page(self.page):
            return f"{self.page}#{secret}"
        return f"{self.page}#{secret}.{encode(str(self.broker).encode())}"


class Handover(Struct, frozen=True):
    """The link to take a meeting over: the broker, the seed that signs, and the key to read.

    Whoever has it can facilitate the meeting, and read its notes.
    """

    broker: Broker
    seed: bytes
    key: bytes

    def __str__(self) -> str:
        return f"{self.broker}/#{HANDOVER_MARK}{encode(self.seed)}.{encode(self.key)}"


class Place(Struct, frozen=True):
    """The place where a meeting is shared, and its cohort, where the `group` is called so."""

    broker: Broker
    page: str = ""
    login: Login = Login()
    cohort: Link | None = None
    group: str = ""


def topic(room: str, name: str) -> str:
    """The MQTT topic of a room or a cohort: `state`, `say`, `g/` and the id of a group."""
    return f"hr/1/{room}/{name}"


def encode(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


CUT_OFF = "This link is cut off or changed: copy it again as a whole."


def decode(text: str) -> bytes:
    """The bytes of base64url without padding. Raises LinkError."""
    if not _PART.fullmatch(text):
        raise LinkError(CUT_OFF)
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise LinkError(CUT_OFF) from None


def parse_broker(text: str) -> Broker:
    """Read a broker's address such as `mqtts://hr.example.org:8883`. Raises LinkError."""
    address = text.strip()[:MAX_LINK]
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise LinkError("The broker's address has no such port.") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise LinkError(
            "Write the broker's address as mqtts://host, mqtt://host, wss://host/path or"
            " ws://host/path."
        )
    if parts.username or parts.password:
        raise LinkError("Leave user and password out of the broker's address: set them apart.")
    if parts.query or parts.fragment:
        raise LinkError("The broker's address has no `?` and no `#`.")
    path = "" if parts.scheme in ("mqtt", "mqtts") else parts.path or "/mqtt"
    return Broker(parts.scheme, parts.hostname, port or PORTS[parts.scheme], path)


def parse_page(text: str) -> str:
    """Read the address of the page that followers open, without a fragment. Raises LinkError."""
    address = text.strip()[:MAX_LINK]
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # raises if it can't be one
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("https", "http", "file") or not (parts.netloc or parts.path):
        raise LinkError("Write the page's address as https://host/path.")
    if "#" in address:
        raise LinkError("Leave the `#` and what follows it out of the page's address.")
    return address


def broker_of_page(page: str) -> Broker | None:
    """The broker that goes with a page unless another is named: `/mqtt` on the page's host."""
    parts = urlsplit(page)
    scheme = {"https": "wss", "http": "ws"}.get(parts.scheme)
    if scheme is None or parts.hostname is None:
        return None
    return Broker(scheme, parts.hostname, parts.port or PORTS[scheme], "/mqtt")


NO_BROKER = """\
To share a meeting, homeroom needs an MQTT broker, and none is set. Three ways to get one:
  1. On this computer: run `homeroom broker` in another terminal, and do what it says.
  2. One that you may use: put its address into your group or settings file, under `room:`
     (homeroom group --edit, homeroom config --edit), and its password into the settings.
  3. A server of your own, for phones too: the documentation has an example (docs/room.md)."""


def find_place(
    environ: Mapping[str, str],
    settings: RoomSettings | None,
    group: Group,
    broker: str = "",
    page: str = "",
    cohort: str = "",
    taken: Broker | None = None,
) -> Place:
    """Return where to share: as told, else by environment, settings, group or the cohort's link.

    `broker`, `page` and `cohort`, the text of a link, are those that are told. A meeting that was
    `taken` over stays at its broker. Raises LinkError, with the ways to get a broker where none is
    set.
    """
    of_cohort = find_cohort(environ, group, cohort)
    told = RoomPlace(broker, page)
    by_environ = RoomPlace(environ.get("HOMEROOM_BROKER", ""), environ.get("HOMEROOM_PAGE", ""))
    places = [place for place in (told, by_environ, settings, group.room) if place is not None]
    if of_cohort is not None and not any(place.broker for place in places):
        places = [RoomPlace(str(of_cohort.broker), urljoin(of_cohort.page, "."))]
    if taken is not None and not any(place.broker for place in places):
        places.append(RoomPlace(str(taken)))
    address = next((place.broker for place in places if place.broker), "")
    if not address:
        raise LinkError(NO_BROKER)
    found = parse_broker(address)
    # The password for one broker must not be sent to another, whatever a link says.
    if taken is not None and taken.host != found.host:
        raise LinkError(
            f"The meeting is at {taken.host}, and the broker that is set at {found.host}."
            f" Set the meeting's broker: HOMEROOM_BROKER={taken}"
        )
    if of_cohort is not None and of_cohort.broker.host != found.host:
        raise LinkError(
            f"The cohort is at {of_cohort.broker.host}, and the broker that is set at"
            f" {found.host}. Set the cohort's broker: --broker, or HOMEROOM_BROKER."
        )
    shown = next((place.page for place in places if place.page), "")
    own = settings or RoomSettings()
    login = Login(
        environ.get("HOMEROOM_BROKER_USER", own.user),
        environ.get("HOMEROOM_BROKER_PASSWORD", own.password),
        own.trust,
    )
    return Place(found, parse_page(shown) if shown else "", login, of_cohort, group.name)


def find_cohort(environ: Mapping[str, str], group: Group, told: str = "") -> Link | None:
    """Return the link of the cohort: as told, else by the environment or the group's file."""
    text = told or environ.get("HOMEROOM_COHORT", "") or group.cohort
    return parse_link(text, cohort=True) if text else None


def followers_broker(broker: Broker, page: str) -> Broker:
    """The broker that a link names where the facilitator connects to `broker`.

    Browsers can't speak MQTT over TCP, so with a page this is its own host's `/mqtt`. Raises
    LinkError where a page has no host.
    """
    if not page or broker.web:
        return broker
    own = broker_of_page(page)
    if own is None:
        raise LinkError("With a page from a file the broker's address must begin with ws or wss.")
    return own


def parse_link(text: str, *, cohort: bool = False) -> Link:
    """Read the link of a meeting or of a cohort as it was shared.

    Raises LinkError, whose message never repeats the key.
    """
    text = "".join(text.split())  # a link that a mail program broke into lines
    if len(text) > MAX_LINK or "#" not in text:
        raise LinkError("This is not a link to a meeting. It must be copied with all behind `#`.")
    address, _, fragment = text.partition("#")
    if fragment.startswith(HANDOVER_MARK):
        raise LinkError("This is the link to take a meeting over: homeroom take 'LINK'")
    if fragment.startswith(COHORT_MARK) is not cohort:
        raise LinkError(
            "This is the link of one meeting, not of a cohort: homeroom follow 'LINK'"
            if cohort
            else "This is the link of a cohort, not of a meeting: homeroom board 'LINK'"
        )
    room, _, rest = fragment.removeprefix(COHORT_MARK).partition(".")
    key, _, named = rest.partition(".")
    if len(decode(room)) != KEY_BYTES or len(decode(key)) != KEY_BYTES:
        raise LinkError(CUT_OFF)
    if address.startswith(SCHEMES):
        return Link("", parse_broker(address.removesuffix("/")), room, decode(key), cohort)
    page = parse_page(address)
    broker = _named_broker(named) if named else broker_of_page(page)
    if broker is None:
        raise LinkError("This link says neither which broker nor which host the meeting is on.")
    return Link(page, broker, room, decode(key), cohort)


def parse_handover(text: str) -> Handover:
    """Read the link to take a meeting over. Raises LinkError, whose message repeats no secret."""
    text = "".join(text.split())
    address, _, fragment = text.partition("#")
    if len(text) > MAX_LINK or not fragment:
        raise LinkError("This is not a link to take a meeting over. Copy it with all behind `#`.")
    if fragment.startswith(COHORT_MARK):
        raise LinkError("This is the link of a cohort: homeroom board 'LINK'. " + WANTED)
    if not fragment.startswith(HANDOVER_MARK):
        raise LinkError(
            "With this link a meeting can be followed: homeroom follow 'LINK'. " + WANTED
        )
    seed, _, key = fragment.removeprefix(HANDOVER_MARK).partition(".")
    if len(decode(seed)) != SEED_BYTES or len(decode(key)) != KEY_BYTES:
        raise LinkError(CUT_OFF)
    return Handover(parse_broker(address.removesuffix("/")), decode(seed), decode(key))


WANTED = "To take the meeting over, ask its facilitator for the link that `H` shows there."


def _named_broker(named: str) -> Broker:
    try:
        return parse_broker(decode(named).decode())
    except UnicodeDecodeError:
        raise LinkError(CUT_OFF) from None
