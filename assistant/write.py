"""Model mode: a model writes from numbered passages, and only what a source sentence supports is passed on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from html import escape

import rjieba

from assistant.answer import Piece, cited_piece
from assistant.attribution import attribute_sentence
from assistant.draft import Draft, cite_all
from assistant.evidence import Evidence
from assistant.excerpts import MOST_TOKENS, excerpts
from assistant.held import SentenceHolder, plain, split_end_mark
from assistant.model import Model, ModelError
from assistant.outsiders import brings_in, visible
from assistant.question import Language
from assistant.quote import QuoteWriter
from assistant.refusal import DOUBTFUL_CHANCE, is_crossing
from index import Index, Passage
from index.text.counting import count_tokens
from index.text.fold import to_simplified, to_traditional
from prompts import render

NO_ANSWER = "NO_ANSWER"
_LANGUAGES: dict[Language, str] = {
    "zh-Hans": "Simplified Chinese (简体中文)",
    "zh-Hant": "Traditional Chinese (繁體中文)",
    "en": "English",
}
# For a small model, each in the words it obeys best.
_ASKED_IN: dict[Language, str] = {
    "zh-Hans": "请用简体中文回答。",
    "zh-Hant": "請用繁體中文回答。",
    "en": "Answer in English.",
}


@dataclass(frozen=True, slots=True)
class ModelWriter:
    """Writes with a model, checks each sentence, and falls back to quotes when the model fails."""

    model: Model
    index: Index
    quotes: QuoteWriter
    keep_unsupported: bool

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield each supported sentence as soon as it is whole and checked.

        A model that fails leaves what was yielded; the rest is answered in quotes and ``draft.notes`` says so.
        """
        draft.mode = "model"
        silent, written = False, list[str]()
        try:
            # Closed at once when the reader leaves or the model has no answer: it is not to write on for nobody.
            async with aclosing(self._sentences(draft)) as sentences:
                async for sentence in sentences:
                    silent = NO_ANSWER in sentence
                    # A small model may go round in circles up to the last token it is allowed.
                    if silent or sentence.strip() in written:
                        break
                    written.append(sentence.strip())
                    if piece := await self._checked(draft, sentence):
                        yield piece
        except ModelError as error:
            draft.notes.append(f"{error}; answered in quotes")
        else:
            if silent or draft.numbering.citations:
                return
            doubtful = bool(written) and _is_doubtful(draft)
            draft.notes.append(f"no source supports what the model wrote{'' if doubtful else '; answered in quotes'}")
            if doubtful:
                return
        async for piece in self._rest(draft):
            yield piece

    async def _sentences(self, draft: Draft) -> AsyncGenerator[str, None]:
        holder = SentenceHolder()
        system, user = self._prompt(draft)
        async with aclosing(self.model.stream(system, user, draft.usage)) as deltas:
            async for delta in deltas:
                for sentence in holder.feed(delta):
                    yield sentence
        for sentence in holder.finish():
            yield sentence

    async def _checked(self, draft: Draft, written: str) -> Piece | None:
        sentence = plain(visible(written))
        if not any(c.isalnum() for c in sentence):
            return None
        loop = asyncio.get_running_loop()
        with draft.watch.during("verify"):
            found = await loop.run_in_executor(self.index.pool, self._support, draft, sentence)
        if not found:
            if self.keep_unsupported:
                draft.unsupported.append(sentence)
            return None
        markers, new = cite_all(draft, found)
        body, end = split_end_mark(_in_script(sentence, draft.language))
        gap, draft.gap = draft.gap, "\n" if written.endswith("\n") else " " if draft.language == "en" else ""
        return cited_piece(gap + body, markers, end, new)

    def _support(self, draft: Draft, sentence: str) -> list[tuple[Evidence, float]]:
        if brings_in(sentence, draft.language, draft.articles.values()):
            return []
        return attribute_sentence(self.index, draft, sentence)

    async def _rest(self, draft: Draft) -> AsyncIterator[Piece]:
        cited = {(c.article_id, c.start) for c in draft.numbering.citations}
        draft.ranked = [e for e in draft.ranked if (e.article_id, e.start) not in cited]
        if not cited:
            draft.mode = "quote"
        async for piece in self.quotes.write(draft):
            yield piece

    def _prompt(self, draft: Draft) -> tuple[str, str]:
        """What never changes first and the question last: what is sent again stays a common prefix."""
        settings = self.model.settings
        system = render("answer_short_system" if settings.short_prompt else "answer_system")
        room = settings.context_window - settings.max_tokens - count_tokens(system) - 200
        room -= count_tokens(draft.question)
        if settings.short_prompt:
            return system, _short_prompt(draft, min(room, MOST_TOKENS))
        blocks = [_block(number, p, draft) for number, p in enumerate(draft.passages, 1)]
        passages = "\n".join(_fitting(blocks, room))
        language = _LANGUAGES[draft.language]
        return system, render("answer_question", passages=passages, language=language, question=draft.question)


def _is_doubtful(draft: Draft) -> bool:
    """Whether a model that wrote nothing any source says speaks for a refusal: the question's own signs leave doubt.

    Between languages it does not: there the verifier drops right sentences more often.
    """
    return draft.chance < DOUBTFUL_CHANCE and not is_crossing(draft.question, draft.ranked[0])


def _in_script(sentence: str, language: Language) -> str:
    """The sentence in the asker's script: a model takes over that of what it read."""
    if language == "en":
        return sentence
    if language == "zh-Hans":
        return to_simplified(sentence)
    # Word by word: across words the phrase tables see what is not there, 心系 in 文心系列.
    return "".join(to_traditional(word) for word in rjieba.cut(sentence))


def _short_prompt(draft: Draft, room: int) -> str:
    read = [_excerpt(article_id, text, draft) for article_id, text in excerpts(draft, room)]
    asked = _ASKED_IN[draft.language]
    return render("answer_short", passages="\n".join(read), language=asked, question=draft.question)


def _excerpt(article_id: str, text: str, draft: Draft) -> str:
    article = draft.articles[article_id]
    return render(
        "excerpt",
        publisher=escape(article.publisher or article.title),
        date=article.published[:10],
        title=escape(article.title),
        text=escape(text, quote=False),
    )


def _block(number: int, passage: Passage, draft: Draft) -> str:
    article = draft.articles[passage.article_id]
    # Escaped, so that no text of a source can close its passage and speak as the prompt.
    return render(
        "passage",
        number=str(number),
        title=escape(article.title),
        publisher=escape(article.publisher),
        date=article.published[:10],
        text=escape(passage.text, quote=False),
    )


def _fitting(blocks: Sequence[str], room: int) -> list[str]:
    kept: list[str] = []
    for block in blocks:
        room -= count_tokens(block)
        if kept and room < 0:
            break
        kept.append(block)
    return kept
