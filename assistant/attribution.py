"""Which of the retrieved sentences a model's sentence rests on."""

from __future__ import annotations

import re

from assistant.demands import demands_of
from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.verify import Candidate, attribute
from assistant.verify.asking import echoes, in_full
from assistant.verify.reading import read
from index import Article, Index


def attribute_sentence(index: Index, draft: Draft, sentence: str) -> list[tuple[Evidence, float]]:
    """The source sentences that support ``sentence``, with the support, in reading order; none if nothing does.

    A sentence that says nothing (好的。, The answer is as follows.) or the question again rests on nothing. A bare
    answer is held to what it says as an answer.
    """
    if not _says_something(sentence) or echoes(sentence, draft.question):
        return []
    claim = in_full(sentence, draft.question)
    evidence = sorted(draft.ranked, key=lambda e: (e.article_id, e.start))
    similar = index.similarities(claim, draft.passages)
    candidates = [
        Candidate(e.text, _context(draft.articles[e.article_id]), similar.get((e.article_id, e.start)))
        for e in evidence
    ]
    found = attribute(claim, candidates, draft.question)
    return [(evidence[i], found.verdict.support) for i in found.indices]


def _says_something(sentence: str) -> bool:
    claim = read(sentence)
    if claim.figures or demands_of(sentence):
        return True
    content = [word for word, tag in claim.words if len(word) > 1 and tag[0] in "nvaijl"]
    return len(content) >= 2 if claim.chinese else len(re.findall(r"[A-Za-z]{4,}", claim.text)) >= 4


def _context(article: Article) -> str:
    return f"{article.title} {article.publisher} {article.published[:10]}"
