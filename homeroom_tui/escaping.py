"""Make text that somebody else wrote safe to show; keep what is secret from other programs."""

from __future__ import annotations

import os
import unicodedata

TAB = "    "

JOINERS = "\u200c\u200d"
"""They shape emoji, and Persian and Indic words."""


def visible(text: str, *, tab: str = TAB, newline: str = "␊") -> str:
    """Return `text` with every character that a terminal would act on shown as a sign.

    Tabs and line ends become `tab` and `newline`.
    """
    if text.isprintable():
        return text
    return "".join(_sign(character, tab, newline) for character in text)


def shorten(text: str, longest: int) -> str:
    """Return `text` on one line, at most `longest` characters, with an ellipsis if it was cut."""
    text = " ".join(text[: 4 * longest].split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _sign(character: str, tab: str, newline: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    if character == "\t":
        return tab
    if character == "\n":
        return newline
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character if unicodedata.category(character) == "Zs" else f"<U+{code:04X}>"


PASSWORD = "HOMEROOM_BROKER_PASSWORD"
"""The variable that is not handed on: no other program needs to know it."""


def inherited() -> dict[str, str]:
    """Return the environment of another program that is run: an alert command, an editor."""
    return {name: value for name, value in os.environ.items() if name != PASSWORD}
