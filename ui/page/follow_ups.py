"""What to ask next: questions the articles at hand were seen to answer, each asked before it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant import Assistant, Citation
from assistant.chain import AnswerChain
from assistant.question import Language, language_of
from assistant.quote import QuoteWriter
from index import Article, Listed, Version, Where
from ui.page.conversation import Exchange
from ui.page.examples import Candidate, Example, list_candidates

_MOST_TRIES = 8
_MOST_KEPT = 2_000
# What an article itself sets apart as a name: titles of works, and words in quotation marks.
_NAMED = re.compile(r"《([^《》\n]{2,24})》|“([^“”\n，。,！？]{2,14})”")
_SAYS = {
    "zh-Hans": "文章里怎么说“{name}”？",
    "zh-Hant": "文章裡怎麼說“{name}”？",
    "en": "What do the articles say about “{name}”?",
}


class FollowUps:
    """Offers questions on an assistant's articles, asked in quotes, so that no model has to be waited or paid for."""

    def __init__(self, assistant: Assistant) -> None:
        settings = assistant.settings.answer
        quotes = QuoteWriter(settings.sentences)
        self._asker = Assistant(assistant.settings, assistant.index, AnswerChain(assistant.index, quotes, 8))
        self._version: Version | None = None
        self._seen: dict[tuple[str, Where], tuple[Citation, ...]] = {}

    async def offer(self, exchange: Exchange, asked: Iterable[str], articles: Sequence[Listed]) -> list[Example]:
        """At most three questions to ask after an answer, or instead of one after a refusal.

        Each was answered just now or earlier from the same articles, resting on the article it is about and, after
        an answer, on a sentence the reader has not seen. ``asked`` are the reader's own questions.
        """
        inside = set(self._asker.index.select(exchange.scope))
        held = [a for a in articles if a.id in inside]
        self._forget_if_changed()
        asked, shown = set(asked), {(c.article_id, c.start) for c in exchange.citations}
        offers: list[Example] = []
        candidates = (c for c in _candidates(exchange, held) if c.question not in asked)
        for _, candidate in zip(range(_MOST_TRIES), candidates, strict=False):
            found = await self._ask(candidate, exchange.scope)
            places = {(c.article_id, c.start) for c in found}
            if places - shown:
                offers.append(Example("", candidate.question))
                shown |= places
            if len(offers) == 3:
                break
        return offers

    async def _ask(self, candidate: Candidate, scope: Where) -> tuple[Citation, ...]:
        """What an answer rests on; nothing where there is none or it rests on other articles, or lacks the name."""
        key = (candidate.question, scope)
        if key not in self._seen:
            answer = await self._asker.ask(candidate.question, (), scope)
            about = {c.article_id for c in answer.citations} & set(candidate.articles)
            named = any(candidate.name in c.quote for c in answer.citations)
            self._seen[key] = answer.citations if answer.grounded and about and named else ()
            if len(self._seen) > _MOST_KEPT:
                self._seen.pop(next(iter(self._seen)))
        return self._seen[key]

    def _forget_if_changed(self) -> None:
        if (version := self._asker.index.version()) != self._version:
            self._version = version
            self._seen.clear()


def _candidates(exchange: Exchange, held: Sequence[Listed]) -> Iterator[Candidate]:
    """Questions worth trying: on the articles the answer rests on, on the others, then on names in the former."""
    cited = list(dict.fromkeys(c.article_id for c in exchange.citations))
    prepared = [c for c in list_candidates(held, exchange.language) if _is_in(c, exchange.language)]
    yield from (c for c in prepared if set(c.articles) & set(cited))
    yield from (c for c in prepared if not set(c.articles) & set(cited))
    for article in (exchange.articles[i] for i in cited if i in exchange.articles):
        yield from name_questions(article, exchange.question + exchange.text, exchange.language)


def _is_in(candidate: Candidate, language: Language) -> bool:
    """Some prepared questions show another language: they are not for a reader who is in the middle of this one."""
    return language_of(candidate.question, language) == language


def name_questions(article: Article, known: str, language: Language, most: int = 4) -> list[Candidate]:
    """Questions about what the article sets apart as a name and ``known`` does not mention yet."""
    found = (title or words for title, words in _NAMED.findall(article.text))
    names = [name for name in dict.fromkeys(found) if name not in known]
    return [Candidate(_SAYS[language].format(name=name), (article.id,), name) for name in names[:most]]
