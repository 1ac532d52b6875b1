"""Fits the page cleaner's weights and measures it on pages of sites it was not fitted on.

    YUANWEN_DATA=… python -m benchmarks.fit_cleaner           # held-out scores, six folds by site
    YUANWEN_DATA=… python -m benchmarks.fit_cleaner --write   # fit on all pages, write index/reading/weights.py

A linear-chain conditional random field, fitted by gradient ascent (Adam) on the log likelihood of the paths that
agree with the reference articles. A line whose place the reference leaves open may take any of several states, so the
likelihood sums over all agreeing paths. Four things keep few pages from being learned by heart: keep/cut weights are
shared by all cut states with small corrections for each; a wrong line costs in proportion to its length (softmax
margin, Gimpel and Smith 2010); no site counts for more than six pages; and every page also comes in a second form
with another site's navigation or lists around its article, or without its title or byline.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.reading import chain
from index.reading.clean import clean
from index.reading.features import describe
from index.reading.lines import Line, split_lines, word_key

Array = npt.NDArray[np.float64]
Row = dict[str, Any]
Example = tuple[str, list[Line], list[set[int]]]  # site, lines, the states each line may take

WEIGHTS = Path(__file__).parent.parent / "index" / "reading" / "weights.py"
STATES = chain.STATES
CUT_OR_KEEP = np.eye(2)[[0, 0, 0, 1, 0, 0]]
SHARED, OWN = 0.5, 2.0  # strength of the quadratic penalties on shared weights and on a state's own
TEMPLATE = '''"""The page cleaner's weights, written by ``benchmarks/fit_cleaner.py``, which says how they were fitted.

A feature's six weights are for the states before, title, header, body, interruption and after; a state's step
weights are for the states that may precede it, in the order of ``chain.PRECEDING``. All are log odds.
"""

LINES: dict[str, tuple[float, ...]] = {{
{rows}
}}

STEPS: tuple[tuple[float, ...], ...] = (
{steps}
)
'''
MARGIN, EPOCHS, RATE, FOLDS, MOST = 0.3, 60, 0.1, 6, 6


def site(host: str) -> str:
    """The registered domain: hosts of one publisher share a template and must not stand on both sides of a fold."""
    parts = host.split(".")
    short = len(parts) > 2 and parts[-2] in ("com", "net", "org")
    return ".".join(parts[-3:] if short else parts[-2:])


# Labels: the longest chain of page lines that stand in the reference in the same order.


def _place(key: str, reference: str) -> int:
    """Where a line stands in the reference: whole, or for a long line any piece of it; -1 where it does not."""
    pieces = [key] if len(key) < 60 else [key, *(key[i : i + 20] for i in range(0, len(key) - 19, 20))]
    return next((max(0, reference.find(piece)) for piece in pieces if piece in reference), -1)


def _align(places: Sequence[int], keys: Sequence[str]) -> list[int]:
    """The lines of the heaviest chain rising through the reference; a gap on the page costs a little a line."""
    found = [i for i, place in enumerate(places) if place >= 0 and keys[i]]
    best: list[tuple[float, int | None]] = []
    for a, i in enumerate(found):
        earlier = [(best[b][0] - 0.3 * (i - j - 1), b) for b, j in enumerate(found[:a]) if places[j] < places[i]]
        value, link = max(earlier, default=(0.0, -1))
        best.append((len(keys[i]) + max(value, 0.0), link if value > 0 else None))
    chosen: list[int] = []
    at = max(range(len(found)), key=lambda k: best[k][0], default=None)
    while at is not None:
        chosen.append(found[at])
        at = best[at][1]
    return chosen[::-1]


def label(row: Row, lines: Sequence[Line]) -> list[set[int]]:
    """For every line the states that agree with the reference article."""
    reference, furniture = word_key(row["article"]), {word_key(x) for x in row["furniture"]}
    keys = [line.key for line in lines]
    places = [_place(key, reference) if key else -1 for key in keys]
    kept = _align(places, keys)
    if not kept:
        return [{chain.BEFORE} for _ in lines]
    title = kept[0] if places[kept[0]] == 0 and len(kept) > 1 else None
    body = [i for i in kept if i != title]
    while len(body) > 1 and title is not None and "date in byline" in describe([lines[body[0]]])[0]:
        body = body[1:]
    above = {chain.BEFORE, chain.TITLE, chain.HEADER}
    out: list[set[int]] = []
    for i, line in enumerate(lines):
        own = line.key not in furniture
        if i == title or i in body:
            out.append({chain.TITLE if i == title else chain.BODY})
        elif i < body[0]:
            out.append(above if title is None else {chain.BEFORE if i < title else chain.HEADER})
        elif i < body[-1]:
            doubtful = own and (line.is_prose or places[i] >= 0)
            out.append({chain.BODY, chain.INTERRUPTION} if doubtful else {chain.INTERRUPTION})
        else:
            out.append({chain.BODY, chain.AFTER} if own and line.is_prose and i < body[-1] + 3 else {chain.AFTER})
    return out


def read_examples(rows: Sequence[Row]) -> list[Example]:
    """Pages as lines with their labels."""
    pages = [split_lines(row["page"])[0] for row in rows]
    return [(site(row["host"]), lines, label(row, lines)) for row, lines in zip(rows, pages, strict=True)]


def vary(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Each page once more, its article set between parts of other pages, or without its title or byline."""
    cut = [_parts(example) for example in examples]
    for (name, _, _), (head, article, tail) in zip(examples, cut, strict=True):
        above = rng.choices((head, [], rng.choice(cut)[0]), (0.3, 0.2, 0.5))[0]
        below = rng.choices((tail, [], rng.choice(cut)[2]), (0.3, 0.15, 0.55))[0]
        dropped = rng.choices(((), (chain.TITLE,), (chain.HEADER,), (chain.TITLE, chain.HEADER)), (60, 15, 15, 10))[0]
        middle = [pair for pair in article if not pair[1] <= set(dropped)]
        pairs = [*above[-110:], *middle, *below[:90]]
        if pairs:
            yield name, [line for line, _ in pairs], [states for _, states in pairs]


