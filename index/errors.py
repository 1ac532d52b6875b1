"""Errors a person can act on."""

from __future__ import annotations


class YuanwenError(Exception):
    """Something the user can mend. The message is one line: what, which value, and what to do."""


class UnavailableError(YuanwenError):
    """A server that the index is kept on cannot be reached, or refuses this program: it may pass."""
