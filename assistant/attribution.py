"""Which of the retrieved sentences a model's sentence rests on."""

from __future__ import annotations

from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.verify import Candidate, attribute
from index import Article, Index


def attribute_sentence(index: Index, draft: Draft, sentence: str) -> list[tuple[Evidence, float]]:
    """The source sentences that support ``sentence``, with the support, in reading order; none if nothing does."""
    evidence = sorted(draft.ranked, key=lambda e: (e.article_id, e.start))
    similar = index.similarities(sentence, draft.passages)
    candidates = [
        Candidate(e.text, _context(draft.articles[e.article_id]), similar.get((e.article_id, e.start)))
        for e in evidence
    ]
    found = attribute(sentence, candidates)
    return [(evidence[i], found.verdict.support) for i in found.indices]


def _context(article: Article) -> str:
    return f"{article.title} {article.publisher} {article.published[:10]}"
