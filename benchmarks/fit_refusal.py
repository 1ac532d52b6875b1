"""Fits the weights of ``assistant.refusal`` and says how well they tell answerable questions from others.

Questions: the dev part of ``evals/questions``; with ``YUANWEN_DATA`` also every third question of drcd and
cmrc2018, each once with its passage and as two unanswerable twins: with that passage taken away, and with only the
sentences taken out that hold an answer, so that the thing is there and the fact is not.

    YUANWEN_DATA=… python benchmarks/fit_refusal.py --limit 300
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import load_settings, open_assistant
from assistant.evidence import rank_sentences
from assistant.question import language_of
from assistant.refusal import chance_of_answer, read_signs
from evals.corpus import read_queries
from evals.dataset import load_questions
from evals.scratch import scratch_index
from index import Index, Passage
from index.text.fold import fold
from index.text.tokens import search_tokens

Row = tuple[str, tuple[float, ...], bool, float]  # language, signs, answerable, present chance
Matrix = NDArray[np.float64]
_PASSAGES = 8
_ANSWERABLE_COUNTS = 3.0  # refusing a good question costs three times what answering a bad one does


def row(index: Index, question: str, passages: list[Passage], answerable: bool) -> Row:
    """One question's signs."""
    articles = {a.id: a for a in index.articles(list({p.article_id for p in passages}))}
    rarity = index.rarity(search_tokens(question))
    ranked = rank_sentences(question, passages, articles, rarity)
    signs, language = read_signs(question, ranked, passages, articles, rarity), language_of(question)
    return "en" if language == "en" else "zh", astuple(signs), answerable, chance_of_answer(signs, language)


def five_articles() -> Iterator[Row]:
    """The dev questions of one turn; those with planted orders are no example of how people ask."""
    assistant = open_assistant(load_settings())
    for q in load_questions():
        if q.split == "dev" and len(q.turns) == 1 and q.type != "injection":
            found = assistant.index.search(q.turns[0], _PASSAGES)
            yield row(assistant.index, q.turns[0], found, q.answerable)
    assistant.close()


def reading_set(folder: Path, limit: int) -> Iterator[Row]:
    """Questions of a reading set and their two twins each."""
    with scratch_index([folder / "corpus.jsonl"]) as index:
        for q in read_queries(folder / "queries.jsonl")[::3][:limit]:
            found = index.search(q.question, 3 * _PASSAGES)
            yield row(index, q.question, found[:_PASSAGES], True)
            yield row(index, q.question, [p for p in found if p.article_id not in q.positives][:_PASSAGES], False)
            if silenced := list(without_answers(found[:_PASSAGES], q.answers)):
                yield row(index, q.question, silenced, False)


def without_answers(passages: Sequence[Passage], answers: Sequence[str]) -> Iterator[Passage]:
    """The passages with the sentences blanked that hold an answer; offsets stay."""
    for passage in passages:
        text, kept = passage.text, []
        for sentence in passage.sentences:
            a, b = sentence.start - passage.start, sentence.end - passage.start
            if any(fold(answer) in fold(passage.text[a:b]) for answer in answers):
                text = text[:a] + "\n" * (b - a) + text[b:]
            else:
                kept.append(sentence)
        if kept:
            yield replace(passage, text=text, sentences=tuple(kept))


def fit(groups: list[list[Row]]) -> tuple[Matrix, float]:
    """Ridge logistic regression by gradient descent; every group weighs the same."""
    features = np.array([r[1] for g in groups for r in g])
    labels = np.array([float(r[2]) for g in groups for r in g])
    weights = np.concatenate([np.full(len(g), 1 / len(g)) for g in groups])
    weights *= np.where(labels == 1, _ANSWERABLE_COUNTS, 1.0)
    weights /= weights.sum()
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled = np.c_[(features - mean) / spread, np.ones(len(features))]
    theta = np.zeros(scaled.shape[1])
    for _ in range(6_000):
        error = 1 / (1 + np.exp(-scaled @ theta)) - labels
        theta -= scaled.T @ (weights * error) + 1e-3 * np.r_[theta[:-1], 0]
    raw = theta[:-1] / spread
    return raw, float(theta[-1] - raw @ mean)


def report(name: str, rows: list[Row]) -> None:
    """How the present weights do."""
    for language in sorted({r[0] for r in rows}):
        yes = [r[3] for r in rows if r[0] == language and r[2]]
        no = [r[3] for r in rows if r[0] == language and not r[2]]
        auc = np.mean([(a > b) + 0.5 * (a == b) for a in yes for b in no])
        refused = f"refused {np.mean(np.array(yes) < 0.5):.3f} of {len(yes)} answerable"
        print(f"{name} {language}: {refused}, {np.mean(np.array(no) < 0.5):.3f} of {len(no)} others, AUC {auc:.3f}")


def main() -> None:
    """Fit, and report on what is in place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=300, help="questions of each reading set")
    limit = parser.parse_args().limit
    groups = {"five articles": list(five_articles())}
    if data := os.environ.get("YUANWEN_DATA"):
        groups |= {name: list(reading_set(Path(data) / name, limit)) for name in ("drcd", "cmrc2018")}
    for name, rows in groups.items():
        report(name, rows)
    for language in ("zh", "en"):
        chosen = [[r for r in rows if r[0] == language] for rows in groups.values()]
        weights, bias = fit([rows for rows in chosen if rows])
        print(f"{language}: weights {np.round(weights, 2).tolist()} bias {bias:.2f}")


if __name__ == "__main__":
    main()
