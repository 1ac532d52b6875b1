"""The ``run`` command: every question to the assistant and the baselines, resumable, with progress."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index import YuanwenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant import Assistant, Settings
    from evals.dataset import Question
    from evals.keeping import Kept
    from evals.row import Row

Split = Literal["dev", "test", "all"]
Mode = Literal["quote", "model"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be asked, and how; ``whole`` is the set that ``chosen`` is a part of, proved together."""

    whole: Sequence[Question]
    chosen: Sequence[Question]
    at_once: int
    baselines: bool
    judge: str


def run_questions(  # noqa: PLR0913, PLR0917 - each is an option of the command
    questions: Annotated[
        Path | None, typer.Option("--questions", "--set", help="A JSONL file or a folder of them.")
    ] = None,
    split: Annotated[Split, typer.Option(help="Which part; test is not for tuning.")] = "dev",
    documents: Annotated[Path | None, typer.Option(help="A folder of your own; then only it is asked.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="quote asks no model; default as the settings say.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name at the endpoint.")] = None,
    judge: Annotated[str | None, typer.Option(help="A model that grades the answers too, beside the scores.")] = None,
    size: Annotated[int | None, typer.Option("--subset", help="Only so many, fixed, of every kind.", min=1)] = None,
    out: Annotated[Path | None, typer.Option(help="Keep every record here; an unfinished file is continued.")] = None,
    at_once: Annotated[int, typer.Option(help="Questions side by side; more blurs the times.", min=1, max=64)] = 1,
    baselines: Annotated[bool, typer.Option(help="Ask the two baselines too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Ask every question and print the scores; exit status 1 when one is below evals/baseline.json."""
    from evals.dataset import QUESTIONS, load_questions
    from evals.keeping import kept

    whole = load_questions(questions or QUESTIONS)
    asked = _Asked(whole, _chosen(whole, split, size), at_once, baselines, judge or "")
    with _opened(_settings(mode, model, documents), documents) as assistant, kept(out) as keep:
        rows = _ask_all(assistant, keep, asked)
    _show(rows, as_json)
    gated = not (questions or documents or size or model or mode == "model")
    if gated and _fell(rows):
        raise typer.Exit(1)


def _chosen(whole: Sequence[Question], split: Split, size: int | None) -> list[Question]:
    from evals.subset import subset

    chosen = [q for q in whole if split in ("all", q.split)]
    if not chosen:
        raise YuanwenError(f"there is no question in the split {split}: choose another with --split")
    return subset(chosen, size) if size else chosen


def _show(rows: Sequence[Row], as_json: bool) -> None:
    from evals.judge import told
    from evals.row import OURS, of_system
    from evals.table import figures, side_by_side, table

    ours = of_system(rows, OURS)
    if as_json:
        print(json.dumps({n: f.json() for n, f in figures(ours).items()}, indent=2))
    else:
        print("\n".join([*table(ours), "", *side_by_side(rows), *told(ours)]))


def _fell(rows: Sequence[Row]) -> bool:
    """Say on standard error which scores fell below the stored ones."""
    from evals.baseline import shortfalls
    from evals.row import OURS, of_system

    missed = shortfalls(of_system(rows, OURS)) if all(r.mode == "quote" for r in rows) else []
    for line in missed:
        print(line, file=sys.stderr)
    return bool(missed)


def _settings(mode: Mode | None, model: str | None, documents: Path | None) -> Settings:
    from assistant import load_settings

    settings = load_settings()
    if mode == "quote" and model:
        raise YuanwenError(f"--mode quote asks no model, but --model names {model}: leave one out")
    name = "" if mode == "quote" else model or settings.model.name
    if mode == "model" and not name:
        raise YuanwenError("--mode model needs a model: give --model, or [model] name in yuanwen.toml")
    update: dict[str, object] = {"model": settings.model.model_copy(update={"name": name})}
    if documents:
        update["home"] = settings.home / "evals" / _folder_name(documents)
        update["index"] = settings.index.model_copy(update={"bundled": False})
    return settings.model_copy(update=update)


def _folder_name(documents: Path) -> str:
    from index.passages import digest

    if not documents.exists():
        raise YuanwenError(f"{documents} is not there: give a folder of documents")
    return "documents-" + digest([str(documents.resolve())])


@contextmanager
def _opened(settings: Settings, documents: Path | None) -> Iterator[Assistant]:
    from assistant import open_assistant
    from evals.own import own_articles

    assistant = open_assistant(settings)
    try:
        if documents:
            assistant.index.update(list(own_articles(documents)), "documents", mirror=True)
        yield assistant
    finally:
        assistant.close()


def _ask_all(assistant: Assistant, keep: Kept, asked: _Asked) -> list[Row]:
    from evals.judge import open_judge
    from evals.keeping import progress
    from evals.provenance import provenance
    from evals.row import OURS
    from evals.run import run, run_baseline
    from evals.validating import validate
    from index.baselines import open_baselines

    articles = {a.id: a for a in assistant.index.articles()}
    if problems := validate(asked.whole, articles):
        raise YuanwenError(f"{len(problems)} problems in the questions, the first: {problems[0]}")
    written_by = assistant.running.settings if assistant.running else assistant.settings.model
    judge = open_judge(asked.judge, written_by) if asked.judge else None
    keep.begin(provenance(assistant.settings, articles.values(), judge.name if judge else "none"))
    left = keep.left(asked.chosen, OURS)
    with progress(len(left), keep, OURS) as each:
        asyncio.run(run(assistant, left, each, asked.at_once, judge))
    for baseline in open_baselines(assistant.index) if asked.baselines else ():
        left = keep.left(asked.chosen, baseline.name)
        with progress(len(left), keep, baseline.name) as each:
            run_baseline(baseline, left, articles, each)
    return keep.of(asked.chosen)
