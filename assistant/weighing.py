"""Weighing what was found: the sentences ranked, and the chance that they answer the question."""

from __future__ import annotations

from assistant.bridge import named_in_place
from assistant.demands import unmet_share
from assistant.draft import Draft
from assistant.evidence import Evidence, rank_sentences
from assistant.question import Language
from assistant.refusal import LEAST_CHANCE, around_best, chance_of_answer, read_signs
from index import Index, Passage, Where
from index.text.tokens import search_tokens


def weigh(index: Index, question: str, language: Language, passages: tuple[Passage, ...], insists: str = "") -> Draft:
    """A draft to write from; its ``chance`` says whether there is an answer in it at all.

    A question that describes its topic instead of naming it is searched once more with the name that was found. What
    is best for a follow-up that ``insists`` on another thing (上海呢？) has to speak of that thing.
    """
    draft = _judge(index, question, language, passages)
    if draft.ranked and unmet_share(insists, around_best(draft.ranked[0], passages, draft.articles), "name"):
        draft.chance = 0.0
    named = named_in_place(question, draft.ranked[0].text) if draft.ranked else ""
    return _second_step(index, draft, named, len(passages)) if named and draft.chance >= LEAST_CHANCE else draft


def _judge(index: Index, question: str, language: Language, passages: tuple[Passage, ...]) -> Draft:
    ids = dict.fromkeys(p.article_id for p in passages)
    articles = {a.id: a for a in index.articles(list(ids))}
    glosses = index.glosses(question)
    rarity = index.rarity(search_tokens(question)) | index.gloss_rarity(glosses)
    ranked = rank_sentences(question, passages, articles, rarity)
    draft = Draft(question, language, passages, ranked, articles)
    if ranked:
        signs = read_signs(question, ranked, passages, articles, rarity, glosses)
        draft.chance = chance_of_answer(signs, language)
    return draft


def _second_step(index: Index, first: Draft, named: str, count: int) -> Draft:
    """The draft for a question whose topic the first search has named: the answer, then what names the topic.

    Where the first search found the answer as well, its next sentence is what names it.
    """
    where = Where(articles=tuple(first.articles))
    passages = tuple(index.search(named, count, where))
    second = _judge(index, named, first.language, passages)
    leading = [*second.ranked[:1], *first.ranked]
    pair = [leading[0], *[e for e in leading if _place(e) != _place(leading[0])][:1]]
    first.required = len(pair)
    first.ranked = [*pair, *(e for e in second.ranked if _place(e) not in map(_place, pair))]
    first.articles |= second.articles
    return first


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.article_id, evidence.start
