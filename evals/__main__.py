"""The evaluation suite's commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from evals.answers import answers
from evals.asking import run_questions
from evals.baseline import baseline
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
app.command()(baseline)
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
    from evals.corpus import findable, read_corpus, read_queries
    from evals.retrieval import as_json as legs_json
    from evals.retrieval import run_leg, table
    from evals.scratch import check_corpus, scratch_index

    asked = [q for q in read_queries(queries) if q.positives][:limit]
    if not asked:
        raise YuanwenError(f"no question of {queries} names positive_ids: add them to measure retrieval")
    check_corpus(corpus)
    asked = findable(asked, (article.id for article in read_corpus(corpus)))
    legs: tuple[Leg, ...] = (leg,) if leg else ("dense", "keyword", "fused")
    with scratch_index(corpus) as index:
        results = {name: run_leg(index, asked, name) for name in legs}
    if as_json:
        print(json.dumps(legs_json(results), indent=2))
    else:
        print("\n".join(table(results)))


@app.command()
def scripts(
    corpus: Annotated[list[Path] | None, typer.Option(help="A corpus of your own, as for retrieval.")] = None,
    queries: Annotated[Path | None, typer.Option(help="Its questions.")] = None,
    limit: Annotated[int | None, typer.Option(help="Ask only the first so many.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How often a question finds the same article in Simplified, in Traditional and in English.

    On a corpus of your own, every question is asked as it is and converted to the other script.
    """
    from evals.scripts import corpus_rates, five_rates

    if (corpus is None) != (queries is None):
        raise YuanwenError("--corpus and --queries go together: give both, or neither for the five articles")
    rates = corpus_rates(corpus, queries, limit) if corpus and queries else five_rates(limit)
    if as_json:
        print(json.dumps({name: figure.json() for name, figure in rates.items()}, indent=2))
    else:
        for name, figure in rates.items():
            print(f"{name}: {figure.mean:.3f} ({figure.low:.3f}-{figure.high:.3f}) of {figure.count} questions")


@app.command("follow-ups")
def follow_ups(
    conversations: Annotated[Path | None, typer.Option(help="A JSONL file of your own.")] = None,
    mode: Annotated[Literal["rule", "model"], typer.Option(help="model asks the model that is set.")] = "rule",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How often a follow-up is made to stand alone, and what became of the others."""
    from assistant import load_settings
    from evals.follow_ups import CONVERSATIONS, by_model, load_conversations
    from evals.intervals import bootstrap

    asked = load_conversations(conversations or CONVERSATIONS)
    alone_by = by_model(asked, load_settings()) if mode == "model" else [c.by_rule() for c in asked]
    resolved = list(zip(asked, alone_by, strict=True))
    rate = bootstrap([float(c.accepts(alone)) for c, alone in resolved])
    if rate is None:
        raise YuanwenError(f"{conversations} holds no conversation: write one JSON object a line")
    missed = [{"question": c.question, "became": alone} for c, alone in resolved if not c.accepts(alone)]
    if as_json:
        print(json.dumps({f"by {mode}": rate.json(), "missed": missed}, ensure_ascii=False, indent=2))
        return
    print(f"stands alone by {mode}: {rate.mean:.3f} ({rate.low:.3f}-{rate.high:.3f}) of {rate.count} follow-ups")
    for miss in missed:
        print(f"  {miss['question']} -> {miss['became']}")


def main() -> None:
    """Run a command; a mistake of the user's is one line and exit status 1."""
    try:
        app()
    except YuanwenError as error:
        print(f"evals: {error}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
