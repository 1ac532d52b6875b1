"""The chat page.

The door: ``mount_page(app, assistant)``. Importing this package costs nothing; Gradio is loaded when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant import Assistant
    from ui.desk import Desk

__all__ = ["mount_page"]


def mount_page(app: FastAPI, assistant: Assistant, *, read_only: bool = False, desk: Desk | None = None) -> FastAPI:
    """Add the chat page at ``/`` and give the application back. Call it last: it takes every path left over.

    ``read_only`` leaves out what adds and removes documents; ``desk`` is where its questions are asked, its own
    without.
    """
    from ui.page.mounting import mount_blocks

    return mount_blocks(app, assistant, read_only=read_only, desk=desk)
