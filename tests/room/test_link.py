"""The link: written, read again, and refused in words when it is cut or wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.room.link import (
    Broker,
    Link,
    LinkError,
    broker_of_page,
    encode,
    parse_broker,
    parse_link,
    parse_page,
)

keys = st.binary(min_size=16, max_size=16)
brokers = st.builds(
    Broker,
    st.sampled_from(["mqtt", "mqtts"]),
    st.from_regex(r"[a-z][a-z0-9]{0,20}(\.[a-z]{2,6})?", fullmatch=True),
    st.integers(1, 65535),
) | st.builds(
    Broker,
    st.sampled_from(["ws", "wss"]),
    st.just("example.org"),
    st.integers(1, 65535),
    st.sampled_from(["/mqtt", "/a/b"]),
)
pages = st.sampled_from(
    ["", "https://hr.example.org/f", "http://127.0.0.1:8080/", "file:///home/ana/follow.html"]
)


@given(pages, brokers, keys, keys)
def test_a_link_reads_back_as_written(page: str, broker: Broker, room: bytes, key: bytes) -> None:
    link = Link(page, broker, encode(room), key)
    assert parse_link(str(link)) == link


def test_the_broker_is_named_only_where_it_is_not_the_pages_own() -> None:
    page = "https://hr.example.org/f"
    own = broker_of_page(page)
    assert own == Broker("wss", "hr.example.org", 443, "/mqtt")
    link = Link(page, own, encode(bytes(16)), bytes(16))
    assert str(link) == f"{page}#{'A' * 22}.{'A' * 22}"


def test_a_link_that_was_broken_into_lines_is_read() -> None:
    link = Link("https://hr.example.org/f", Broker("mqtt", "h", 1883), encode(bytes(16)), bytes(16))
    text = str(link)
    assert parse_link(f" {text[:30]}\n{text[30:60]}\r\n {text[60:]} ") == link


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a link to a meeting"),
        ("https://hr.example.org/f", "all behind `#`"),
        ("https://hr.example.org/f#abc", "cut off"),
        (f"https://hr.example.org/f#{'A' * 22}.{'A' * 21}", "cut off"),
        (f"https://hr.example.org/f#{'A' * 22}.{'A' * 22}.!!!", "cut off"),
        (f"file:///f.html#{'A' * 22}.{'A' * 22}", "neither which broker"),
        (f"javascript:alert(1)#{'A' * 22}.{'A' * 22}", "https://"),
        ("x" * 3000 + "#", "not a link"),
    ],
)
def test_what_is_no_link_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(LinkError, match=said):
        parse_link(text)


def test_a_refused_link_is_never_repeated_with_its_key() -> None:
    key = encode(bytes(range(16)))
    with pytest.raises(LinkError) as error:
        parse_link(f"https://hr.example.org/f#{'A' * 21}.{key}")
    assert key not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hr.example.org", "mqtts://host"),
        ("https://hr.example.org", "mqtts://host"),
        ("mqtt://ana:secret@hr.example.org", "Leave user and password out"),
        ("mqtt://hr.example.org:99999", "no such port"),
        ("wss://hr.example.org/mqtt?x=1", "has no `?`"),
    ],
)
def test_what_is_no_broker_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(LinkError, match=said.replace("?", r"\?")) as error:
        parse_broker(text)
    assert "secret" not in str(error.value)


def test_a_broker_without_port_or_path_has_the_usual_ones() -> None:
    assert str(parse_broker("mqtt://h")) == "mqtt://h:1883"
    assert str(parse_broker("mqtts://h")) == "mqtts://h:8883"
    assert str(parse_broker("wss://h")) == "wss://h:443/mqtt"
    assert str(parse_broker("mqtt://[::1]:1884")) == "mqtt://[::1]:1884"


@pytest.mark.parametrize(
    "text", ["ftp://h/f", "h", "https://h/f#x", "", "https://h:am/", "https://h:99999/"]
)
def test_what_is_no_page_is_refused(text: str) -> None:
    with pytest.raises(LinkError):
        parse_page(text)


@given(st.text(max_size=300))
def test_any_text_is_a_link_or_a_link_error(text: str) -> None:
    for read in (parse_link, parse_broker, parse_page):
        with suppress(LinkError):
            read(text)
