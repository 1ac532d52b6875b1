"""The ``run`` command: every question to the assistant and the baselines, resumable, with progress."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal

import typer

from index import YuanwenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant import Assistant, Settings
    from evals.dataset import Question
    from evals.row import Row
    from evals.run import Record

Split = Literal["dev", "test", "all"]
Mode = Literal["quote", "model"]


def run_questions(  # noqa: PLR0913, PLR0917 - each is an option of the command
    questions: Annotated[
        Path | None, typer.Option("--questions", "--set", help="A JSONL file or a folder of them.")
    ] = None,
    split: Annotated[Split, typer.Option(help="Which part; test is not for tuning.")] = "dev",
    documents: Annotated[Path | None, typer.Option(help="A folder of your own; then only it is asked.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="quote asks no model; default as the settings say.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name at the endpoint.")] = None,
    out: Annotated[Path | None, typer.Option(help="Keep every record here; an unfinished file is continued.")] = None,
    at_once: Annotated[int, typer.Option(help="Questions side by side; more blurs the times.", min=1, max=64)] = 1,
    baselines: Annotated[bool, typer.Option(help="Ask the two baselines too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Ask every question and print the scores; exit status 1 when one is below evals/baseline.json."""
    from evals.baseline import shortfalls
    from evals.dataset import QUESTIONS, load_questions
    from evals.row import OURS, of_system
    from evals.table import figures, side_by_side, table

    chosen = [q for q in load_questions(questions or QUESTIONS) if split in ("all", q.split)]
    if not chosen:
        raise YuanwenError(f"there is no question in the split {split}: choose another with --split")
    with _opened(_settings(mode, model, documents), documents) as assistant, _kept(out) as keep:
        rows = _ask_all(assistant, chosen, keep, at_once, baselines)
    ours = of_system(rows, OURS)
    scores = figures(ours)
    if as_json:
        print(json.dumps({n: f.json() for n, f in scores.items()}, indent=2))
    else:
        print("\n".join([*table(ours), "", *side_by_side(rows)]))
    gated = questions is None and documents is None and not model and mode != "model"
    missed = shortfalls(scores) if gated else []
    for line in missed:
        print(line, file=sys.stderr)
    if missed:
        raise typer.Exit(1)


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
    from index.reading.files import read_paths

    assistant = open_assistant(settings)
    try:
        if documents:
            found = [f.article for f in read_paths([documents]) if f.article]
            assistant.index.update(found, "documents", mirror=True)
        yield assistant
    finally:
        assistant.close()


class _Kept:
    """The records of this run: those a stopped run left, and those that come, written as they come."""

    def __init__(self, rows: Sequence[Row], file: IO[str] | None, path: Path | None) -> None:
        self.rows, self._file, self._path = list(rows), file, path
        self.made_with: dict[str, str] = {}

    def begin(self, made_with: dict[str, str]) -> None:
        """Refuse to mix records that were made differently."""
        self.made_with = made_with
        for row in self.rows:
            if row.provenance != made_with:
                other = [n for n, v in made_with.items() if row.provenance.get(n) != v]
                raise YuanwenError(
                    f"{self._path} was made with another {', '.join(other)}: give another place with --out"
                )

    def done(self, system: str) -> set[str]:
        """The ids a system has answered."""
        return {r.id for r in self.rows if r.system == system}

    def add(self, record: Record) -> None:
        """Keep a record."""
        from evals.row import Row

        fields = record.json() | {"provenance": self.made_with}
        self.rows.append(Row.from_json(fields))
        if self._file:
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            self._file.flush()


@contextmanager
def _kept(path: Path | None) -> Iterator[_Kept]:
    from evals.row import read_rows

    if path is None:
        yield _Kept([], None, None)
        return
    before = read_rows(path, unfinished=True) if path.is_file() else []
    try:
        whole = path.read_text(encoding="utf-8") if path.is_file() else ""
        if whole and not whole.endswith("\n"):  # a stopped run's half a line
            path.write_text(whole[: whole.rfind("\n") + 1], encoding="utf-8")
            before = read_rows(path)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{path} cannot be written ({error.strerror}): give another place with --out") from error
    with file:
        yield _Kept(before, file, path)


def _ask_all(assistant: Assistant, chosen: Sequence[Question], keep: _Kept, at_once: int, baselines: bool) -> list[Row]:
    from evals.dataset import validate
    from evals.provenance import provenance
    from evals.row import OURS
    from evals.run import run, run_baseline
    from index.baselines import open_baselines

    articles = {a.id: a for a in assistant.index.articles()}
    if problems := validate(chosen, articles):
        raise YuanwenError(f"{len(problems)} problems in the questions, the first: {problems[0]}")
    keep.begin(provenance(assistant.settings, articles.values()))
    left = _left(chosen, keep, OURS)
    with _progress(len(left), keep) as each:
        asyncio.run(run(assistant, left, each, at_once))
    for baseline in open_baselines(assistant.index) if baselines else ():
        run_baseline(baseline, _left(chosen, keep, baseline.name), articles, keep.add)
    wanted = {q.id: n for n, q in enumerate(chosen)}
    return sorted((r for r in keep.rows if r.id in wanted), key=lambda r: wanted[r.id])


def _left(chosen: Sequence[Question], keep: _Kept, system: str) -> list[Question]:
    done = keep.done(system)
    return [q for q in chosen if q.id not in done]


@contextmanager
def _progress(total: int, keep: _Kept) -> Iterator[Callable[[Record], None]]:
    from tqdm import tqdm

    with tqdm(total=total, unit="question", disable=None, leave=False) as bar:

        def each(record: Record) -> None:
            keep.add(record)
            bar.update()

        yield each
