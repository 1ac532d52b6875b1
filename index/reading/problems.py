"""Why a document cannot become an article."""

from __future__ import annotations

from index.errors import YuanwenError


class UnreadableFileError(YuanwenError):
    """A file that cannot become an article; the message names it."""


class Unreadable(Exception):  # noqa: N818 - a reason, told with the document's name by who knows it
    """What is wrong with a document, as the rest of a sentence that opens with its name."""
