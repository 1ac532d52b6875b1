"""The ``answers`` command: are the answers right on a corpus and questions of your own?"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from evals.dataset import comparable
from evals.intervals import Figure, bootstrap
from index import YuanwenError

if TYPE_CHECKING:
    from assistant import Answer
    from evals.corpus import Query
    from index import Index

HELD_AT = (50, 100, 200)


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
    with _opened(out) as file, scratch_index(corpus) as index:
        found = figures(asyncio.run(_ask(index, asked, file)))
    print(json.dumps({n: f.json() for n, f in found.items()}, indent=2) if as_json else "\n".join(table(found)))


Scores = dict[str, float | None]


async def _ask(index: Index, asked: Sequence[Query], file: IO[str] | None) -> list[Scores]:
    """The scores of every question; an answer is written and let go, so that memory does not grow with them."""
    from assistant import load_settings
    from assistant.assistant import assistant_over
    from evals.corpus import counted

    settings = load_settings()
    assistant, scores = assistant_over(settings, index), []
    for query in counted(asked):
        answer = await assistant.ask(query.question)
        best = best_sentences(index, query.question, settings.answer.passages)
        scores.append(score(answer, query.answers) | held_by_best(best, query.answers))
        if file:
            said = {"id": query.id, "question": query.question, "answers": query.answers, "text": answer.text}
            file.write(json.dumps({**said, "scores": scores[-1]}, ensure_ascii=False) + "\n")
    return scores


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


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str] | None]:
    if out is None:
        yield None
        return
    try:
        file = out.open("w", encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{out} cannot be written ({error.strerror}): give another place with --out") from error
    with file:
        yield file


def score(answer: Answer, right: Sequence[str]) -> Scores:
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


def figures(scores: Sequence[Scores]) -> dict[str, Figure]:
    """Every score that applies to at least one question, with its interval."""
    names = list(scores[0]) if scores else []
    found = {n: bootstrap([v for s in scores if (v := s[n]) is not None]) for n in names}
    return {n: f for n, f in found.items() if f}


def table(found: dict[str, Figure]) -> Iterator[str]:
    """One line a score."""
    yield f"{'':22}{'n':>6}{'mean':>8}  95 % interval"
    for name, f in found.items():
        yield f"{name:22}{f.count:>6}{f.mean:>8.3f}  {f.low:.3f}-{f.high:.3f}"