def _parts(example: Example) -> list[list[tuple[Line, set[int]]]]:
    pairs = list(zip(example[1], example[2], strict=True))
    begin = next((i for i, (_, s) in enumerate(pairs) if s != {chain.BEFORE}), len(pairs))
    end = next((i for i, (_, s) in enumerate(pairs) if s == {chain.AFTER}), len(pairs))
    return [pairs[:begin], pairs[begin:end], pairs[end:]]


@dataclass(frozen=True)
class Batch:
    """N pages padded to T lines: ``found`` (lines, features) stand at ``places`` of the N*T grid; ``limits``,
    ``agreed`` and ``margin`` (N, T, 6) are added to scores; ``real`` (N, T) marks lines; ``weight`` (N,) pages."""

    found: npt.NDArray[np.float32]
    places: npt.NDArray[np.int64]
    limits: Array
    agreed: Array
    margin: Array
    real: npt.NDArray[np.bool_]
    weight: Array


def build(examples: Sequence[Example], names: Sequence[str], balance: Counter[str]) -> Batch:
    """Turns pages into arrays."""
    column = {name: i for i, name in enumerate(names)}
    length = max(len(lines) for _, lines, _ in examples)
    shape = (len(examples), length, STATES)
    limits, agreed, margin = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    real, kept = np.zeros(shape[:2], bool), CUT_OR_KEEP[:, 1]
    rows, places = [], []
    for n, (_, lines, states) in enumerate(examples):
        features = describe(lines)
        limits[n, : len(lines)] = chain.forbid(features)
        for t, (line, found, allowed) in enumerate(zip(lines, features, states, strict=True)):
            rows.append([column[name] for name in found if name in column] + [column["bias"]])
            places.append(n * length + t)
            real[n, t] = True
            limits[n, t, sorted(allowed)] = 0.0
            agreed[n, t, [s for s in range(STATES) if s not in allowed]] = -1e9
            wrong = 1 - kept if allowed == {chain.BODY} else kept if chain.BODY not in allowed else 0 * kept
            margin[n, t] = wrong * MARGIN * min(line.size, 80.0) / 20
    found_array = np.zeros((len(rows), len(names)), np.float32)
    for i, columns in enumerate(rows):
        found_array[i, columns] = 1
    weight = np.array([min(1.0, 2 * MOST / balance[name]) for name, _, _ in examples])
    return Batch(found_array, np.array(places), limits, agreed, margin + limits, real, weight)


