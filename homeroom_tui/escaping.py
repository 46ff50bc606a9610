"""Make text that somebody else wrote safe to print: one line, and nothing a terminal would obey."""

from __future__ import annotations

import re

_UNSEEN = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Joiners (U+200C, U+200D) are not among them: they shape emoji, and Persian and Indic words."""


def visible(text: str) -> str:
    """Return `text` on one line, each character that a terminal would act on shown as a sign."""
    return text if text.isprintable() else re.sub(_UNSEEN, _sign, text)


def shorten(text: str, longest: int) -> str:
    """Return `text` on one line, at most `longest` characters, with an ellipsis if it was cut."""
    text = " ".join(text[: 4 * longest].split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return "→" if code == 9 else chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"<U+{code:04X}>"
