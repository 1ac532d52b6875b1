"""Questions a person will edit: from answers a reader disliked, and from any document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.dataset import stands_in
from index import Article, YuanwenError
from index.passages import digest
from index.text.sentences import split_sentences

_UNITS = "美元|公里|个|家|名|人|元|年|月|日|米|吨|项|种|次|倍|篇|台|辆|位|件|座|条|批|岁|天|小时"
_FIGURE = re.compile(
    r"[$€£]?\d[\d,.]* (?:percent|million|billion|thousand)"
    rf"|(?<![\d:-])\d[\d,.]*(?:多|余)?(?:%|[十百千万亿]+(?:{_UNITS})?|{_UNITS})"
)
_CLAUSE = re.compile("[，；：、,;:]")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_CLAUSE_LEAST = 6  # code points before the figure, below which nobody would know what is asked for
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TODO = "draft: edit the question, its facts and its split before use"


def add(
    feedback: Annotated[Path | None, typer.Argument(help="Default: feedback.jsonl in the home folder.")] = None,
    out: Annotated[Path | None, typer.Option(help="Append here instead of printing.")] = None,
) -> None:
    """Turn thumbs-down from the chat into question drafts for a person to edit."""
    from assistant import load_settings

    path = feedback or load_settings().home / "feedback.jsonl"
    _deliver(list(drafts_of_feedback(path)), out)


def draft(
    documents: Annotated[Path, typer.Argument(help="A document, or a folder of them.")],
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    out: Annotated[Path | None, typer.Option(help="Append here instead of printing.")] = None,
) -> None:
    """Propose question candidates from documents, for a person to edit; from a folder, documents take turns."""
    from evals.own import own_articles

    drafts = [list(drafts_of_article(article)) for article in own_articles(documents)]
    found = [d for turn in zip_longest(*drafts) for d in turn if d is not None][:limit]
    if not found:
        raise YuanwenError(f"{documents} states no figure to ask for: write the questions by hand")
    _deliver(found, out)


def drafts_of_feedback(path: Path) -> Iterator[dict[str, Any]]:
    """One draft for each thumbs-down: what was asked, with what was answered and cited in its note.

    Raises:
        YuanwenError: the file cannot be read, or a line is not an object with ``rating`` and ``question``.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise YuanwenError(f"{path} cannot be read ({error}): give the chat's feedback.jsonl") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and (row := _feedback(line, f"{path}, line {number}"))["rating"] == "down":
            reason = f"; the reader: {row['reason']}" if row.get("reason") else ""
            note = f"{_TODO}{reason}; the answer was: {row.get('answer', '')}"
            yield _record([row["question"]], [], [], "feedback", note)


def _feedback(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise YuanwenError(f"{place} is not JSON ({error}): remove or mend it") from error
    if not isinstance(row, dict) or "rating" not in row or not str(row.get("question") or "").strip():
        raise YuanwenError(f"{place} has no rating or no question: remove or mend it")
    return row


def drafts_of_article(article: Article) -> Iterator[dict[str, Any]]:
    """One draft for each sentence that states a figure: the figure is blanked out and is the fact."""
    for start, end in split_sentences(article.text):
        quote = article.text[start:end]
        found = max(_FIGURE.findall(quote), key=len, default="").rstrip(".,")
        if not found or not 12 <= len(quote) <= 200 or "\n" in quote or not stands_in(found, quote):
            continue
        asked = _blanked(quote, found)
        support = [{"fact": 0, "article": article.id, "quote": quote}]
        yield _record([asked], [[found]], support, "draft", _TODO)


def _blanked(quote: str, figure: str) -> str:
    """The clause that states the figure, asking for it; with the clause before where it says too little alone."""
    chinese = bool(_HAN.search(quote))
    at = quote.find(figure)
    cuts = [m.end() for m in _CLAUSE.finditer(quote[:at])] if chinese else []
    start = next((cut for cut in reversed([0, *cuts]) if at - cut >= _CLAUSE_LEAST), 0)
    ends = _CLAUSE.search(quote, at + len(figure)) if chinese else None
    rest = quote[at + len(figure) : ends.start() if ends else len(quote)]
    blank = ("哪一年" if _YEAR.fullmatch(figure) else "多少") if chinese else "____"
    return (quote[start:at] + blank + rest).rstrip("。.！!") + ("？" if chinese else "?")


def _record(turns: list[str], facts: list[Any], support: list[Any], prefix: str, note: str) -> dict[str, Any]:
    language = "zh-Hans" if _HAN.search(turns[-1]) else "en"
    if language == "zh-Hans" and _is_traditional(turns[-1]):
        language = "zh-Hant"
    kind: dict[str, Any] = {} if facts else {"kind": "entity_without_fact"}
    return {
        "id": f"{prefix}-{digest([*turns, *(s['quote'] for s in support)])[:8]}",
        "type": "single_fact" if facts else "unanswerable",
        **kind,
        "language": language,
        "split": "dev",
        "turns": turns,
        "answerable": bool(facts),
        "facts": facts,
        "support": support,
        "note": note,
    }


def _is_traditional(text: str) -> bool:
    from index.text.fold import to_simplified

    return to_simplified(text) != text


def _deliver(records: list[dict[str, Any]], out: Path | None) -> None:
    lines = [json.dumps(r, ensure_ascii=False) for r in records]
    if out is None:
        print("\n".join(lines))
        return
    try:
        kept = {json.loads(line)["id"] for line in out.read_text("utf-8").splitlines() if line} if out.exists() else ()
        new = [line for line, r in zip(lines, records, strict=True) if r["id"] not in kept]
        with out.open("a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in new))
    except (OSError, ValueError, KeyError) as error:
        raise YuanwenError(f"{out} cannot be continued ({error}): give another place with --out") from error
    print(f"{len(new)} drafts added to {out}; edit them before you ask them")
