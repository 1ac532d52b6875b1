"""Knowing when the sources do not hold the answer: a calibrated chance, not a magic constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import exp
from statistics import fmean

from assistant.demands import demands_of, unmet_share
from assistant.evidence import Evidence, head_of
from assistant.question import Language
from assistant.verify.reading import read
from index import Article, Passage
from index.text.fold import fold
from index.text.tokens import search_tokens


@dataclass(frozen=True, slots=True)
class Signs:
    """What the best evidence says about whether the question is answered at all.

    Attributes:
        cosine: of the question to the best sentence.
        lift: how far that lies above the mean of all retrieved sentences, which differs from question to question.
        sentence: the share of the question's content words, by rarity, in the best sentence, 0 to 1.
        passage: the same for the passages of the three best sentences.
        names: the share of the names the question insists on that those passages do not hold, 0 to 1.
        figures: the same for numbers and dates.
        bare: 1 when the question insists on no name or figure at all, so that nothing but its meaning can be held
            against the sources.
    """

    cosine: float
    lift: float
    sentence: float
    passage: float
    names: float
    figures: float
    bare: float


# Logistic regression on these signs; benchmarks/fit_refusal.py fits them and says how well.
_WEIGHTS: dict[str, tuple[float, ...]] = {
    "zh": (46.9, 7.5, 1.40, 1.33, -1.18, -5.51, 0.0),
    "en": (44.5, -33.9, 0.0, 0.0, -2.94, -1.83, -1.2),
}
_BIAS = {"zh": -42.6, "en": -35.1}
LEAST_CHANCE = 0.5


def read_signs(
    question: str,
    ranked: Sequence[Evidence],
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
    rarity: Mapping[str, float],
) -> Signs:
    """The signs for a question whose sentences have been ranked; there is at least one."""
    best = [(e.article_id, e.start) for e in ranked[:3]]
    near = [p for p in passages if any(p.article_id == a and p.start <= at < p.end for a, at in best)]
    words, told = _content_words(question, rarity), _told(near, articles)
    return Signs(
        cosine=ranked[0].cosine,
        lift=ranked[0].cosine - fmean(e.cosine for e in ranked),
        sentence=_coverage(words, ranked[0].text),
        passage=_coverage(words, told),
        names=unmet_share(question, told, "name"),
        figures=unmet_share(question, told, "figure"),
        bare=float(not demands_of(question)),
    )


def chance_of_answer(signs: Signs, language: Language) -> float:
    """How likely the best evidence answers the question, 0 to 1."""
    kind = "en" if language == "en" else "zh"
    total = _BIAS[kind] + sum(w * s for w, s in zip(_WEIGHTS[kind], astuple(signs), strict=True))
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, total))))


def _told(passages: Sequence[Passage], articles: Mapping[str, Article]) -> str:
    """The passages with what their articles' heads say: a question may name the outlet, the title or the date."""
    heads = [articles[i] for i in dict.fromkeys(p.article_id for p in passages)]
    return "\n".join([*map(head_of, heads), *(p.text for p in passages)])


def _content_words(question: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """The words that say what is asked about, with the rarity of their rarest token."""
    found: dict[str, float] = {}
    for word, tag in read(question).words:
        tokens = search_tokens(word)
        if tokens and tag[0] in "anvijlbt" and tag not in ("vshi", "vyou"):
            found[fold(word)] = max(rarity.get(token, 1.0) for token in tokens)
    return found


def _coverage(words: Mapping[str, float], text: str) -> float:
    there = fold(text)
    total = sum(words.values())
    return sum(weight for word, weight in words.items() if word in there) / total if total else 0.0
