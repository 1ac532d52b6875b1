"""Questions a person will edit: from answers a reader disliked, and from any document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.dataset import stands_in
from index import Article, YuanwenError
from index.passages import digest
from index.text.sentences import split_sentences

_FIGURE = re.compile(
    r"[$€£]?\d[\d,.]* (?:percent|million|billion|thousand)"
    r"|\d[\d,.]*(?:多|余)?(?:%|[十百千万亿]*(?:个|家|名|人|元|美元|年|月|日|米|公里|吨|项|种|次|倍|篇)?)"
)
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
    document: Annotated[Path, typer.Argument(help="A text file or a page dump.")],
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    out: Annotated[Path | None, typer.Option(help="Append here instead of printing.")] = None,
) -> None:
    """Propose question candidates from a document, for a person to edit."""
    from index.reading.files import read_file

    found = list(drafts_of_article(read_file(document)))[:limit]
    if not found:
        raise YuanwenError(f"{document} states no figure to ask for: write the questions by hand")
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
        at = quote.find(found)
        clause = quote[:at] + ("____" if not _HAN.search(quote) else "多少") + quote[at + len(found) :]
        asked = clause.rstrip("。.！!") + ("？" if _HAN.search(quote) else "?")
        support = [{"fact": 0, "article": article.id, "quote": quote}]
        yield _record([asked], [[found]], support, "draft", _TODO)


def _record(turns: list[str], facts: list[Any], support: list[Any], prefix: str, note: str) -> dict[str, Any]:
    language = "zh-Hans" if _HAN.search(turns[-1]) else "en"
    if language == "zh-Hans" and _is_traditional(turns[-1]):
        language = "zh-Hant"
    kind: dict[str, Any] = {} if facts else {"kind": "entity_without_fact"}
    return {
        "id": f"{prefix}-{digest(turns)[:8]}",
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
