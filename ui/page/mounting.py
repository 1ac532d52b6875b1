"""Puts the chat page into the application with files of ours only: nothing in it names another host."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse

from assistant import Assistant
from ui.desk import Desk
from ui.page.blocks import build_blocks
from ui.page.choosing import choosing_router
from ui.page.documents import documents_router
from ui.page.local_model import local_model_router

_STATIC = Path(__file__).parents[1] / "static"
_STYLES = ("page.css", "tools.css")
# Each may use those before it.
_SCRIPTS = ("page.js", "place.js", "bar.js", "scope.js", "asking.js", "chats.js", "documents.js", "model.js")
_FILES = {
    **dict.fromkeys(_STYLES, "text/css"),
    **dict.fromkeys(_SCRIPTS, "text/javascript"),
    "seal.svg": "image/svg+xml",
}
_SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def mount_blocks(app: FastAPI, assistant: Assistant, *, read_only: bool = False, desk: Desk | None = None) -> FastAPI:
    """Mount the page at ``/`` and its files under ``/static``; ``read_only`` leaves out all that changes."""
    app.include_router(choosing_router(assistant.index))
    if not read_only:
        app.include_router(documents_router(assistant))
        app.include_router(local_model_router(assistant))
    for name, media_type in _FILES.items():
        _serve(app, name, media_type)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_blocks(desk or Desk(assistant), read_only=read_only),
        path="/",
        theme=build_theme(),
        head=_head(),
        favicon_path=str(_STATIC / "seal.png"),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
    )
    return mounted


def build_theme() -> gr.themes.Base:
    """Paper and ink, so that the page has its colours before its stylesheet arrives; no font is fetched."""
    paper, ink = "#f6f3ec", "#211c18"
    dark_paper, dark_ink = "#171513", "#e9e3d8"
    theme = gr.themes.Base(font=_SANS, font_mono=_MONO)
    return theme.set(
        body_background_fill=paper,
        body_background_fill_dark=dark_paper,
        body_text_color=ink,
        body_text_color_dark=dark_ink,
        background_fill_primary=paper,
        background_fill_primary_dark=dark_paper,
        background_fill_secondary=paper,
        background_fill_secondary_dark=dark_paper,
    )


def _serve(app: FastAPI, name: str, media_type: str) -> None:
    @app.get(f"/static/{name}", include_in_schema=False)
    def send_file() -> FileResponse:
        return FileResponse(_STATIC / name, media_type=media_type)


def _head() -> str:
    return "\n".join(
        (
            *(f'<link rel="stylesheet" href="{_versioned(name)}">' for name in _STYLES),
            f'<link rel="icon" type="image/svg+xml" href="{_versioned("seal.svg")}">',
            *(f'<script src="{_versioned(name)}" defer></script>' for name in _SCRIPTS),
        )
    )


def _versioned(name: str) -> str:
    """The file's address with its content's hash, so that no browser keeps an older one."""
    digest = sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
