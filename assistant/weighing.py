"""Weighing what was found: the sentences ranked, and the chance that they answer the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.bridge import named_in_place
from assistant.demands import unmet_share
from assistant.draft import Draft
from assistant.evidence import Evidence, rank_sentences
from assistant.question import Language
from assistant.refusal import LEAST_CHANCE, around_best, chance_of_answer, is_joined, kind_of, read_signs
from assistant.reread import reread
from index import Article, Index, Passage, Where
from index.text.tokens import search_tokens

_NEARLY = 1.0  # in standard deviations of sentence scores
_TRIED = 8  # sentences looked at for a name
# Of the five articles' answerable questions 148 of 540 are clear, of the unanswerable ones 1 of 148.
_CLEAR_CHANCE, _CLEAR_LEAD = 0.9, 2.0


def weigh(index: Index, question: str, language: Language, passages: tuple[Passage, ...], insists: str = "") -> Draft:
    """A draft to write from; its ``chance`` says whether there is an answer in it at all.

    A question that describes its topic instead of naming it is searched once more with the name that was found. What
    is best for a follow-up that ``insists`` on another thing (上海呢？) has to speak of that thing.
    """
    draft = _judge(index, question, language, passages)
    if draft.ranked and unmet_share(insists, around_best(draft.ranked[0], draft.passages, draft.articles), "name"):
        draft.chance = 0.0
    named = named_in_place(question, draft.ranked[0].text) if draft.ranked else ""
    return _second_step(index, draft, named, len(passages)) if named and draft.chance >= LEAST_CHANCE else draft


def together(whole: Draft, parts: Sequence[Draft]) -> Draft:
    """The draft for a question of several parts: what answers each part that has an answer comes first."""
    answered = [part for part in parts if part.chance >= LEAST_CHANCE]
    if not answered:
        return whole
    known = {_place(e): e for e in whole.ranked}
    leading = [
        known.get(_place(e), e) for e in _leading([*answered, *([whole] if whole.chance >= LEAST_CHANCE else [])])
    ]
    places = set(map(_place, leading))
    whole.ranked = [*leading, *(e for e in whole.ranked if _place(e) not in places)]
    whole.required = len(leading)
    whole.chance = max(part.chance for part in answered)
    for part in answered:
        whole.articles |= part.articles
    whole.passages = _holding(leading, [whole, *answered])
    return whole


def _holding(leading: Sequence[Evidence], drafts: Sequence[Draft]) -> tuple[Passage, ...]:
    """As many passages as the whole question had, first those that hold what leads."""
    found = {(p.article_id, p.start): p for draft in drafts for p in draft.passages}.values()
    holding = [p for p in found if any(p.article_id == e.article_id and p.start <= e.start < p.end for e in leading)]
    others = [p for p in drafts[0].passages if p not in holding]
    return tuple([*holding, *others][: max(len(holding), len(drafts[0].passages))])


def _leading(parts: Sequence[Draft]) -> list[Evidence]:
    """The best sentence of each part, or one before that is nearly as good for it: one often answers two."""
    leading: list[Evidence] = []
    for part in parts:
        places = set(map(_place, leading))
        nearly = part.ranked[0].score - _NEARLY
        if not any(_place(e) in places for e in part.ranked if e.score >= nearly):
            leading.append(part.ranked[0])
    return leading


def _judge(index: Index, question: str, language: Language, passages: tuple[Passage, ...]) -> Draft:
    ids = dict.fromkeys(p.article_id for p in passages)
    articles = {a.id: a for a in index.articles(list(ids))}
    passages = tuple(p for p in passages if _stands(p, articles))
    glosses = index.glosses(question)
    rarity = index.rarity(search_tokens(question)) | index.gloss_rarity(glosses)
    draft = Draft(question, language, passages, [], articles)

    def look(ranked: list[Evidence]) -> None:
        draft.ranked = _named_first(question, ranked, passages, articles)
        if ranked:
            signs = read_signs(question, draft.ranked, passages, articles, rarity, glosses)
            draft.chance = chance_of_answer(signs, kind_of(question, draft.ranked[0]))

    ranked = rank_sentences(question, passages, articles, rarity)
    look(ranked)
    if not _is_clear(draft) and (again := reread(index, question, ranked, articles)) is not ranked:
        look(again)
    return draft


def _is_clear(draft: Draft) -> bool:
    """Whether reading need not be waited for: the best sentence is far ahead and most likely answers."""
    scores = [e.score for e in draft.ranked[:2]]
    return draft.chance >= _CLEAR_CHANCE and len(scores) == 2 and scores[0] - scores[1] >= _CLEAR_LEAD


def _stands(passage: Passage, articles: Mapping[str, Article]) -> bool:
    """Whether its article still says it there: it may have been replaced or removed since the search."""
    article = articles.get(passage.article_id)
    return article is not None and article.text[passage.start : passage.end] == passage.text


def _named_first(
    question: str, ranked: list[Evidence], passages: Sequence[Passage], articles: Mapping[str, Article]
) -> list[Evidence]:
    """The ranking led by a sentence that speaks of a name the question insists on, if the best does not and one of
    those nearly as good does."""

    def speaks(evidence: Evidence) -> bool:
        return unmet_share(question, around_best(evidence, passages, articles), "name") < 1.0

    if not ranked or is_joined(question) or speaks(ranked[0]):
        return ranked
    near = [e for e in ranked[1:_TRIED] if e.score >= ranked[0].score - _NEARLY]
    first = next(filter(speaks, near), ranked[0])
    return [first, *(e for e in ranked if e is not first)]


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
