"""One scored answer as it stands in a file: what tables, comparisons and reports are made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from index import YuanwenError

OURS = "Yuanwen"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of ``run --out``; scores that do not apply are None, which is not zero.

    Attributes:
        base: the id of the question this is another language's version of.
        split: ``dev`` or ``test``.
        system: whose answer it is, ``Yuanwen`` or a baseline's name.
        seconds: to the end of the answer; ``first`` to its first word.
        mode: ``quote`` or ``model``, as the answer came in the end.
        chance: how likely the assistant thought it that the sources answer, 0 to 1; None where it does not say.
        expected: the supporting quotes the question names.
        usage: tokens, as ``assistant.Usage`` has them.
        judged: what a model made of the answer, where one was asked.
        provenance: what it was made with.
    """

    __pydantic_config__ = ConfigDict(extra="ignore")

    id: str
    type: str
    language: str
    turns: tuple[str, ...]
    answerable: bool
    text: str
    scores: dict[str, float | None]
    seconds: float
    base: str | None = None
    split: str = "dev"
    system: str = OURS
    first: float | None = None
    kind: str | None = None
    mode: str = "quote"
    chance: float | None = None
    citations: tuple[dict[str, Any], ...] = ()
    expected: tuple[dict[str, Any], ...] = ()
    usage: dict[str, Any] = field(default_factory=dict)
    judged: dict[str, Any] | None = None
    provenance: dict[str, str] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The question this is a version of: versions are hard or easy together."""
        return self.base or self.id

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Row:
        """A row from one JSON object; keys it does not know are left out."""
        return _ROW.validate_python(fields)


_ROW = TypeAdapter(Row)


def read_rows(path: Path, unfinished: bool = False) -> list[Row]:
    """The rows of a file; with ``unfinished``, a last line that a stopped run cut short is left out.

    Raises:
        YuanwenError: the file cannot be read, or a line is not a row.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise YuanwenError(f"{path} cannot be read ({error}): give a file made by `run --out`") from error
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(Row.from_json(json.loads(line)))
        except (ValidationError, ValueError) as error:
            if unfinished and number == len(lines):
                continue
            raise YuanwenError(f"{path}, line {number} is not a record: give a file made by `run --out`") from error
    return rows


def of_system(rows: Sequence[Row], system: str = OURS) -> list[Row]:
    """The rows of one system."""
    return [r for r in rows if r.system == system]
