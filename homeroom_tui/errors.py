"""The base of the errors whose text is for the user."""

from __future__ import annotations


class UserError(Exception):
    """An error whose text says what is wrong, in the user's words; a command ends with it.

    `wrong_use` is whether the command, or what it names, is wrong, rather than a file.
    """

    wrong_use = False
