"""The evaluation suite's commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from evals.answers import answers
from evals.asking import run_questions
from evals.compare import compare
from evals.drafting import add, draft
from evals.report import report
from index import Leg, YuanwenError

app = typer.Typer(help="How good are the answers?", no_args_is_help=True, add_completion=False)


@app.callback()
def _commands() -> None:
    """Commands are named, however few there are."""


app.command("run")(run_questions)
app.command()(answers)
app.command()(compare)
app.command()(report)
app.command()(add)
app.command()(draft)


@app.command()
def retrieval(
    corpus: Annotated[list[Path], typer.Option(help="JSONL rows of id, text and title; may be given several times.")],
    queries: Annotated[Path, typer.Option(help="JSONL rows of question and positive_ids.")],
    leg: Annotated[Leg | None, typer.Option(help="One leg only.")] = None,
    limit: Annotated[int | None, typer.Option(help="Ask only the first so many.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How well the right document of a corpus of your own is found, leg by leg."""
    from evals.corpus import read_queries
    from evals.retrieval import run_leg, table
    from evals.scratch import scratch_index

    asked = [q for q in read_queries(queries) if q.positives][:limit]
    if not asked:
        raise YuanwenError(f"no question of {queries} names positive_ids: add them to measure retrieval")
    legs: tuple[Leg, ...] = (leg,) if leg else ("dense", "keyword", "fused")
    with scratch_index(corpus) as index:
        results = {name: run_leg(index, asked, name) for name in legs}
    if as_json:
        print(json.dumps({name: result.json() for name, result in results.items()}, indent=2))
    else:
        print("\n".join(table(results)))


def main() -> None:
    """Run a command; a mistake of the user's is one line and exit status 1."""
    try:
        app()
    except YuanwenError as error:
        print(f"evals: {error}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
