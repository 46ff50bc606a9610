"""Texts that somebody may have written to do harm, or without a thought of terminals."""

from __future__ import annotations

UNTRUSTED = {
    "brackets": "[Warm up] chat [b]loud[/b] [@click=app.quit]go[/]",
    "closing tag": "[/x] and [/]",
    "emoji": "👩‍👩‍👧 party 🎉 ❤️ 👍🏽",
    "cjk": "自己紹介をしましょう、ゆっくりと",
    "right to left": "שלום עולם مرحبا بالعالم",
    "long": "a very long title " * 17,
    "unbroken": "x" * 300,
    "escape": "red \x1b[31m and title \x1b]0;owned\x07 bell \x07 back\x08 \x9b2J \x7f",
    "overrides": "user\u202egpj.exe\u2066x\u2069 zero\u200bwidth \u2028 line \u2029 \ufeff",
    "lines": "one\r\ntwo\rthree\x0bfour\x0cfive\x85six\ttab",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "markdown": "**not closed and `code and [link](javascript:alert(1)) $accent $(rm)",
    "nothing": " ",
}
"""Texts that anybody could put into a file."""
