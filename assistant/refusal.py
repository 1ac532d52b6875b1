"""Knowing when the sources do not hold the answer: a calibrated chance, not a magic constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import exp
from statistics import fmean

from assistant.asked import asks_for_post, gives_post, holds_news
from assistant.bridge import described_topic
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
        silent: 1 when a kind of thing is asked for (a number, a date, a person) and the best sentence holds none
            beside what the question itself says. A question that describes its topic is answered in two steps, and
            the first sentence need not hold it.
        post: 1 when somebody's post is asked for and the best sentence gives it.
        apart: the share of the names that do not stand in the best sentence, the one before it or the article's head:
            a passage may speak of the name and, elsewhere, of the thing asked about.
    """

    cosine: float
    lift: float
    sentence: float
    passage: float
    names: float
    figures: float
    bare: float
    silent: float
    post: float
    apart: float


# Logistic regression on these signs; benchmarks/fit_refusal.py fits them and says how well. A post that is given
# nearly always answered in the few examples there are: its weight is held down. English has no
# reading set of its own: there only the newest two signs and a common scale were fitted over the weights before.
_WEIGHTS: dict[str, tuple[float, ...]] = {
    "zh": (51.7, -7.1, 0.21, 2.40, -1.33, -5.66, -0.58, -1.06, 4.0, -1.83),
    "en": (50.7, -38.6, 0.0, 0.0, -3.35, -2.09, -1.37, -3.05, 3.6, 0.0),
}
_BIAS = {"zh": -46.1, "en": -39.85}
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
    first = ranked[0]
    around = f"{head_of(articles[first.article_id])}\n{_before(first, near)}\n{first.text}"
    return Signs(
        cosine=ranked[0].cosine,
        lift=ranked[0].cosine - fmean(e.cosine for e in ranked),
        sentence=_coverage(words, ranked[0].text),
        passage=_coverage(words, told),
        names=unmet_share(question, told, "name"),
        figures=unmet_share(question, told, "figure"),
        bare=float(not demands_of(question)),
        silent=float(not described_topic(question) and holds_news(question, first.text) is False),
        post=float(asks_for_post(question) and gives_post(question, first.text)),
        apart=unmet_share(question, around, "name"),
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


def _before(evidence: Evidence, passages: Sequence[Passage]) -> str:
    """The sentence before one, in its passage."""
    for p in passages:
        starts = [s.start for s in p.sentences]
        if p.article_id == evidence.article_id and evidence.start in starts[1:]:
            before = p.sentences[starts.index(evidence.start) - 1]
            return p.text[before.start - p.start : before.end - p.start]
    return ""


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