def expect(scores: Array, steps: Array, batch: Batch) -> tuple[Array, Array]:
    """Expected states (N, T, 6) and steps (6, 6) over all paths, by the forward-backward algorithm."""
    length = scores.shape[1]
    first = np.where(np.isin(range(STATES), chain.FIRST), 0.0, -1e9)
    last = np.where(np.isin(range(STATES), chain.LAST), 0.0, -1e9)
    ahead, behind = np.empty_like(scores), np.empty_like(scores)
    ahead[:, 0] = scores[:, 0] + first
    for t in range(1, length):
        value = np.logaddexp.reduce(ahead[:, t - 1, :, None] + steps, 1) + scores[:, t]
        ahead[:, t] = np.where(batch.real[:, t, None], value, ahead[:, t - 1])
    total = np.logaddexp.reduce(ahead[:, -1] + last, 1)
    behind[:, -1] = last
    for t in range(length - 2, -1, -1):
        value = np.logaddexp.reduce(steps + (scores[:, t + 1] + behind[:, t + 1])[:, None, :], 2)
        behind[:, t] = np.where(batch.real[:, t + 1, None], value, behind[:, t + 1])
    weight = batch.real * batch.weight[:, None]
    states = np.exp(ahead + behind - total[:, None, None]) * weight[:, :, None]
    pairs = ahead[:, :-1, :, None] + steps + (scores[:, 1:] + behind[:, 1:])[:, :, None, :] - total[:, None, None, None]
    return states, (np.exp(np.minimum(pairs, 0)) * weight[:, 1:, None, None]).sum((0, 1))


