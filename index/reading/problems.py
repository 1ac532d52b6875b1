"""Why a document cannot become an article."""

from __future__ import annotations

from typing import Literal

from index.errors import YuanwenError

Kind = Literal["empty", "locked", "pictures", "damaged", "other"]
"""What a reader can do about it: find the right file, open it up, have its text recognised, save it again."""


class UnreadableFileError(YuanwenError):
    """A file that cannot become an article; the message names it."""

    def __init__(self, message: str, kind: Kind = "other") -> None:
        super().__init__(message)
        self.kind: Kind = kind


class Unreadable(Exception):  # noqa: N818 - a reason, told with the document's name by who knows it
    """What is wrong with a document, as the rest of a sentence that opens with its name."""

    def __init__(self, message: str, kind: Kind = "other") -> None:
        super().__init__(message)
        self.kind: Kind = kind
