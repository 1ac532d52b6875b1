"""Tunes the cross-encoder from the embedding's weights on the reading sets, and measures it on held-out questions.

    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder            # tune, measure
    YUANWEN_DATA=… python -m benchmarks.fit_cross_encoder --write    # and write index/cross_encoder/tuned.npz

It needs PyTorch, which is no dependency of the program: ``pip install torch``. An hour on two cores.

A question and its candidates are one sequence; the loss is the cross entropy of the sentences that answer among all
and "none" (Clark and Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension", 2018, where a paragraph
has a place for no answer). A third of the examples are silenced: the sentences that hold the answer are left out, so
that "none" is right. The upper half of the layers is tuned; of what that adds to a matrix the best approximation of
rank 32 is kept (Eckart and Young, 1936).
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.reread import SAYS
from benchmarks.cross_encoder_data import Example, Row, batches, make_example, read_rows
from benchmarks.held_out import held_out
from benchmarks.torch_encoder import FROZEN, Tensors, forward, initial, load_torch
from index.cross_encoder.tuned import TUNED_FILE
from index.embedding.weights import PackedModel, find_weights, read_model

_SETS = ("drcd", "cmrc2018")
_EPOCHS, _BATCH, _RATE, _SILENCED, _RANK = 3, 16, 1e-4, 0.35, 32


def tune(model: PackedModel, rows: Sequence[Row], epochs: int) -> Iterator[Tensors]:
    """Tune on ``rows``; the tensors after every epoch."""
    torch = load_torch()
    tensors, draw = initial(model), random.Random(0)
    tuned = [t for t in tensors.values() if t.requires_grad]
    groups = [
        {"params": [t for t in tuned if t.dim() > 1], "weight_decay": 0.01},
        {"params": [t for t in tuned if t.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=_RATE)
    steps = epochs * -(-len(rows) // _BATCH)
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
    made = [make_example(row, marks, silenced=draw.random() < _SILENCED, shuffled=draw) for row in rows]
    return [example for example in made if example.candidates]


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


def measure(model: PackedModel, tensors: Tensors, rows: Sequence[Row]) -> str:
    """How often the best sentence holds the answer before and after reading, and how well silence is told."""
    torch = load_torch()
    before, after, told, silent = [], [], [], []
    marks = model.vocabulary.begin, model.vocabulary.end
    with torch.no_grad():
        for row in rows:
            whole, mute = make_example(row, marks), make_example(row, marks, silenced=True)
            answers, nothing = forward(model, tensors, [whole], train=False)
            logits = answers[0].tolist()
            scores = [c.score + SAYS * x for c, x in zip(whole.candidates, logits, strict=True)]
            before.append(row.candidates[0].label != "neither")
            after.append(whole.candidates[int(np.argmax(scores))].label != "neither")
            told.append(max(logits) - float(nothing[0]))
            if mute.candidates:
                answers, nothing = forward(model, tensors, [mute], train=False)
                silent.append(float(answers.max() - nothing[0]))
    auc = np.mean(np.array(told)[:, None] > np.array(silent)[None, :])
    refused = np.mean(np.array(silent) < np.quantile(told, 0.05))
    return (
        f"{len(rows)} questions: best sentence {np.mean(before):.3f} before, {np.mean(after):.3f} after; "
        f"silenced: AUC {auc:.3f}, {refused:.3f} refused where .05 of the others are"
    )


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
    parser.add_argument("--epochs", type=int, default=_EPOCHS)
    arguments = parser.parse_args()
    model = read_model(find_weights())
    sets = {name: read_rows(Path(os.environ["YUANWEN_DATA"]) / name) for name in _SETS}
    rows = [row for name in _SETS for row in sets[name] if not held_out(row.id)]
    print(f"{len(rows)} questions to tune on, layers {FROZEN} to {model.layers - 1}")
    for tensors in tune(model, rows, arguments.epochs):
        for name in _SETS:
            print(name, measure(model, tensors, [row for row in sets[name] if held_out(row.id)]), flush=True)
    if arguments.write:
        write(model, tensors)


if __name__ == "__main__":
    main()
