"""What has been asked and answered in one tab, and how a question moves through it."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass, field
from typing import Literal

from assistant import Answer, Citation, InvalidQuestionError, Mark, Piece, Quotes, Turn
from assistant.question import MAX_QUESTION, Language, language_of
from index import Article, Index, UnavailableError, Where, YuanwenError
from ui.api.errors import ApiError
from ui.desk import Desk
from ui.page.examples import Example
from ui.page.wording import Words

Stage = Literal["waiting", "quoted", "answering", "done", "stopped", "failed"]
Fault = Literal["empty", "long", "character", "bare", "scope", "known", "busy", "unexpected"]
Rated = Literal["", "stored", "failed"]

_ALL = Where()

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchange:
    """One question and as much of its answer as there is so far.

    Attributes:
        question: as asked.
        language: to answer in.
        stage: ``quoted`` while a model writes and the sources' own words are shown; ``stopped`` is the reader's
            wish, ``failed`` has a ``fault``.
        text: the pieces so far, with markers ``[n]``.
        citations: those the text uses, ``citations[n - 1]`` for ``[n]``.
        marks: where the markers stand in ``text``, in order.
        answer: the whole answer once it is there.
        fault: the kind of error; ``message`` is its own words where it is a known one.
        articles: those cited or retrieved, by id.
        scope: which articles it may rest on.
        offers: questions to ask next, or instead after a refusal, whose answers are known to be there.
        rated: whether the reader's rating was stored.
        kept: the exchange as the page last showed it once it was over, and the page's language then: a long
            conversation is not written anew with each question.
    """

    question: str
    language: Language
    stage: Stage = "waiting"
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    answer: Answer | None = None
    fault: Fault | None = None
    message: str = ""
    articles: dict[str, Article] = field(default_factory=dict)
    scope: Where = _ALL
    offers: tuple[Example, ...] = ()
    rated: Rated = ""
    kept: tuple[Language, tuple[str, str]] | None = None

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.stage in ("waiting", "quoted", "answering")

    @property
    def refused(self) -> bool:
        """Whether the answer is that the sources hold none."""
        return self.answer is not None and not self.answer.grounded and not self.answer.courtesy


@dataclass(slots=True)
class Conversation:
    """One tab's exchanges, oldest first.

    Attributes:
        exchanges: what was asked and answered.
        shown_in: the page's language, as the reader last chose it; None before anything was asked or chosen.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    shown_in: Language | None = None

    @property
    def last(self) -> Exchange | None:
        """The latest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    def history(self) -> list[Turn]:
        """What was asked and answered before the latest exchange, as the reader saw it."""
        return [Turn(e.question, e.text) for e in self.exchanges[:-1] if e.text and e.stage in ("done", "stopped")]

    def cut(self, at: int) -> None:
        """Forget the exchange at ``at``, counted from 0, and all after it."""
        del self.exchanges[at:]

    def begin(self, question: str, scope: Where = _ALL) -> Exchange:
        """Add a question that has no answer yet."""
        before = self.last.language if self.last else None
        # A lone surrogate, which is refused later, has no UTF-8 form for the language to be told from.
        readable = question.encode("utf-8", "replace").decode("utf-8")
        exchange = Exchange(question, language_of(readable, before), scope=scope)
        self.exchanges.append(exchange)
        return exchange


async def follow(
    desk: Desk, conversation: Conversation, turn: AbstractAsyncContextManager[None] | None = None
) -> AsyncGenerator[None, None]:
    """Answer the latest question into its exchange, yielding whenever there is more to show.

    ``turn`` is entered first and held until the answer is whole.

    An error ends in the exchange, not in an exception. Closing the iterator stops the assistant.
    """
    exchange = conversation.last
    if exchange is None:
        return
    asked = exchange.question, conversation.history(), exchange.scope
    try:
        if fault := _what_lacks(desk.index, exchange.scope):
            _fail(exchange, fault)
            yield
            return
        async with (
            turn or nullcontext(),
            aclosing(desk.stream_quotes_first(*asked)) as events,
        ):
            async for event in events:
                if isinstance(event, Answer):
                    _finish(exchange, event)
                elif isinstance(event, Quotes):
                    exchange.stage = "quoted"
                    _show(exchange, event.answer)
                else:
                    _append(exchange, event)
                _look_up(desk.index, exchange)
                yield
    except InvalidQuestionError as error:
        _fail(exchange, _fault_of(exchange.question), str(error))
        yield
    except ApiError:
        _fail(exchange, "busy")
        yield
    except YuanwenError as error:
        _fail(exchange, *_told(error))
        yield
    except Exception:
        log.exception("a question was not answered")
        _fail(exchange, "unexpected")
        yield
    finally:
        if exchange.running:
            exchange.stage = "stopped"


def describe_fault(exchange: Exchange, words: Words) -> str:
    """What went wrong, in the page's language, with the next step."""
    said: dict[Fault | None, str] = {
        "empty": words.error_empty,
        "long": words.error_long.format(count=f"{len(exchange.question.strip()):,}", limit=f"{MAX_QUESTION:,}"),
        "character": words.error_character,
        "bare": words.library_empty,
        "scope": words.error_scope,
        "known": words.error_known.format(message=exchange.message),
        "busy": words.too_many,
    }
    return said.get(exchange.fault, words.error_unexpected)


def _append(exchange: Exchange, piece: Piece) -> None:
    if exchange.stage == "quoted":
        exchange.text, exchange.citations, exchange.marks = "", [], []
    before = len(exchange.text)
    exchange.stage = "answering"
    exchange.text += piece.text
    exchange.citations.extend(piece.citations)
    exchange.marks.extend(Mark(before + m.start, before + m.end, m.marker) for m in piece.marks)


def _finish(exchange: Exchange, answer: Answer) -> None:
    exchange.stage = "done"
    exchange.answer = answer
    _show(exchange, answer)


def _show(exchange: Exchange, answer: Answer) -> None:
    exchange.text = answer.text
    exchange.citations = list(answer.citations)
    exchange.marks = list(answer.marks)


def _look_up(index: Index, exchange: Exchange) -> None:
    wanted = [c.article_id for c in exchange.citations]
    if exchange.refused and exchange.answer:
        wanted += [passage.article_id for passage in exchange.answer.sources]
    missing = [article_id for article_id in dict.fromkeys(wanted) if article_id not in exchange.articles]
    if missing:
        exchange.articles |= {article.id: article for article in index.articles(missing)}


def _told(error: YuanwenError) -> tuple[Fault, str]:
    """What a reader is told of an error: not which server is away."""
    if isinstance(error, UnavailableError):
        log.error("%s", error)
        return "unexpected", ""
    return "known", str(error)


def _fail(exchange: Exchange, fault: Fault, message: str = "") -> None:
    exchange.stage = "failed"
    exchange.fault = fault
    exchange.message = message


def _what_lacks(index: Index, scope: Where) -> Fault | None:
    if not index.counts()[0]:
        return "bare"
    return None if scope == _ALL or index.select(scope) else "scope"


def _fault_of(question: str) -> Fault:
    if not question.strip():
        return "empty"
    return "long" if len(question.strip()) > MAX_QUESTION else "character"
