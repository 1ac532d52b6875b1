"""The chat page's parts and what happens when a reader uses them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any

import gradio as gr

from assistant.feedback import Feedback, write_feedback
from assistant.question import MAX_QUESTION
from index import BUNDLED, Entry, YuanwenError
from ui.api.errors import ApiError
from ui.desk import Desk
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.endpoint import add_endpoint, client_of
from ui.page.examples import choose_examples, known_ids
from ui.page.follow_ups import FollowUps
from ui.page.message import MOST_LISTED, render_answer, render_question, render_side, render_start
from ui.page.order import Rating, read_order
from ui.page.pace import pace
from ui.page.parts import build_box, build_chat, build_hidden, build_language_choice
from ui.page.record import keep, recall
from ui.page.wording import Words, words_for_script, words_in
from ui.rendering import render_page

_IN_TOUCH = 2.0  # seconds
_NOTHING_NEW = tuple(gr.skip() for _ in range(6))
_CHOOSE_LANGUAGE = "(language) => window.yuanwen ? window.yuanwen.language(language) : language"
_TAKE_ORDER = "(box, chat, language, order) => [box, chat, language, window.yuanwen ? window.yuanwen.order() : order]"

Update = Any
Message = dict[str, str]
Turn = AbstractAsyncContextManager[None]

log = logging.getLogger(__name__)


def build_blocks(desk: Desk, *, read_only: bool = False) -> gr.Blocks:
    """The page, which asks at ``desk``; ``read_only`` leaves out what adds and removes documents."""
    blocks: gr.Blocks = gr.Blocks(title="原文 Yuanwen", analytics_enabled=False, fill_width=True)
    with blocks:
        _Page(desk, read_only).lay_out(blocks)
        add_endpoint(desk)
    # No queue of Gradio's own: every question waits in the one that the API's wait in.
    blocks.queue(default_concurrency_limit=None, api_open=False)
    return blocks


class _Page:
    """The page's components, and the functions their events call."""

    def __init__(self, desk: Desk, read_only: bool) -> None:
        self._desk = desk
        self._assistant = desk.assistant
        self._read_only = read_only
        self._follow_ups = FollowUps(desk.assistant)

    def lay_out(self, blocks: gr.Blocks) -> None:
        """Create the components inside ``blocks`` and wire them."""
        words, articles = self._words(Conversation(), "zh-Hans"), self._articles()
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
        told = [self.conversation, self.language]
        # The framework drops what is sent while an event runs, up to its very end: only after it may the page say that
        # one can ask again. Looking for follow-ups comes last: meanwhile the reader can already ask.
        # Both go past the queue: a public server counts what is queued as questions.
        finished = asked.success(self.finish, told, shown, queue=False, **quiet)
        # What is left of a conversation that was left may still be looked for, and must not keep the new one's from it.
        finished.success(self.offer, told, [self.chat], trigger_mode="multiple", queue=False, **quiet)
        worded = [self.brand, self.past, self.new, self.language, self.chat, self.box, self.send, self.stop, self.side]
        self.stop.click(self.halt, told, shown, cancels=[asked], queue=False, **quiet)
        left = self.new.click(self.clear, told, shown, cancels=[asked], queue=False, **quiet)
        # Follow-ups of the conversation that was left may have been on their way.
        left.success(self.finish, told, shown, queue=False, **quiet)
        self.language.input(self.speak, told, worded, queue=False, **quiet)
        self.refresh.click(self.speak, told, worded, queue=False, **quiet)
        blocks.load(self.greet, [self.language], worded, js=_CHOOSE_LANGUAGE, queue=False, **quiet)

    async def act(
        self, box: str | None, conversation: Conversation, language: str, ordered: str | None, request: gr.Request
    ) -> AsyncIterator[tuple[Update, ...]]:
        """Do what the reader asks: answer a question, take up an earlier conversation, or store a rating.

        Shows an answer as it grows; `finish` shows what all has come to.
        """
        order = read_order(ordered)
        conversation.shown_in = self._words(conversation, language).language
        if order.open is not None:
            conversation.cut(0)
            yield _keep_only(Conversation(recall(self._assistant, order.open), conversation.shown_in))
        elif order.rate:
            self._store(order.rate, conversation)
            yield _keep_only(conversation)
        else:
            question = box or "" if order.question is None else order.question
            if order.at is not None and not _is_unfit(question):
                conversation.cut(order.at)
            conversation.begin(question, order.scope.where())
            answering = self.answer(conversation, language, self._desk.turn(client_of(request)))
            async with aclosing(answering) as steps:  # type: ignore[type-var]
                async for step in steps:
                    yield step

    async def answer(self, conversation: Conversation, language: str, turn: Turn) -> AsyncIterator[tuple[Update, ...]]:
        """Answer the latest question piece by piece, once its turn has come, up to its end, which is not shown."""
        articles, exchange = self._articles(), conversation.exchanges[-1]
        question = exchange.question
        started = self._show(conversation, language, articles)
        # What cannot be asked goes back into its box, for the reader to mend.
        yield (question, *started[1:]) if _is_unfit(question) else started
        # The reader may close the tab or press stop at any yield: the assistant must then stop too.
        async with aclosing(pace(follow(self._desk, conversation, turn), _IN_TOUCH)) as steps:
            async for new in steps:
                more = new and exchange.running
                yield self._show(conversation, language, articles) if more else _NOTHING_NEW

    def finish(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Show what has come of it, now that one can ask again."""
        return self._show(conversation, language, self._articles())

    async def offer(self, conversation: Conversation, language: str, request: gr.Request) -> Update:
        """Add to the last answer what to ask next, unless the reader has gone on."""
        last = conversation.last
        if last is None or last.stage != "done" or last.offers:
            return gr.skip()
        asked = [e.question.strip() for e in conversation.exchanges]
        try:
            async with self._desk.turn(client_of(request)):
                offers = await self._follow_ups.offer(last, asked, self._articles())
        except ApiError:  # the server is full: an answer needs no more than itself
            return gr.skip()
        except YuanwenError:
            log.warning("no follow-ups could be offered", exc_info=True)
            return gr.skip()
        last.offers, last.kept = tuple(offers), None
        gone_on = conversation.last is not last or not offers
        return gr.skip() if gone_on else self._messages(conversation, self._words(conversation, language))

    def halt(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Show what there was when the reader pressed stop."""
        if conversation.last and conversation.last.running:
            conversation.last.stage = "stopped"
        return self._show(conversation, language, self._articles())

    def clear(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Begin a new conversation."""
        conversation.cut(0)  # what still works for the old one must not show it again
        words = self._words(conversation, language)
        side, anew = self._side(None, self._articles(), words), Conversation(shown_in=words.language)
        return "", [], side, anew, gr.update(visible=True), gr.update(visible=False)

    def speak(self, conversation: Conversation, language: str) -> tuple[Update, ...]:
        """Put the page into a language, with the articles of this moment."""
        words, articles = words_in(language, read_only=self._read_only), self._articles()
        conversation.shown_in = words.language
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

    def _show(self, conversation: Conversation, language: str, articles: list[Entry]) -> tuple[Update, ...]:
        words = self._words(conversation, language)
        running = conversation.last is not None and conversation.last.running
        return (
            gr.skip(),
            self._messages(conversation, words),
            self._side(conversation, articles, words),
            conversation,
            gr.update(visible=not running),
            gr.update(visible=running),
        )

    def _words(self, conversation: Conversation, language: str) -> Words:
        """Those of the language chosen last: an event still says the one it began with, ``language``."""
        return words_in(conversation.shown_in or language, read_only=self._read_only)

    def _messages(self, conversation: Conversation, words: Words) -> list[Message]:
        messages: list[Message] = []
        for exchange in conversation.exchanges:
            question, answer = _write(exchange, words)
            messages.append({"role": "user", "content": question})
            messages.append({"role": "assistant", "content": answer})
        return messages

    def _side(self, conversation: Conversation | None, articles: list[Entry], words: Words) -> str:
        last = conversation.last if conversation else None
        kept = keep(last) if last else None
        record = kept.model_dump_json() if kept else ""
        at = len(conversation.exchanges) - 1 if conversation else 0
        owned = set() if self._read_only else {a.id for a in articles if a.scope != BUNDLED}
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


def _keep_only(conversation: Conversation) -> tuple[Update, ...]:
    return *_NOTHING_NEW[:3], conversation, *_NOTHING_NEW[4:]


def _is_unfit(question: str) -> bool:
    return not question.strip() or len(question.strip()) > MAX_QUESTION
