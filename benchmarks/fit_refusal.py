"""Fits the weights of ``assistant.refusal`` and says, by kind of question, how well they tell answerable from not.

Questions: the dev part of ``evals/questions`` and its twins; with ``YUANWEN_DATA`` also questions of drcd, cmrc2018 and
crud_news and theirs (``benchmarks.refusal_cases``), and what was written for their texts. What is reported is
cross-validated: a question is judged by weights that were fitted without it and its twins. The weights printed at the
end are a proposal: in use are those of which ``assistant.refusal`` says so.

    YUANWEN_DATA=… python -m benchmarks.fit_refusal --limit 100
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import rank_sentences
from assistant.refusal import Kind, Signs, chance_of_answer, kind_of, read_signs
from assistant.reread import reread
from benchmarks.refusal_cases import Case, five_articles, reading_set, written_set
from index import Index
from index.text.tokens import search_tokens

Vector = NDArray[np.float64]
_SETS = ("drcd", "cmrc2018", "crud_news")
_FOLDS = 6
# Refusing a good question costs so many times what answering a bad one does.
_ANSWERABLE_COUNTS = 6.0
# A kind's share of a set's unanswerable questions, however many there are: near misses are what is hard, and what is
# taken away whole is easy. Kinds that are not named weigh 1.2: they were written by hand.
_SHARES = {"away": 0.3, "silenced": 0.7, "entity": 1.0, "title": 0.5, "figure": 0.5, "off_topic": 0.5, "furniture": 0.5}
_FEW = 8  # a kind with fewer questions weighs less
_RIDGE = 2e-3
# Across languages there are fewer questions: its weights are drawn so strongly towards those within one.
_LIKE_WITHIN = 2e-2


@dataclass(frozen=True, slots=True)
class Row:
    """One case as it is judged: its signs, and the chance that the weights in use give it."""

    case: Case
    kind: Kind
    signs: tuple[float, ...]
    now: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the signs as they are, and the bias."""

    signs: Vector
    bias: float

    def chance(self, rows: list[Row]) -> Vector:
        """The chance of an answer for each row, 0 to 1."""
        total = np.array([r.signs for r in rows]) @ self.signs + self.bias
        chances: Vector = 1 / (1 + np.exp(-total))
        return chances


def read_rows(cases: Iterable[tuple[Index, Case]]) -> Iterator[Row]:
    """The signs of every case for which a sentence was found."""
    for index, case in cases:
        articles = {a.id: a for a in index.articles(list({p.article_id for p in case.passages}))}
        glosses = index.glosses(case.question)
        rarity = index.rarity(search_tokens(case.question)) | index.gloss_rarity(glosses)
        ranked = rank_sentences(case.question, case.passages, articles, rarity)
        again = reread(index, case.question, ranked, articles)
        for found in [ranked] if again is ranked else [ranked, again]:
            if found:
                signs = read_signs(case.question, found, case.passages, articles, rarity, glosses)
                kind = kind_of(case.question, found[0])
                yield Row(case, kind, astuple(signs), chance_of_answer(signs, kind))


def importance(rows: list[Row]) -> Vector:
    """What each row counts, so that sets and kinds count alike however many questions they have."""
    kinds = [(r.case.set, r.case.kind) for r in rows]
    number = {kind: kinds.count(kind) for kind in set(kinds)}
    mass = [_ANSWERABLE_COUNTS if r.case.answerable else _SHARES.get(r.case.kind, 1.2) for r in rows]
    weights = np.array([m / max(number[kind], _FEW) for m, kind in zip(mass, kinds, strict=True)])
    scaled: Vector = weights / weights.sum()
    return scaled


def fit(rows: list[Row], like: Weights | None = None) -> Weights:
    """Ridge logistic regression by Newton's method, drawn towards nothing or towards other weights."""
    features, labels = np.array([r.signs for r in rows]), np.array([float(r.case.answerable) for r in rows])
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled, counts = np.c_[(features - mean) / spread, np.ones(len(rows))], importance(rows)
    target = np.zeros(scaled.shape[1]) if like is None else np.r_[like.signs * spread, 0.0]
    ridge = np.r_[np.full(features.shape[1], _RIDGE if like is None else _LIKE_WITHIN), 1e-9]
    theta = np.zeros(len(target))  # where the curve is even: from far off a step overshoots
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ theta))
        slope = scaled.T @ (counts * (chance - labels)) + ridge * (theta - target)
        curve = (scaled * (counts * chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge)
        theta -= np.linalg.solve(curve, slope)
    signs = theta[:-1] / spread
    return Weights(signs, float(theta[-1] - signs @ mean))


def cross_validate(rows: list[Row], like: Weights | None = None) -> Vector:
    """Each row's chance by weights fitted on the other groups."""
    groups = sorted({(r.case.set, r.case.group) for r in rows})
    fold_of = {group: number % _FOLDS for number, group in enumerate(groups)}
    folds = np.array([fold_of[r.case.set, r.case.group] for r in rows])
    chances = np.zeros(len(rows))
    for number in range(_FOLDS):
        weights = fit([r for r, f in zip(rows, folds, strict=True) if f != number], like)
        chances[folds == number] = weights.chance([r for r, f in zip(rows, folds, strict=True) if f == number])
    return chances


def report(title: str, rows: list[Row], chances: Vector) -> None:
    """The share refused of every set and kind, and how well the chances order a set."""
    print(title)
    for name in dict.fromkeys(r.case.set for r in rows):
        kinds = dict.fromkeys(r.case.kind for r in rows if r.case.set == name)
        told = [_refused(kind, [c for r, c in zip(rows, chances, strict=True) if _is(r, name, kind)]) for kind in kinds]
        yes = np.array([c for r, c in zip(rows, chances, strict=True) if r.case.set == name and r.case.answerable])
        no = np.array([c for r, c in zip(rows, chances, strict=True) if r.case.set == name and not r.case.answerable])
        order = np.mean(yes[:, None] > no[None, :])
        print(f"  {name}: {', '.join(told)}; AUC {order:.3f}")


def _is(row: Row, name: str, kind: str) -> bool:
    return (row.case.set, row.case.kind) == (name, kind)


def _refused(kind: str, chances: list[float]) -> str:
    return f"{kind} {np.mean(np.array(chances) < 0.5):.2f} of {len(chances)}"


def main() -> None:
    """Fit, report, and print what to put in ``assistant.refusal``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=100, help="questions of each reading set")
    limit = parser.parse_args().limit
    rows = list(read_rows(five_articles()))
    if data := os.environ.get("YUANWEN_DATA"):
        for name in _SETS:
            rows += read_rows(reading_set(Path(data) / name, limit))
            rows += read_rows(written_set(Path(data) / name, limit))
    like: Weights | None = None
    for kind in get_args(Kind):
        mine = [r for r in rows if r.kind == kind]
        like = like if kind.endswith("crossing") else None
        report(f"{kind}, weights in use", mine, np.array([r.now for r in mine]))
        report(f"{kind}, fitted, cross-validated", mine, cross_validate(mine, like))
        like = fit(mine, like)
        named = zip([f.name for f in fields(Signs)], like.signs, strict=True)
        print(f"{kind}: {', '.join(f'{n} {v:.2f}' for n, v in named)}; bias {like.bias:.2f}")


if __name__ == "__main__":
    main()
