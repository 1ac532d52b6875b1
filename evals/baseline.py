"""The scores that must not be lost: stored by a command, on purpose, and held against every later run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.intervals import Figure
from evals.row import OURS, Row, of_system, read_rows
from evals.table import MORE, SCORES, figures
from index import YuanwenError

BASELINE = Path(__file__).parent / "baseline.json"
LOWER_IS_BETTER = {"wrong", "refused wrongly", "length", "tokens read", "tokens written", "cost of 1000", "seconds"}
WATCHED = tuple(name for name in (*SCORES, *MORE) if name not in {"length", "judged"})

Stored = dict[str, dict[str, dict[str, Any]]]


def baseline(
    records: Annotated[Path, typer.Argument(help="A file made by `run --mode quote --split all --out`.")],
    out: Annotated[Path, typer.Option(help="Where to store them.")] = BASELINE,
) -> None:
    """Make this run's scores, dev and test apart, those that later runs must not fall below."""
    rows = of_system(read_rows(records), OURS)
    _check(records, rows)
    before, after = read_stored(out) if out.is_file() else {}, stored_form(rows)
    try:
        out.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{out} cannot be written ({error.strerror}): give another place with --out") from error
    print("\n".join([*_differing(before, after), f"written to {out}"]))


def stored_form(rows: Sequence[Row]) -> Stored:
    """Each split's watched scores as they are stored."""
    splits = {split: figures([r for r in rows if r.split == split]) for split in sorted({r.split for r in rows})}
    return {split: {n: found[n].json() for n in WATCHED if n in found} for split, found in splits.items()}


def read_stored(path: Path = BASELINE) -> Stored:
    """The stored scores.

    Raises:
        YuanwenError: the file is not there or not JSON.
    """
    try:
        stored: Stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise YuanwenError(f"{path} cannot be read ({error}): make it with `python -m evals baseline`") from error
    return stored


def shortfalls(rows: Sequence[Row], path: Path = BASELINE) -> list[str]:
    """One line for each stored score that a split's rows fall below by more than their own interval.

    A score that can no longer be told counts as lost.
    """
    lines: list[str] = []
    for split, stored in read_stored(path).items():
        if chosen := [r for r in rows if r.split == split]:
            lines += [f"{split}, {line}" for line in _lost(figures(chosen), stored)]
    return lines


def _lost(scores: dict[str, Figure], stored: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, known in stored.items():
        figure, mean = scores.get(name), float(known["mean"])
        if figure is None:
            yield f"{name}: no longer scored; the baseline is {mean:.3f}"
        elif figure.low > mean if name in LOWER_IS_BETTER else figure.high < mean:
            yield (
                f"{name}: {figure.mean:.3f} is worse than the baseline {mean:.3f}, which lies outside "
                f"{figure.low:.3f} to {figure.high:.3f}"
            )


def _check(path: Path, rows: Sequence[Row]) -> None:
    """Only a whole run in quote mode over the questions that come with the program can be a baseline."""
    from evals.dataset import load_questions

    missing = {q.id for q in load_questions()} - {r.id for r in rows}
    if missing:
        raise YuanwenError(f"{path} lacks {len(missing)} questions, such as {min(missing)}: run with --split all")
    if any(r.mode != "quote" for r in rows):
        raise YuanwenError(f"{path} holds a model's answers: run with --mode quote")


def _differing(before: Stored, after: Stored) -> Iterator[str]:
    for split, scores in after.items():
        for name, figure in scores.items():
            old = before.get(split, {}).get(name, {}).get("mean")
            if old != figure["mean"]:
                yield f"{split}, {name}: {'none' if old is None else f'{old:.4f}'} -> {figure['mean']:.4f}"
