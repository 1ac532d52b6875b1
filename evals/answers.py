"""The ``answers`` command: are the answers right on a corpus and questions of your own?"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.dataset import comparable
from evals.intervals import Figure, bootstrap
from index import YuanwenError

if TYPE_CHECKING:
    from assistant import Answer
    from evals.corpus import Query
    from index import Index

HELD_AT = (50, 100, 200)


@dataclass(frozen=True, slots=True)
class Held:
    """One question's scores by name; None where one does not apply."""

    query: Query
    answer: Answer
    scores: dict[str, float | None]


def answers(
    corpus: Annotated[list[Path], typer.Option(help="JSONL rows of id, text and title; may be given several times.")],
    queries: Annotated[Path, typer.Option(help="JSONL rows of question and answers; none: unanswerable.")],
    limit: Annotated[int | None, typer.Option(help="Ask only the first so many.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write every answer to this JSONL file.")] = None,
) -> None:
    """How right the answers are on a corpus of your own: exact match, character F1, answer held, refusals; and how well
    the best sentences hold it."""
    from evals.corpus import read_queries
    from evals.scratch import scratch_index

    asked = read_queries(queries)[:limit]
    with scratch_index(corpus) as index:
        held = asyncio.run(_ask(index, asked))
    if out:
        _write(out, held)
    found = figures([h.scores for h in held])
    print(json.dumps({n: f.json() for n, f in found.items()}, indent=2) if as_json else "\n".join(table(found)))


async def _ask(index: Index, asked: Sequence[Query]) -> list[Held]:
    from assistant import load_settings
    from assistant.assistant import assistant_over

    settings = load_settings()
    assistant = assistant_over(settings, index)
    held = []
    for q in asked:
        answer = await assistant.ask(q.question)
        best = best_sentences(index, q.question, settings.answer.passages)
        held.append(Held(q, answer, score(answer, q.answers) | held_by_best(best, q.answers)))
    return held


def best_sentences(index: Index, question: str, passages: int) -> list[str]:
    """The sentences an answer would be chosen from, best first, whether or not there is one."""
    from assistant.question import language_of
    from assistant.weighing import weigh

    found = tuple(index.search(question, passages))
    return [e.text for e in weigh(index, question, language_of(question), found).ranked]


def held_by_best(sentences: Sequence[str], right: Sequence[str]) -> dict[str, float | None]:
    """Whether a right answer stands in the best sentence, and in one of the best three."""
    names = {"in the best sentence": 1, "in the best three": 3}
    if not right:
        return dict.fromkeys(names)
    forms = [comparable(r) for r in right]
    found = [any(f in comparable(sentence) for f in forms) for sentence in sentences[:3]]
    return {name: float(any(found[:most])) for name, most in names.items()}


def _write(path: Path, held: Sequence[Held]) -> None:
    lines = (
        {"id": h.query.id, "question": h.query.question, "answers": h.query.answers,
         "text": h.answer.text, "scores": h.scores}
        for h in held
    )  # fmt: skip
    try:
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{path} cannot be written ({error.strerror}): give another place with --out") from error


def score(answer: Answer, right: Sequence[str]) -> dict[str, float | None]:
    """Exact match and character F1 (Rajpurkar et al., 2016, over characters), the answer within L characters."""
    from evals.measures import unmarked

    refused = not answer.grounded
    names = ["exact match", "character F1", *(f"held at {n}" for n in HELD_AT), "held"]
    if not right:
        return {**dict.fromkeys(names), "refused rightly": float(refused), "refused wrongly": None}
    # What introduces a quote is not the answer: the quotes alone are judged when nothing else was said.
    quoted = "".join(c.quote for c in answer.citations) if answer.mode == "quote" else unmarked(answer)
    said = "" if refused else comparable(quoted)
    forms = [comparable(r) for r in right]
    values = [
        float(any(_bare(f) == _bare(said) for f in forms)),
        max(character_f1(f, said) for f in forms),
        *(float(any(f in said[:n] for f in forms)) for n in HELD_AT),
        float(any(f in said for f in forms)),
    ]
    return {**dict(zip(names, values, strict=True)), "refused rightly": None, "refused wrongly": float(refused)}


def character_f1(right: str, said: str) -> float:
    """Harmonic mean of the precision and recall of characters that are letters or digits, 0 to 1."""
    own, other = Counter(_bare(right)), Counter(_bare(said))
    shared = (own & other).total()
    return 2 * shared / (own.total() + other.total()) if shared else 0.0


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def figures(scores: Sequence[dict[str, float | None]]) -> dict[str, Figure]:
    """Every score that applies to at least one question, with its interval."""
    names = list(scores[0]) if scores else []
    found = {n: bootstrap([v for s in scores if (v := s[n]) is not None]) for n in names}
    return {n: f for n, f in found.items() if f}


def table(found: dict[str, Figure]) -> Iterator[str]:
    """One line a score."""
    yield f"{'':22}{'n':>6}{'mean':>8}  95 % interval"
    for name, f in found.items():
        yield f"{name:22}{f.count:>6}{f.mean:>8.3f}  {f.low:.3f}-{f.high:.3f}"
