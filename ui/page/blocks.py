"""The chat page's parts and what happens when a reader uses them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant import Assistant
from assistant.question import MAX_QUESTION
from index import Article
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.examples import choose_answerable, choose_examples
from ui.page.message import render_answer, render_question, render_side, render_start
from ui.page.pace import pace
from ui.page.wording import LANGUAGES, Words, words_in
from ui.rendering import render_page

# Gradio runs one event at a time unless told otherwise: one slow answer would hold everybody's.
_AT_ONCE = 64
_IN_TOUCH = 2.0  # seconds
_NOTHING_NEW = tuple(gr.skip() for _ in range(6))
_CHOOSE_LANGUAGE = "(language) => window.yuanwen ? window.yuanwen.language(language) : language"

Update = Any
Message = dict[str, str]


def build_blocks(assistant: Assistant) -> gr.Blocks:
    """The page over an open assistant."""
    blocks: gr.Blocks = gr.Blocks(title="原文 Yuanwen", analytics_enabled=False, fill_width=True)
    with blocks:
        _Page(assistant).lay_out(blocks)
    blocks.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
    return blocks


class _Page:
    """The page's components, and the functions their events call."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def lay_out(self, blocks: gr.Blocks) -> None:
        """Create the components inside ``blocks`` and wire them."""
        words, articles = words_in("zh-Hans"), self._articles()
        self.conversation = gr.State(Conversation())
        with gr.Row(elem_id="yw-head"):
            self.brand = gr.HTML(_brand(words), elem_id="yw-brand", apply_default_css=False)
            self.new = gr.Button(words.new, elem_id="yw-new", size="sm")
            self.language = _language_choice(words)
        with gr.Row(elem_id="yw-main"):
            with gr.Column(elem_id="yw-chat-column", min_width=0):
                self.chat = _chat(render_start(articles, choose_examples(articles, words.language), words))
                with gr.Row(elem_id="yw-composer"):
                    self.box = _question_box(words)
                    self.send = gr.Button(words.send, elem_id="yw-send", variant="primary", min_width=0)
                    self.stop = gr.Button(words.stop, elem_id="yw-stop", visible=False, min_width=0)
            with gr.Column(elem_id="yw-side-column", min_width=0):
                self.side = gr.HTML(render_side(None, articles, words), elem_id="yw-side", apply_default_css=False)
        self._wire(blocks)

    def _wire(self, blocks: gr.Blocks) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        shown = [self.box, self.chat, self.side, self.conversation, self.send, self.stop]
        asked = gr.on(
            [self.box.submit, self.send.click],
            self.answer,
            [self.box, self.conversation, self.language],
            shown,
            **quiet,
        )
        worded = [self.brand, self.new, self.language, self.chat, self.box, self.send, self.stop, self.side]
        told = [self.conversation, self.language]
        self.stop.click(self.halt, told, shown, cancels=[asked], queue=False, **quiet)
        self.new.click(self.clear, [self.language], shown, cancels=[asked], queue=False, **quiet)
        self.language.input(self.speak, told, worded, queue=False, **quiet)
        blocks.load(self.greet, [self.language], worded, js=_CHOOSE_LANGUAGE, queue=False, **quiet)

    async def answer(
        self, question: str | None, conversation: Conversation, language: str
    ) -> AsyncIterator[tuple[Update, ...]]:
        """Answer a question piece by piece."""
        words, articles = words_in(language), self._articles()
        exchange = conversation.begin(question or "")
        before = self._messages(conversation, words, articles)[:-1]
        box: Update = gr.skip() if _is_unfit(exchange.question) else ""
        yield self._show(before, conversation, words, articles, box)
        # The reader may close the tab or press stop at any yield: the assistant must then stop too.
        async with aclosing(pace(follow(self._assistant, conversation), _IN_TOUCH)) as steps:
            async for new in steps:
                yield self._show(before, conversation, words, articles, gr.skip()) if new else _NOTHING_NEW

    def halt(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Show what there was when the reader pressed stop."""
        words, articles = words_in(language), self._articles()
        if conversation.last and conversation.last.running:
            conversation.last.stage = "stopped"
        before = self._messages(conversation, words, articles)[:-1]
        return self._show(before, conversation, words, articles, gr.skip())

    def clear(self, language: str) -> tuple[Update, ...]:
        """Begin a new conversation."""
        words, articles = words_in(language), self._articles()
        side = render_side(None, articles, words)
        return "", [], side, Conversation(), gr.update(visible=True), gr.update(visible=False)

    def speak(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Put the page into a language."""
        words, articles = words_in(language), self._articles()
        start = render_start(articles, choose_examples(articles, words.language), words)
        return (
            _brand(words),
            words.new,
            gr.update(value=words.language, label=words.language_label),
            gr.update(value=self._messages(conversation, words, articles), placeholder=start),
            gr.update(label=words.ask_label, placeholder=words.ask_hint),
            words.send,
            words.stop,
            render_side(conversation.last, articles, words),
        )

    def greet(self, language: str) -> tuple[Update, ...]:
        """Meet a reader: the language of their browser, the articles of this moment."""
        return self.speak(Conversation(), language)

    def _show(
        self,
        before: list[Message],
        conversation: Conversation,
        words: Words,
        articles: list[Article],
        box: Update,
    ) -> tuple[Update, ...]:
        last = conversation.last
        running = last is not None and last.running
        return (
            box,
            [*before, *self._messages(conversation, words, articles, latest_only=True)[-1:]],
            render_side(last, articles, words),
            conversation,
            gr.update(visible=not running),
            gr.update(visible=running),
        )

    def _messages(
        self, conversation: Conversation, words: Words, articles: list[Article], *, latest_only: bool = False
    ) -> list[Message]:
        messages: list[Message] = []
        for exchange in conversation.exchanges[-1:] if latest_only else conversation.exchanges:
            question, answer = _write(exchange, words, articles)
            messages.append({"role": "user", "content": question})
            messages.append({"role": "assistant", "content": answer})
        return messages

    def _articles(self) -> list[Article]:
        return self._assistant.index.articles()


def _write(exchange: Exchange, words: Words, articles: list[Article]) -> tuple[str, str]:
    if exchange.kept and exchange.kept[0] == words.language:
        return exchange.kept[1]
    instead = choose_answerable(articles, exchange.language) if exchange.refused else ()
    written = render_question(exchange), render_answer(exchange, words, instead)
    if not exchange.running:
        exchange.kept = words.language, written
    return written


def _brand(words: Words) -> str:
    return render_page("brand.html", words=words)


def _is_unfit(question: str) -> bool:
    """Whether to leave the question in its box, for the reader to mend."""
    return not question.strip() or len(question.strip()) > MAX_QUESTION


def _chat(start: str) -> gr.Chatbot:
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


def _question_box(words: Words) -> gr.Textbox:
    return gr.Textbox(
        elem_id="yw-box",
        label=words.ask_label,
        placeholder=words.ask_hint,
        show_label=True,
        lines=1,
        max_lines=6,
        min_width=0,
    )


def _language_choice(words: Words) -> gr.Radio:
    return gr.Radio(
        list(LANGUAGES),
        value=words.language,
        label=words.language_label,
        elem_id="yw-language",
        container=True,
        min_width=0,
    )
