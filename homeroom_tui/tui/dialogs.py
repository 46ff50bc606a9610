"""What can be asked above a screen: answers to choose from, and lines to type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Choice(NamedTuple):
    """An answer: the `value` handed back, its `label`, and a letter that chooses it at once."""

    value: str
    label: str
    key: str = ""


YES = "yes"
YES_OR_NO = (Choice(YES, "Yes", "y"), Choice("no", "No", "n"))


class Field(NamedTuple):
    """Something to type; `read` makes a value of it, or raises ValueError with a sentence."""

    label: str
    text: str
    read: Callable[[str], Any]
