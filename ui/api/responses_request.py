"""What may be asked of ``/v1/responses``."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt

from assistant import Turn
from ui.api.chat_request import EXAMPLE, MODEL, Body, Filter, Message, Tokens, conversation, refuse_forced_tool, shown
from ui.api.errors import ApiError


class InputMessage(Message):
    """A message of the input, as sent or as an earlier response gave it."""

    type: Annotated[str, Field(pattern="^message$")] = "message"


class ResponsesRequest(Body):
    """OpenAI's request. Nothing is stored, so a conversation comes whole in ``input``."""

    model_config = shown({"model": MODEL, "input": EXAMPLE})

    input: str | Annotated[list[InputMessage], Field(min_length=1, max_length=2_000)]
    model: Annotated[str, Field(min_length=1, max_length=200)] = MODEL
    stream: StrictBool | None = None
    filter: Filter | None = None
    instructions: str | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_output_tokens: Tokens | None = None
    max_tool_calls: StrictInt | None = None
    metadata: dict[str, Any] | None = None
    store: StrictBool | None = None
    background: StrictBool | None = None
    previous_response_id: str | None = None
    conversation: str | dict[str, Any] | None = None
    tools: Annotated[list[dict[str, Any]], Field(max_length=128)] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: StrictBool | None = None
    text: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None
    include: list[str] | None = None
    truncation: str | None = None
    stream_options: dict[str, Any] | None = None
    top_logprobs: Annotated[StrictInt, Field(ge=0, le=20)] | None = None
    service_tier: str | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: str | None = None

    def check(self) -> None:
        """Refuse what would be promised and not kept.

        Raises:
            ApiError: the request rests on something stored, or asks for what is no text.
        """
        refuse_forced_tool(self.tool_choice)
        if self.previous_response_id:
            message = f"Previous response with id '{self.previous_response_id[:100]}' not found: nothing is stored"
            raise ApiError(400, message, "previous_response_id", "previous_response_not_found")
        form = (self.text or {}).get("format")
        kind = form.get("type", "text") if isinstance(form, dict) else "text"
        asked = {"background": self.background, "conversation": self.conversation, "text": kind != "text"}
        for name in (name for name, wanted in asked.items() if wanted):
            raise ApiError(400, f"{name} is not supported: send the whole conversation, get text", name)

    def messages(self) -> list[Message]:
        """The input as messages."""
        if isinstance(self.input, str):
            return [Message(role="user", content=self.input)]
        return list(self.input)

    def exchange(self) -> tuple[str, list[Turn]]:
        """The last question and the turns before it."""
        return conversation(self.messages(), "input")
