"""Why a local model cannot be used, in a form that can be said in any language."""

from __future__ import annotations

from typing import Literal

from index import YuanwenError

Fault = Literal["", "disk", "memory", "hash", "reach", "file"]


class ModelFileError(YuanwenError):
    """A model file that cannot be brought or run.

    Attributes:
        fault: ``disk``, no room; ``memory``, too little of it; ``hash``, not the file meant; ``reach``, no address
            gives it; ``file``, no model.
    """

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault: Fault = fault
