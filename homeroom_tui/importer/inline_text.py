"""The published text of a line: without HTML, in the inline Markdown that sessions know."""

from __future__ import annotations

import html
import re

_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|br|button|center|cite|code|dd|del|details|dfn|div|"
    "dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|"
    "main|mark|nav|ol|p|pre|q|s|samp|section|small|source|span|strike|strong|sub|summary|sup|svg|"
    "table|tbody|td|tfoot|th|thead|time|tr|u|ul|var|video"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,2000}}|\s?/)?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_BOLD_TAG = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^][]{0,300})\]\(([^()\s]{0,1000})[^()]{0,200}\)")
_ATTRIBUTES = re.compile(r"\{:?\s?[.#:][^{}]{0,200}\}|\{:[^{}]{0,200}\}")
_BOLD = re.compile(r"(?<!\w)__(?=[^\s_])([^_\n]{1,400})(?<!\s)__(?!\w)")
_ITALIC = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,400})(?<!\s)_(?![\w_])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_REFERENCE = re.compile(r"\[([^][]{1,300})\](?:\[([^][]{0,100})\])?(?![\[(:])")

NUMBER = re.compile(r"^(?:[IVX]{1,5}\.|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]|[0-9]\ufe0f?\u20e3)\s+")
"""The number of a heading, with the space behind it."""


def published(line: str) -> str:
    """A line as readers of the page see it, with only links, bold, italic and code as Markdown."""
    line = _BOLD_TAG.sub("**", BREAK.sub(" ", line)).replace("~~", "")
    line = _ATTRIBUTES.sub("", _ADDRESS.sub(r"\1", _TAG.sub("", line)))
    if "](" in line:
        line = _IMAGE.sub(r"[\1](\2)", line)
    elif "://" not in line:
        line = _ITALIC.sub(r"*\1*", _BOLD.sub(r"**\1**", line))
    line = html.unescape(_ESCAPED.sub(r"\1", line))
    return " ".join(line.replace("\ufeff", "").split())


def resolve(text: str, references: dict[str, str]) -> str:
    """`text` with links such as `[words][name]` made into links of their own."""

    def link(found: re.Match[str]) -> str:
        target = references.get((found[2] or found[1]).lower())
        return f"[{found[1]}]({target})" if target else found[0]

    return _REFERENCE.sub(link, text)


def without_marks(text: str) -> str:
    """The words of a text: of a link what it says, and no marks of bold or italic."""
    return re.sub(r"[*`\[\]]", "", re.sub(r"\]\([^()]{0,2000}\)", "]", text)).strip()


def folded(text: str) -> str:
    """Return what two titles are compared by: their letters and digits."""
    return "".join(filter(str.isalnum, without_marks(text).lower()))
