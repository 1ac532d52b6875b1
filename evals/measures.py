"""Scores beyond facts and citations: support, script, length and what was retrieved. No model is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import log2

from assistant import Answer, Citation
from assistant.verify import judge
from evals.dataset import Question, Span, comparable, stands_in
from index import Article, Passage
from index.text.fold import to_simplified, to_traditional

SHORT = 200  # code points: about as much as is read before the reader gives up
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’」』）]*")
_LEAD = re.compile(r"^(?:- )?(?:(?:据|據)[^：。]{1,60}(?:报道|報導)：|[^:\n]{1,80} reports: )?")


def measure(
    question: Question, answer: Answer, spans: Sequence[Span], articles: Mapping[str, Article]
) -> dict[str, float | None]:
    """Scores by name, 0 to 1 but for ``length`` in code points; None where one does not apply."""
    shown = answer.text if answer.grounded else ""
    short = unmarked(answer)[:SHORT]
    early = [any(stands_in(f, short) for f in forms) for forms in question.facts] if shown else []
    by_verifier, by_words = _support(answer)
    hit, reciprocal, gain = retrieval_scores(answer.sources, spans)
    return {
        "facts early": (sum(early) / len(early) if early else 0.0) if question.answerable else None,
        "supported": by_verifier,
        "supported by words": by_words,
        "script": keeps_script(question, answer, articles),
        "length": float(len(shown)) if shown else None,
        "hit@5": hit,
        "MRR": reciprocal,
        "nDCG": gain,
    }


def unmarked(answer: Answer) -> str:
    """The answer's text without its markers."""
    text, at = "", 0
    for mark in answer.marks:
        text, at = text + answer.text[at : mark.start], mark.end
    return text + answer.text[at:]


def _support(answer: Answer) -> tuple[float | None, float | None]:
    """The share of sentences that a cited quote supports: by the verifier, and by words and numbers alone."""
    if not answer.grounded or not answer.citations:
        return None, None
    said = [_LEAD.sub("", m.group().strip()).strip(" “”") for m in _SENTENCE.finditer(unmarked(answer))]
    said = [s for s in said if sum(c.isalnum() for c in s) > 1]
    if not said:
        return None, None
    verified = [any(judge(s, c.quote).label != "unsupported" for c in answer.citations) for s in said]
    worded = [any(held_by_words(s, c) for c in answer.citations) for s in said]
    return sum(verified) / len(said), sum(worded) / len(said)


def held_by_words(sentence: str, citation: Citation) -> bool:
    """A check that shares nothing with the verifier: every number, and three of five character pairs, are quoted."""
    own, quote = comparable(sentence), comparable(citation.quote)
    numbers = re.findall(r"\d+(?:\.\d+)?", own)
    pairs = {own[i : i + 2] for i in range(len(own) - 1)}
    held = sum(pair in quote for pair in pairs)
    return all(stands_in(n, citation.quote) for n in numbers) and held >= 0.6 * len(pairs)


def keeps_script(question: Question, answer: Answer, articles: Mapping[str, Article]) -> float:
    """1 when the answer's own words are in the asker's script; what is quoted or asked is left as written."""
    own = answer.text
    taken = [c.quote for c in answer.citations] + [question.turns[-1], answer.question, question.turns[-1][:60]]
    for text in sorted(filter(None, taken), key=len, reverse=True):
        own = own.replace(text, "")
    for article in articles.values():
        for name in filter(None, (article.title, article.publisher)):
            own = own.replace(name, "")
    if question.language == "en":
        return float(not _HAN.search(own))
    if question.language == "zh-Hans":
        return float(own == to_simplified(own))
    # 裡 and 裏 are both Traditional: wrong is only what Traditional writes otherwise and Simplified leaves alone.
    return float(not any(to_traditional(c) != c and to_simplified(c) == c for c in own))


def retrieval_scores(
    sources: Sequence[Passage], spans: Sequence[Span]
) -> tuple[float | None, float | None, float | None]:
    """Whether one of the first five passages holds a supporting span; 1 over the first such rank; and nDCG.

    nDCG as in Järvelin and Kekäläinen (2002), where each fact is gained once, at the first passage that holds it,
    and the ideal is a first passage that holds all: the mean over facts of 1 / log2(1 + rank).
    """
    if not spans:
        return None, None, None
    facts = {span.fact for span in spans}
    ranks = {fact: _first(sources, [s for s in spans if s.fact == fact]) for fact in facts}
    best = min((rank for rank in ranks.values() if rank), default=0)
    gain = sum(1 / log2(1 + rank) for rank in ranks.values() if rank) / len(facts)
    return float(0 < best <= 5), 1 / best if best else 0.0, gain


def _first(sources: Sequence[Passage], spans: Sequence[Span]) -> int:
    """The rank of the first passage that holds one of the spans, from 1, or 0."""
    for rank, p in enumerate(sources, 1):
        if any(p.article_id == s.article_id and p.start < s.end and s.start < p.end for s in spans):
            return rank
    return 0