def fit(examples: Sequence[Example], seed: int = 0) -> chain.Model:
    """Fits the weights. Features seen on fewer than three sites are left out."""
    every = [*map(_crop, examples), *vary(examples, random.Random(seed))]
    seen: dict[str, set[str]] = defaultdict(set)
    for name, lines, _ in every:
        for feature in {f for found in describe(lines) for f in found}:
            seen[feature].add(name)
    names = [*sorted(f for f, sites in seen.items() if len(sites) >= 3), "bias"]
    balance = Counter(name for name, _, _ in every)
    every.sort(key=lambda example: len(example[1]))
    thirds = [every[i * len(every) // 3 : (i + 1) * len(every) // 3] for i in range(3)]
    shared, own, steps = _ascend([build(part, names, balance) for part in thirds], len(names))
    lines_of = np.round(shared @ CUT_OR_KEEP.T + own, 2)
    steps_of = [[round(float(steps[p, s]), 2) for p in chain.PRECEDING[s]] for s in range(STATES)]
    return chain.Model({name: tuple(map(float, row)) for name, row in zip(names, lines_of, strict=True)}, steps_of)


def _crop(example: Example) -> Example:
    """A page without what stands more than 130 lines above its article or 110 below."""
    name, lines, states = example
    kept = [i for i, s in enumerate(states) if s & {chain.TITLE, chain.BODY} and chain.BEFORE not in s] or [0]
    begin, end = max(0, kept[0] - 130), kept[-1] + 110
    return name, list(lines[begin:end]), list(states[begin:end])


def _ascend(batches: Sequence[Batch], features: int) -> list[Array]:
    """Adam on the penalized log likelihood; returns shared (F, 2), own (F, 6) and step (6, 6) weights."""
    open_steps = np.array([[p in chain.PRECEDING[s] for s in range(STATES)] for p in range(STATES)])
    values = [np.zeros((features, 2)), np.zeros((features, STATES)), np.zeros((STATES, STATES))]
    mean, square = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    for epoch in range(1, EPOCHS + 1):
        shared, own, steps = values
        by_line, by_step = np.zeros_like(own), np.zeros_like(steps)
        for batch in batches:
            grid = np.zeros((batch.real.size, STATES))
            grid[batch.places] = batch.found @ (shared @ CUT_OR_KEEP.T + own).astype(np.float32)
            scores = grid.reshape(*batch.real.shape, STATES)
            allowed = np.where(open_steps, steps, -1e9)
            free, free_steps = expect(scores + batch.margin, allowed, batch)
            right, right_steps = expect(scores + batch.limits + batch.agreed, allowed, batch)
            by_line += batch.found.T @ (right - free).reshape(-1, STATES)[batch.places].astype(np.float32)
            by_step += right_steps - free_steps
        slopes = [by_line @ CUT_OR_KEEP - SHARED * shared, by_line - OWN * own, by_step * open_steps - SHARED * steps]
        rate = RATE if epoch < 0.6 * EPOCHS else 0.3 * RATE
        for i, slope in enumerate(slopes):
            mean[i] += 0.1 * (slope - mean[i])
            square[i] += 0.02 * (slope**2 - square[i])
            values[i] += rate * (mean[i] / (1 - 0.9**epoch)) / (np.sqrt(square[i] / (1 - 0.98**epoch)) + 1e-8)
    return values


def folds(examples: Sequence[Example]) -> list[int]:
    """A fold for each page, whole sites together, the folds of like size."""
    sizes = [0] * FOLDS
    fold_of = {}
    for name, count in Counter(name for name, _, _ in examples).most_common():
        fold_of[name] = sizes.index(min(sizes))
        sizes[fold_of[name]] += count
    return [fold_of[name] for name, _, _ in examples]


def measure(
    rows: Sequence[Row], models: Sequence[chain.Model], score: Callable[..., tuple[int, ...]], title: bool
) -> str:
    """Mean precision, recall and F1 over pages and the furniture leak, as ``score_pages.py`` defines them."""
    sums, leaked, furniture = np.zeros(3), 0, 0
    for row, model in zip(rows, models, strict=True):
        found = clean(split_lines(row["page"])[0], model)
        kept = "\n".join((found.title, *found.body) if title else found.body)
        right, wrong, missed, leak, total = score(row["page"], row["article"], row["furniture"], kept)
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        sums += precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
        leaked, furniture = leaked + leak, furniture + total
    p, r, f = sums / len(rows)
    return f"P {p:.3f} R {r:.3f} F1 {f:.3f} leak {leaked / max(1, furniture):.4f} of {furniture}"


def write(model: chain.Model) -> None:
    """Writes the weights as Python source."""
    rows = "\n".join(f'    "{name}": {tuple(row)},' for name, row in model.lines.items())
    steps = "\n".join(f"    {tuple(row)}," for row in model.steps)
    WEIGHTS.write_text(TEMPLATE.format(rows=rows, steps=steps), encoding="utf-8")


def main() -> None:
    """Fits and measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="fit on all pages and write index/reading/weights.py")
    options = parser.parse_args()
    data = Path(os.environ.get("YUANWEN_DATA") or sys.exit("set YUANWEN_DATA to the folder of measuring data"))
    spec = importlib.util.spec_from_file_location("score_pages", data / "score_pages.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [json.loads(line) for line in (data / "news_pages" / "pages.jsonl").open(encoding="utf-8")]
    examples = read_examples(rows)
    if options.write:
        model = fit(examples)
        write(model)
        models = [model] * len(rows)
    else:
        fold = folds(examples)
        fitted = {k: fit([e for e, f in zip(examples, fold, strict=True) if f != k]) for k in sorted(set(fold))}
        models = [fitted[k] for k in fold]
    print("fitted" if options.write else "held out by site", measure(rows, models, scorer.score, title=True))
    print("  without the title", measure(rows, models, scorer.score, title=False))


if __name__ == "__main__":
    main()
