"""What may be asked in OpenAI's form, and what each parameter means for answers that are checked, not sampled."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from assistant.answer import Turn
from index.search import Where
from ui.api.errors import ApiError

MODEL = "yuanwen"
MAX_CHOICES = 8

Penalty = Annotated[float, Field(ge=-2, le=2)]
Tokens = Annotated[StrictInt, Field(ge=1, le=10_000_000)]
ShortText = Annotated[str, Field(max_length=2_000)]
_DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


def _checked_date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise PydanticCustomError(
            "date", "{text} is no date: give one such as 2023-06-07, 2023-06 or 2023", {"text": text}
        )
    return text


IsoDate = Annotated[str, Field(max_length=100), AfterValidator(_checked_date)]


EXAMPLE = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"


def shown(*examples: dict[str, Any]) -> ConfigDict:
    """The configuration of a body that the API's description shows examples of; each is sent in the tests."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class Body(BaseModel):
    """A request's body: unknown fields are refused, and so is what has no form in UTF-8, as nothing could answer it."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _written(cls, data: Any) -> Any:
        if not isinstance(data, dict):  # refused in a moment, for what it is
            return data
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            character = f"U+{ord(error.object[error.start]):04X}"
            raise PydanticCustomError(
                "surrogate", "the body holds the lone surrogate {character}: remove it", {"character": character}
            ) from None
        return data


class TextPart(BaseModel):
    """A part of a message; only text can be read."""

    type: Literal["text", "input_text", "output_text", "refusal"]
    text: str = ""
    refusal: str = ""


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text or part.refusal for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream carries beside the answer."""

    model_config = ConfigDict(extra="ignore")

    include_usage: StrictBool | None = None


class Filter(BaseModel):
    """Which articles may answer; our own addition. Dates are whole, or end with the month or the year."""

    model_config = ConfigDict(extra="forbid")

    articles: Annotated[list[ShortText], Field(max_length=1_000)] = []
    publishers: Annotated[list[ShortText], Field(max_length=1_000)] = []
    since: IsoDate = ""
    until: IsoDate = ""

    def where(self) -> Where:
        """The same as the index takes it."""
        return Where(tuple(self.articles), tuple(self.publishers), self.since, self.until)


class ChatRequest(Body):
    """OpenAI's request. What steers how a model samples is checked, and has no effect on a checked answer."""

    model_config = shown(
        {"model": MODEL, "messages": [{"role": "user", "content": EXAMPLE}]},
        {
            "model": MODEL,
            "messages": [
                {"role": "user", "content": "悟道2.0是谁发布的？"},
                {"role": "assistant", "content": "智源研究院。[1]"},
                {"role": "user", "content": "它有多少参数？"},
            ],
            "stream": True,
            "filter": {"since": "2023-05-01", "until": "2023-06-30"},
        },
    )

    messages: list[Message] = Field(min_length=1, max_length=2_000)
    model: Annotated[str, Field(min_length=1, max_length=200)] = MODEL
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    filter: Filter | None = None
    n: Annotated[StrictInt, Field(ge=1, le=MAX_CHOICES)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    seed: StrictInt | None = None
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    user: str | None = None
    metadata: dict[str, Any] | None = None
    store: StrictBool | None = None
    tools: Annotated[list[dict[str, Any]], Field(max_length=128)] | None = None
    tool_choice: str | dict[str, Any] | None = None
    functions: list[dict[str, Any]] | None = None
    function_call: str | dict[str, Any] | None = None
    parallel_tool_calls: StrictBool | None = None
    response_format: dict[str, Any] | None = None
    logprobs: StrictBool | None = None
    top_logprobs: Annotated[StrictInt, Field(ge=0, le=20)] | None = None
    logit_bias: dict[str, Any] | None = None
    service_tier: str | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    modalities: list[str] | None = None
    audio: dict[str, Any] | None = None
    prediction: dict[str, Any] | None = None
    web_search_options: dict[str, Any] | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: str | None = None

    def check(self) -> None:
        """Refuse what would be promised and not kept.

        Raises:
            ApiError: a parameter asks for a kind of answer that cannot be given here.
        """
        if self.stream_options is not None and not self.stream:
            raise ApiError(400, "stream_options is only allowed when stream is true", "stream_options")
        refuse_forced_tool(self.tool_choice)
        kind = (self.response_format or {}).get("type", "text")
        asked = {
            "logprobs": bool(self.logprobs),
            "response_format": kind != "text",
            "modalities": bool(set(self.modalities or ()) - {"text"}),
        }
        for name in (name for name, wanted in asked.items() if wanted):
            raise ApiError(400, f"{name} is not supported: answers are checked text", name, "unsupported_parameter")

    def conversation(self) -> tuple[str, list[Turn]]:
        """The last question and the turns before it."""
        return conversation(self.messages, "messages")


def refuse_forced_tool(choice: object) -> None:
    """Tools may be offered and are never called; a call that must be made cannot be.

    Raises:
        ApiError: the choice asks for a call.
    """
    if choice not in (None, "auto", "none"):
        raise ApiError(400, "tool_choice must be auto or none: no tool is called", "tool_choice", "unsupported_value")


def conversation(messages: Sequence[Message], param: str) -> tuple[str, list[Turn]]:
    """The last question and the turns before it. System messages are not ours to obey and are left out.

    Raises:
        ApiError: the last message is not a question.
    """
    spoken = [m for m in messages if m.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user":
        raise ApiError(400, "the last message must have the role user", param, "no_question")
    turns: list[Turn] = []
    question = ""
    for message in spoken[:-1]:
        if message.role == "user":
            question = message.text()
        elif question:
            turns.append(Turn(question, message.text()))
            question = ""
    return spoken[-1].text(), turns
