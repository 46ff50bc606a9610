"""Links, bold, italic and code are read; everything else shows letter for letter."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.inline import MAX_LENGTH, Link, Span, links, plain, relative_links, spans

BASE = "https://careerdev.turing.edu"


def test_the_four_that_are_known() -> None:
    assert spans("**b** *i* `c` [l](/x)", BASE) == (
        Span("b", bold=True),
        Span(" "),
        Span("i", italic=True),
        Span(" "),
        Span("c", code=True),
        Span(" "),
        Span("l", url=f"{BASE}/x"),
    )


def test_italic_may_stand_between_low_lines() -> None:
    assert spans("_so_ it_is") == (Span("so", italic=True), Span(" it_is"))
    assert spans("**_both_**") == (Span("both", bold=True, italic=True),)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://turing.edu/a_b_c?x=1#y.", "https://turing.edu/a_b_c?x=1#y"),
        ("(https://turing.edu/a)", "https://turing.edu/a"),
        (
            "https://en.wikipedia.org/wiki/Pomodoro_(food), please",
            "https://en.wikipedia.org/wiki/Pomodoro_(food)",
        ),
        ("<http://turing.edu>", "http://turing.edu"),
        ("**https://turing.edu**", "https://turing.edu"),
    ],
)
def test_an_address_is_a_link(text: str, address: str) -> None:
    assert links(text) == (Link(address, address),)
    assert plain(text) == text.replace("**", "")


def test_no_address_is_longer_than_browsers_open() -> None:
    assert links(f"http://a{')' * 250_000} http://b") == (Link("http://b", "http://b"),)


def test_an_address_within_code_or_a_link_is_not_another() -> None:
    assert links("`https://a.org` [https://b.org](https://c.org)") == (
        Link("https://b.org", "https://c.org"),
    )


def test_links_that_need_a_base_are_found() -> None:
    text = "[a](/b/c) [d](https://e.org) https://f.org [g](h#i)"
    assert relative_links(text) == ("/b/c", "/h#i")


def test_they_nest() -> None:
    assert spans("***bi*** [a **b**](/x)", BASE) == (
        Span("bi", bold=True, italic=True),
        Span(" "),
        Span("a ", url=f"{BASE}/x"),
        Span("b", bold=True, url=f"{BASE}/x"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "[Warm up] chat",
        "[/x]",
        "[bold]x[/bold]",
        "[x][y]",
        "a * b, 3 *",
        "__init__ and snake_case_name",
        r"a\*b\[c",
        "<b>x</b> &amp; &lt;",
        "https:// and http:/x, ftp://x.org",
        "![picture](/a.png)",
        "[](/nothing)",
        "[a](javascript:alert(1))",
        "[a](file:///etc/passwd)",
        "[a](data:text/html,x)",
        "[a](https://)",
        "[a](b",
        "~~gone~~ # no heading",
        "*unclosed **too",
        "one\nline\n\nand more",
        "",
    ],
)
def test_all_else_shows_letter_for_letter(text: str) -> None:
    assert "".join(span.text for span in spans(text, BASE)) == text
    assert not any(span.bold or span.italic or span.code for span in spans(text, BASE))
    assert links(text, BASE) == ()


def test_links_in_order_with_their_addresses() -> None:
    text = "[one](/a)[two](/a) [**th**ree](https://x.org/?q=1) [mail](mailto:a@b.org) [up](../c)"
    assert links(text, f"{BASE}/d/e") == (
        Link("one", f"{BASE}/a"),
        Link("two", f"{BASE}/a"),
        Link("three", "https://x.org/?q=1"),
        Link("mail", "mailto:a@b.org"),
        Link("up", f"{BASE}/c"),
    )


def test_a_relative_link_without_a_base_shows_letter_for_letter() -> None:
    assert spans("go [there](/a)") == (Span("go [there](/a)"),)
    assert links("go [there](/a)") == ()


def test_plain_text_has_no_markup() -> None:
    assert (
        plain("Work on [networking](/a), **now**, with `git`")
        == "Work on networking, now, with git"
    )


def test_a_very_long_text_shows_letter_for_letter() -> None:
    text = "[" * MAX_LENGTH + "**b**"
    assert spans(text) == (Span(text),)


@pytest.mark.parametrize("sign", ["[", "*", "`a", "*a ", "_a "])
def test_a_text_of_nothing_but_signs_shows_letter_for_letter(sign: str) -> None:
    text = sign * (MAX_LENGTH // len(sign))
    assert spans(text) == (Span(text),)


@given(st.one_of(st.text(max_size=60), st.text("[]()*`_!\\<>&;:/#x \n", max_size=40)))
@settings(max_examples=300, deadline=None)
def test_any_text_keeps_its_words(text: str) -> None:
    shown = "".join(span.text for span in spans(text, BASE))
    assert len(shown) <= len(text)
    assert all(link.url.split(":")[0] in ("http", "https", "mailto") for link in links(text, BASE))
    if not set(text) & set("*`[_"):
        assert shown == text


def test_the_parser_is_not_imported_for_plain_words() -> None:
    code = (
        "import sys; from homeroom_tui.agenda.inline import spans; spans('plain words');"
        "assert 'markdown_it' not in sys.modules; spans('*x*'); assert 'markdown_it' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
