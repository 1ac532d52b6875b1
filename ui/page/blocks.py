"""The chat page's parts and what happens when a reader uses them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant import Assistant
from assistant.feedback import Feedback, write_feedback
from assistant.question import MAX_QUESTION
from index import Entry, YuanwenError
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.examples import choose_examples, known_ids
from ui.page.follow_ups import FollowUps
from ui.page.message import MOST_LISTED, render_answer, render_question, render_side, render_start
from ui.page.order import Rating, read_order
from ui.page.pace import pace
from ui.page.parts import build_box, build_chat, build_hidden, build_language_choice
from ui.page.record import keep, recall
from ui.page.wording import Words, words_for_script, words_in
from ui.rendering import render_page

# Gradio runs one event at a time unless told otherwise: one slow answer would hold everybody's.
_AT_ONCE = 64
_IN_TOUCH = 2.0  # seconds
_NOTHING_NEW = tuple(gr.skip() for _ in range(6))
_CHOOSE_LANGUAGE = "(language) => window.yuanwen ? window.yuanwen.language(language) : language"
_TAKE_ORDER = "(box, chat, language, order) => [box, chat, language, window.yuanwen ? window.yuanwen.order() : order]"

Update = Any
Message = dict[str, str]

log = logging.getLogger(__name__)


def build_blocks(assistant: Assistant, *, read_only: bool = False) -> gr.Blocks:
    """The page over an open assistant; ``read_only`` leaves out what adds and removes documents."""
    blocks: gr.Blocks = gr.Blocks(title="原文 Yuanwen", analytics_enabled=False, fill_width=True)
    with blocks:
        _Page(assistant, read_only).lay_out(blocks)
    blocks.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
    return blocks


class _Page:
    """The page's components, and the functions their events call."""

    def __init__(self, assistant: Assistant, read_only: bool) -> None:
        self._assistant = assistant
        self._read_only = read_only
        self._follow_ups = FollowUps(assistant)

    def lay_out(self, blocks: gr.Blocks) -> None:
        """Create the components inside ``blocks`` and wire them."""
        words, articles = words_in("zh-Hans"), self._articles()
        self.conversation = gr.State(Conversation())
        with gr.Row(elem_id="yw-head"):
            self.brand = gr.HTML(_brand(words), elem_id="yw-brand", apply_default_css=False)
            self.past = gr.Button(words.history, elem_id="yw-history", size="sm")
            self.new = gr.Button(words.new, elem_id="yw-new", size="sm")
            self.language = build_language_choice(words)
        with gr.Row(elem_id="yw-main"):
            with gr.Column(elem_id="yw-chat-column", min_width=0):
                self.chat = build_chat(render_start(articles, choose_examples(articles, words.language), words))
                with gr.Row(elem_id="yw-composer"):
                    self.box = build_box(words)
                    self.send = gr.Button(words.send, elem_id="yw-send", variant="primary", min_width=0)
                    self.stop = gr.Button(words.stop, elem_id="yw-stop", visible=False, min_width=0)
            with gr.Column(elem_id="yw-side-column", min_width=0):
                self.side = gr.HTML(self._side(None, articles, words), elem_id="yw-side", apply_default_css=False)
        self.order, self.do, self.refresh = build_hidden()
        self._wire(blocks)

    def _wire(self, blocks: gr.Blocks) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        shown = [self.box, self.chat, self.side, self.conversation, self.send, self.stop]
        asked = gr.on(
            [self.box.submit, self.send.click, self.do.click],
            self.act,
            [self.box, self.conversation, self.language, self.order],
            shown,
            js=_TAKE_ORDER,
            **quiet,
        )
        # An event of its own: while it looks for questions the reader can already ask the next one.
        asked.then(self.offer, [self.conversation, self.language], [self.chat], **quiet)
        worded = [self.brand, self.past, self.new, self.language, self.chat, self.box, self.send, self.stop, self.side]
        told = [self.conversation, self.language]
        self.stop.click(self.halt, told, shown, cancels=[asked], queue=False, **quiet)
        self.new.click(self.clear, [self.language], shown, cancels=[asked], queue=False, **quiet)
        self.language.input(self.speak, told, worded, queue=False, **quiet)
        self.refresh.click(self.speak, told, worded, queue=False, **quiet)
        blocks.load(self.greet, [self.language], worded, js=_CHOOSE_LANGUAGE, queue=False, **quiet)

    async def act(
        self, box: str | None, conversation: Conversation, language: str, ordered: str | None
    ) -> AsyncIterator[tuple[Update, ...]]:
        """Do what the reader asks: answer a question, show an earlier conversation, or store a rating."""
        order, words = read_order(ordered), words_in(language)
        if order.open is not None:
            conversation = Conversation(recall(self._assistant, order.open))
            yield self._show_all(conversation, words)
        elif order.rate:
            self._store(order.rate, conversation)
            yield self._show_all(conversation, words)
        else:
            question = box or "" if order.question is None else order.question
            if order.at is not None and not _is_unfit(question):
                conversation.cut(order.at)
            typed = order.question is None
            answering = self.answer(question, order.scope, conversation, words, typed)
            async with aclosing(answering) as steps:  # type: ignore[type-var]
                async for step in steps:
                    yield step

    async def answer(
        self, question: str, scope: tuple[str, ...], conversation: Conversation, words: Words, typed: bool
    ) -> AsyncIterator[tuple[Update, ...]]:
        """Answer a question piece by piece."""
        articles = self._articles()
        conversation.begin(question, scope)
        before = self._messages(conversation, words)[:-1]
        box: Update = "" if typed and not _is_unfit(question) else gr.skip()
        yield self._show(before, conversation, words, articles, box)
        # The reader may close the tab or press stop at any yield: the assistant must then stop too.
        async with aclosing(pace(follow(self._assistant, conversation), _IN_TOUCH)) as steps:
            async for new in steps:
                yield self._show(before, conversation, words, articles, gr.skip()) if new else _NOTHING_NEW

    async def offer(self, conversation: Conversation, language: str) -> Update:
        """Add to the last answer what to ask next, unless the reader has gone on."""
        last = conversation.last
        if last is None or last.stage != "done" or last.offers:
            return gr.skip()
        asked = [e.question.strip() for e in conversation.exchanges]
        try:
            offers = await self._follow_ups.offer(last, asked, self._articles())
        except YuanwenError:
            log.warning("no follow-ups could be offered", exc_info=True)
            return gr.skip()
        last.offers, last.kept = tuple(offers), None
        gone_on = conversation.last is not last or not offers
        return gr.skip() if gone_on else self._messages(conversation, words_in(language))

    def halt(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Show what there was when the reader pressed stop."""
        if conversation.last and conversation.last.running:
            conversation.last.stage = "stopped"
        return self._show_all(conversation, words_in(language))

    def clear(self, language: str) -> tuple[Update, ...]:
        """Begin a new conversation."""
        side = self._side(None, self._articles(), words_in(language))
        return "", [], side, Conversation(), gr.update(visible=True), gr.update(visible=False)

    def speak(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Put the page into a language, with the articles of this moment."""
        words, articles = words_in(language), self._articles()
        start = render_start(articles, choose_examples(articles, words.language), words)
        return (
            _brand(words),
            words.history,
            words.new,
            gr.update(value=words.language, label=words.language_label),
            gr.update(value=self._messages(conversation, words), placeholder=start),
            gr.update(label=words.ask_label, placeholder=words.ask_hint),
            words.send,
            words.stop,
            self._side(conversation, articles, words),
        )

    def greet(self, language: str) -> tuple[Update, ...]:
        """Meet a reader: the language of their browser, the articles of this moment."""
        return self.speak(Conversation(), language)

    def _show_all(self, conversation: Conversation, words: Words) -> tuple[Update, ...]:
        before = self._messages(conversation, words)[:-1]
        return self._show(before, conversation, words, self._articles(), gr.skip())

    def _show(
        self,
        before: list[Message],
        conversation: Conversation,
        words: Words,
        articles: list[Entry],
        box: Update,
    ) -> tuple[Update, ...]:
        running = conversation.last is not None and conversation.last.running
        return (
            box,
            [*before, *self._messages(conversation, words, latest_only=True)[-1:]],
            self._side(conversation, articles, words),
            conversation,
            gr.update(visible=not running),
            gr.update(visible=running),
        )

    def _messages(self, conversation: Conversation, words: Words, *, latest_only: bool = False) -> list[Message]:
        messages: list[Message] = []
        for exchange in conversation.exchanges[-1:] if latest_only else conversation.exchanges:
            question, answer = _write(exchange, words)
            messages.append({"role": "user", "content": question})
            messages.append({"role": "assistant", "content": answer})
        return messages

    def _side(self, conversation: Conversation | None, articles: list[Entry], words: Words) -> str:
        last = conversation.last if conversation else None
        kept = keep(last) if last else None
        record = kept.model_dump_json() if kept else ""
        at = len(conversation.exchanges) - 1 if conversation else 0
        owned = set() if self._read_only else {a.id for a in articles if a.scope != "bundled"}
        count = self._assistant.index.counts()[0]
        told: dict[str, Any] = {"count": count, "owned": owned, "record": (at, record), "read_only": self._read_only}
        return render_side(last, articles, words, **told)

    def _store(self, rating: Rating, conversation: Conversation) -> None:
        if rating.at >= len(conversation.exchanges):
            return
        exchange = conversation.exchanges[rating.at]
        kept = keep(exchange)
        citations = [c.model_dump() for c in kept.citations] if kept else []
        opinion = Feedback(rating.rating, exchange.question, exchange.text, rating.reason, citations)
        try:
            write_feedback(self._assistant.settings.home, opinion)
            exchange.rated = "stored"
        except YuanwenError as error:
            log.warning("a rating was not stored: %s", error)
            exchange.rated = "failed"
        exchange.kept = None

    def _articles(self) -> list[Entry]:
        """The newest articles, as many as are listed, and those that the prepared questions are about."""
        index = self._assistant.index
        newest = index.entries(MOST_LISTED)
        if len(newest) < MOST_LISTED:
            return newest
        listed = {entry.id for entry in newest}
        return newest + index.entries_of(sorted(known_ids() - listed))


def _write(exchange: Exchange, words: Words) -> tuple[str, str]:
    if exchange.kept and exchange.kept[0] == words.language:
        return exchange.kept[1]
    written = render_question(exchange), render_answer(exchange, words)
    if not exchange.running:
        exchange.kept = words.language, written
    return written


def _brand(words: Words) -> str:
    return render_page("brand.html", words=words, spoken=words_for_script(words))


def _is_unfit(question: str) -> bool:
    """Whether to leave the question in its box, for the reader to mend."""
    return not question.strip() or len(question.strip()) > MAX_QUESTION
