"""What readers think of answers: one JSON object a line in ``feedback.jsonl`` in the home folder, for the evals."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index import YuanwenError

Rating = Literal["up", "down"]

FILE = "feedback.jsonl"
MAX_REASON = 1_000
_MAX_TEXT = 20_000
_MAX_CITATIONS = 100


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's word on one answer. Nothing in it says who the reader is.

    Attributes:
        rating: ``up`` or ``down``.
        question, answer: as the reader saw them.
        reason: in the reader's words, at most ``MAX_REASON`` characters; often empty.
        citations: what the answer rested on, such as ``{"article_id": …, "start": …, "end": …, "quote": …}``.
    """

    rating: Rating
    question: str
    answer: str
    reason: str = ""
    citations: Sequence[Mapping[str, Any]] = ()


def write_feedback(home: Path, feedback: Feedback) -> Path:
    """Add a line to ``feedback.jsonl`` under ``home`` and give the file's path. Longer texts are cut to their limits.

    The line goes out in one write to a file opened for appending, so that writers do not mix their lines.

    Raises:
        YuanwenError: the rating is neither of the two, or the file cannot be written.
    """
    if feedback.rating not in ("up", "down"):
        raise YuanwenError(f"the rating {str(feedback.rating)[:40]!r} is not known: give 'up' or 'down'")
    line = (json.dumps(_row(feedback), ensure_ascii=False) + "\n").encode("utf-8", "replace")
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        # For the owner alone: what people ask is theirs.
        opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(opened, line)
        finally:
            os.close(opened)
    except OSError as error:
        raise YuanwenError(f"{path} cannot be written ({error.strerror or error}): check the folder") from error
    return path


def _row(feedback: Feedback) -> dict[str, Any]:
    row = asdict(feedback)
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "rating": feedback.rating,
        "question": row["question"][:_MAX_TEXT],
        "answer": row["answer"][:_MAX_TEXT],
        "reason": row["reason"].strip()[:MAX_REASON],
        "citations": [dict(c) for c in feedback.citations[:_MAX_CITATIONS]],
    }
