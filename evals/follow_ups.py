"""How often a follow-up is made to stand alone: conversations with what the whole question must say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import Settings, Turn
from assistant.follow_up import stand_alone
from index import YuanwenError

if TYPE_CHECKING:
    from assistant.model import Model

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"


class Conversation(BaseModel):
    """Questions with their answers, a follow-up, and words its stand-alone form must and must not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turns: list[tuple[str, str]] = Field(min_length=1)
    question: str = Field(min_length=1)
    must: list[str] = Field(min_length=1)
    must_not: list[str]

    @property
    def history(self) -> list[Turn]:
        """What was said before the follow-up."""
        return [Turn(question, answer) for question, answer in self.turns]

    def by_rule(self) -> str:
        """The follow-up as the rules make it stand alone."""
        return stand_alone(self.question, self.history)

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


def by_model(conversations: Sequence[Conversation], settings: Settings) -> list[str]:
    """The follow-ups as answers would use them where a model is set: the model's, or the rule's where it fails.

    Raises:
        YuanwenError: no model is set, or the local one cannot be run.
    """
    from assistant.condense import condense
    from evals.corpus import counted

    async def all_of_them(model: Model) -> list[str]:
        return [await condense(model, c.question, c.history) for c in counted(conversations)]

    with _opened(settings) as model:
        return asyncio.run(all_of_them(model))


@contextmanager
def _opened(settings: Settings) -> Iterator[Model]:
    from assistant.model import open_model

    if settings.model.preset == "local":
        from assistant.models.local import start_local

        running = start_local(settings.model, settings.home)
        try:
            yield open_model(running.settings)
        finally:
            running.close()
    elif settings.model.name:
        yield open_model(settings.model)
    else:
        raise YuanwenError("--mode model needs a model: set [model] name in yuanwen.toml, or YUANWEN_MODEL__PRESET")


def _read(line: str, number: int, path: Path) -> Conversation:
    try:
        return Conversation.model_validate_json(line)
    except ValidationError as error:
        raise YuanwenError(f"{path}, line {number}: {error.errors(include_url=False)[0]['msg']}") from error
