"""The page's components, each as it is before anything happens."""

from __future__ import annotations

import gradio as gr

from ui.page.wording import LANGUAGES, Words


def build_chat(start: str) -> gr.Chatbot:
    """The conversation; ``start`` is what it shows before the first question."""
    return gr.Chatbot(
        elem_id="yw-chat",
        show_label=False,
        label="原文",
        container=False,
        height="100%",
        buttons=[],
        layout="bubble",
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        allow_file_downloads=False,
        placeholder=start,
    )


def build_box(words: Words) -> gr.Textbox:
    """Where a question is written."""
    return gr.Textbox(
        elem_id="yw-box",
        label=words.ask_label,
        placeholder=words.ask_hint,
        show_label=True,
        lines=1,
        max_lines=6,
        min_width=0,
    )


def build_language_choice(words: Words) -> gr.Radio:
    """The page's language."""
    return gr.Radio(
        list(LANGUAGES),
        value=words.language,
        label=words.language_label,
        elem_id="yw-language",
        container=True,
        min_width=0,
    )


def build_hidden() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    """What only the script uses: what it orders, the button that carries it out, and one that shows the page anew."""
    return (
        gr.Textbox(visible="hidden", elem_id="yw-order"),
        gr.Button(visible="hidden", elem_id="yw-do"),
        gr.Button(visible="hidden", elem_id="yw-refresh"),
    )
