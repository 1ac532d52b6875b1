"""How often a follow-up is made to stand alone by rule: conversations with what the whole question must say."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import Turn
from assistant.follow_up import stand_alone
from index import YuanwenError

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"


class Conversation(BaseModel):
    """Questions with their answers, a follow-up, and words its stand-alone form must and must not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turns: list[tuple[str, str]] = Field(min_length=1)
    question: str = Field(min_length=1)
    must: list[str] = Field(min_length=1)
    must_not: list[str]

    def by_rule(self) -> str:
        """The follow-up as the rules make it stand alone."""
        return stand_alone(self.question, [Turn(question, answer) for question, answer in self.turns])

    def accepts(self, alone: str) -> bool:
        """Whether a stand-alone question says all it must and nothing it must not."""
        return all(word in alone for word in self.must) and not any(word in alone for word in self.must_not)


def load_conversations(path: Path = CONVERSATIONS) -> list[Conversation]:
    """The conversations of a JSONL file.

    Raises:
        YuanwenError: the file or a line cannot be read; the line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise YuanwenError(f"{path} cannot be read ({error}): give a UTF-8 JSONL file") from error
    return [_read(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]


def _read(line: str, number: int, path: Path) -> Conversation:
    try:
        return Conversation.model_validate_json(line)
    except ValidationError as error:
        raise YuanwenError(f"{path}, line {number}: {error.errors(include_url=False)[0]['msg']}") from error
