"""Tunes the cross-encoder from the embedding's weights on the reading sets, and measures it on held-out questions.

    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder                      # tune, measure
    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder --write              # and write index/cross_encoder/tuned.npz
    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder --further --write    # tune what was written further
    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder --further --written  # on the questions written for them
    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder --texts 0.4          # on two fifths of the texts

It needs PyTorch, which is no dependency of the program: ``pip install torch``. An epoch takes ten minutes on two
cores that count in bfloat16, and half an hour on two that do not.

A question and its candidates are one sequence; the loss is the cross entropy of the sentences that answer among all
and "none" (Clark and Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension", 2018, where a paragraph
has a place for no answer). A third of the examples are silenced: the sentences that hold the answer are left out, so
that "none" is right; so it is for unanswerable twins of questions (``benchmarks.refusal_cases``) and for what the news
texts do not say (``benchmarks.news_questions``). A fifth is asked in English, word by word. The upper half of the
layers is tuned; of what that adds to a matrix the best approximation of low rank is kept (Eckart and Young, 1936).

With ``--written`` all questions of ``benchmarks.written_questions`` are taken, and about a third of the others.

What is written was tuned for three epochs without titles and twins, then for five with them, then for one and a
fifth with questions made from the news and English ones, then for two with a falling rate on two fifths of the texts,
without the news set's own questions; then for three with the written questions.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.reread import SAYS
from benchmarks.cross_encoder_data import (
    FOREIGN,
    Candidate,
    Example,
    Row,
    batches,
    make_example,
    read_made,
    read_rows,
    read_rows_written,
    some_of,
)
from benchmarks.held_out import held_out
from benchmarks.torch_encoder import FROZEN, Tensors, forward, initial, load_torch
from benchmarks.written_questions import MISSED
from index.cross_encoder.tuned import TUNED_FILE, read_tuned
from index.embedding.weights import PackedModel, find_weights, read_model

_SETS = ("drcd", "cmrc2018", "crud_news")
_EPOCHS, _BATCH, _RANK = 3, 16, 48
_RATE, _FURTHER_RATE = 1e-4, 8e-5
# The shares of questions without their answers, without titles, and in English.
_SILENCED, _UNTITLED, _ENGLISH = 0.35, 0.15, 0.2
# Of a kind, the share that an epoch takes: questions that are answered, twins, and what the news were not asked.
_SHARES = {"": 0.6, "entity": 0.1, "figure": 0.25, "title": 0.05, "neighbour": 0.2, "partless": 0.8, "unsaid": 0.4}
# Of the written questions all are taken but for some of the foreign, fewer are silenced, since they have near misses,
# and none is put into English, since each is there in English too. Beside them so much of the others is taken.
_WRITTEN_SHARES, _WRITTEN_SILENCED, _BESIDE = {"": 1.0, MISSED: 1.0, FOREIGN: 0.5}, 0.15, 0.35
_SURE = 1.0  # in log odds


def tune(model: PackedModel, rows: Sequence[Row], epochs: int, rate: float) -> Iterator[Tensors]:
    """Tune on ``rows`` with a rate of at most ``rate``; the tensors after every epoch."""
    torch = load_torch()
    tensors, draw = initial(model), random.Random(0)
    tuned = [t for t in tensors.values() if t.requires_grad]
    groups = [
        {"params": [t for t in tuned if t.dim() > 1], "weight_decay": 0.01},
        {"params": [t for t in tuned if t.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    steps = epochs * sum(_shares(rows)) / _BATCH
    # the rate rises over a tenth of the steps, then falls
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / (0.1 * steps), max(0.02, (steps - n) / (0.9 * steps)))
    )
    for _ in range(epochs):
        for group in batches(_examples(model, rows, draw), _BATCH, draw):
            optimizer.zero_grad()
            _loss(model, tensors, group).backward()
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            scheduler.step()
        yield tensors


def _examples(model: PackedModel, rows: Sequence[Row], draw: random.Random) -> list[Example]:
    marks = model.vocabulary.begin, model.vocabulary.end
    taken = [row for row, share in zip(rows, _shares(rows), strict=True) if draw.random() < share]
    made = [
        make_example(
            row,
            marks,
            silenced=draw.random() < (_WRITTEN_SILENCED if row.written else _SILENCED),
            titled=draw.random() >= _UNTITLED,
            english=not row.written and draw.random() < _ENGLISH,
            mixed=draw,
        )
        for row in taken
    ]
    return [example for example in made if example.candidates]


def _shares(rows: Sequence[Row]) -> list[float]:
    """How many of each row an epoch takes."""
    beside = _BESIDE if any(row.written for row in rows) else 1.0
    return [_WRITTEN_SHARES[row.twin] if row.written else beside * _SHARES[row.twin] for row in rows]


def _loss(model: PackedModel, tensors: Tensors, group: Sequence[Example]) -> Any:
    """The mean cross entropy of what is right, a sentence or "none"; what merely holds the words is left out."""
    torch = load_torch()
    answers, nothing = forward(model, tensors, group, train=True)
    labels = [[c.label for c in e.candidates] for e in group]
    width = answers.shape[1]
    unsure = torch.tensor([[label == "holds" for label in row] + [False] * (width - len(row)) for row in labels])
    right = torch.tensor([[label == "answers" for label in row] + [False] * (width - len(row)) for row in labels])
    logits = torch.cat([answers.masked_fill(unsure, -1e4), nothing[:, None]], 1)
    target = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    return (torch.logsumexp(logits, 1) - torch.logsumexp(logits.masked_fill(~target, -1e4), 1)).mean()


def without_answered(model: PackedModel, rows: Sequence[Row]) -> list[Row]:
    """The rows but for those twins that ``model``, tuned before, finds answered by the very article they name: what is
    asked of one thing another's article may also say."""
    tensors, pieces = initial(model), model.vocabulary.pieces
    marks = model.vocabulary.begin, model.vocabulary.end
    unsure = [row for row in rows if row.twin == "neighbour"]
    answered = set[int]()
    for row, said in zip(unsure, _read(model, tensors, [make_example(row, marks) for row in unsure]), strict=True):
        best, told = max(said, key=lambda pair: pair[1])
        asked, title = ("".join(pieces[t] for t in tokens) for tokens in (row.tokens, best.title))
        if told > _SURE and best.title and title.strip("▁") in asked:
            answered.add(id(row))
    return [row for row in rows if id(row) not in answered]


def measure(model: PackedModel, tensors: Tensors, rows: Sequence[Row], *, english: bool = False) -> str:
    """How often the best sentence holds the answer before and after reading, and how well each kind of unanswerable
    question is told from those with an answer."""
    marks = model.vocabulary.begin, model.vocabulary.end
    real = [row for row in rows if not row.twin]
    said = list(_read(model, tensors, [make_example(row, marks, english=english) for row in real]))
    best = [max(one, key=lambda pair: pair[0].score + SAYS * pair[1])[0].label != "neither" for one in said]
    answered = np.array([_most(one) for one, right in zip(said, best, strict=True) if right])
    lines = [
        f"{len(real)} questions: best sentence {np.mean([r.candidates[0].label != 'neither' for r in real]):.3f} "
        f"before, {np.mean(best):.3f} after"
    ]
    for kind in [*_SHARES, MISSED, FOREIGN]:
        chosen = [row for row in rows if row.twin == kind]
        examples = [make_example(row, marks, silenced=True, english=english) for row in chosen]
        none = np.array([_most(one) for one in _read(model, tensors, [e for e in examples if e.candidates])])
        if none.size:
            auc = np.mean(answered[:, None] > none[None, :])
            refused = np.mean(none < np.quantile(answered, 0.05))
            lines.append(
                f"{kind or 'silenced'} ({none.size}): AUC {auc:.3f}, {refused:.3f} refused where .05 of the others are"
            )
    return "\n  ".join(lines)


def _read(model: PackedModel, tensors: Tensors, examples: Sequence[Example]) -> Iterator[list[tuple[Candidate, float]]]:
    """Each example's sentences with how much rather each answers than none does."""
    for at in range(0, len(examples), _BATCH):
        group = examples[at : at + _BATCH]
        with load_torch().no_grad():
            answers, nothing = forward(model, tensors, group, train=False)
        for example, row in zip(group, (answers - nothing[:, None]).tolist(), strict=True):
            yield list(zip(example.candidates, row, strict=False))


def _most(said: Sequence[tuple[Candidate, float]]) -> float:
    return max(told for _, told in said)


def write(model: PackedModel, tensors: Tensors) -> None:
    """Write what was added to the weights, as ``index.cross_encoder.tuned`` reads it."""
    torch, first = load_torch(), initial(model)
    changes: dict[str, Any] = {}
    for name, tensor in tensors.items():
        if name.startswith("head") or (tensor.requires_grad and tensor.dim() == 1):
            changes[name] = tensor.detach().numpy()
        elif tensor.requires_grad:
            left, sizes, right = torch.linalg.svd((tensor - first[name]).detach(), full_matrices=False)
            root = sizes[:_RANK].sqrt()
            changes[f"{name}.left"] = (left[:, :_RANK] * root).numpy()
            changes[f"{name}.right"] = (root[:, None] * right[:_RANK]).numpy()
    np.savez_compressed(TUNED_FILE, allow_pickle=False, **{k: v.astype(np.float16) for k, v in changes.items()})


def main() -> None:
    """Tune, measure after every epoch, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--further", action="store_true", help="start from what was written before")
    parser.add_argument("--written", action="store_true", help="on the questions written for the texts, too")
    parser.add_argument("--epochs", type=int, default=_EPOCHS)
    parser.add_argument("--texts", type=float, default=1.0, metavar="SHARE", help="of each set's texts, 0 to 1")
    arguments = parser.parse_args()
    base = read_model(find_weights())
    model = read_tuned(base) if arguments.further else base
    data = Path(os.environ["YUANWEN_DATA"])
    with TemporaryDirectory() as folder:
        chosen = {n: some_of(data / n, arguments.texts, Path(folder)) for n in _SETS}
        sets = {name: read_rows(some) for name, some in chosen.items()} | {"made": read_made(chosen["crud_news"])}
    if arguments.written:
        sets |= {f"{n}, written": read_rows_written(data / n, [o for o in _SETS if o != n]) for n in _SETS}
    rows = [row for found in sets.values() for row in found if not held_out(row.id)]
    if arguments.further:
        rows = without_answered(model, rows)
    print(f"{len(rows)} questions to tune on, layers {FROZEN} to {model.layers - 1}")
    for tensors in tune(model, rows, arguments.epochs, _FURTHER_RATE if arguments.further else _RATE):
        for name, found in sets.items():
            held = [row for row in found if held_out(row.id)]
            print(name, measure(model, tensors, held))
            print(name, "in English", measure(model, tensors, held, english=True), flush=True)
    if arguments.write:
        write(base, tensors)


if __name__ == "__main__":
    main()
