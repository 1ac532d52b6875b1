"""The model that writes, behind any OpenAI-compatible endpoint."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from assistant.held import ThoughtFilter
from assistant.settings import ModelSettings
from assistant.usage import Usage

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage, ChatResponse
    from llama_index.llms.openai_like import OpenAILike


_CHARACTERS_A_TOKEN = 12  # more than any language needs


class ModelError(Exception):
    """The model could not be reached, refused, or broke off. The message says why and holds no key."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model, opened once."""

    settings: ModelSettings
    llm: OpenAILike

    async def stream(self, system: str, user: str, usage: Usage | None = None) -> AsyncGenerator[str, None]:
        """Yield the reply's text as it comes, without what a reasoning model thinks aloud before it.

        What the call takes is added to ``usage``.

        Raises:
            ModelError: before or after the first word; failures before it have been retried.
        """
        usage = usage or Usage()
        for tries_left in range(self.settings.retries, -1, -1):
            thought, begun = ThoughtFilter(), False
            try:
                async with aclosing(self._deltas(system, user, usage)) as deltas:
                    async for delta in deltas:
                        begun = True
                        if spoken := thought.feed(delta):
                            yield spoken
                if rest := thought.finish():
                    yield rest
                return
            except ModelError:
                raise
            except Exception as error:  # the client library raises its own, httpx's and the parser's
                if begun or not tries_left or self._was_retried(error):
                    raise ModelError(self._reason(error)) from error

    async def _deltas(self, system: str, user: str, usage: Usage) -> AsyncGenerator[str, None]:
        """The reply as the endpoint cuts it; an endless one is given up."""
        room = self.settings.max_tokens * _CHARACTERS_A_TOKEN
        parts = await self.llm.astream_chat(_messages(system, user))
        written, begun = "", False
        reported: dict[str, Any] = {}
        try:
            async with aclosing(cast("AsyncGenerator[ChatResponse, None]", parts)):
                async for part in parts:
                    begun = True
                    reported = part.additional_kwargs or reported
                    if part.delta:
                        written += part.delta
                        if len(written) > room:
                            raise ModelError(f"the model {self.settings.name} does not stop: {self._limit()}")
                        yield part.delta
        finally:
            if begun:
                usage.add(f"{system}\n{user}", written, reported)

    def _limit(self) -> str:
        return f"it wrote more than its {self.settings.max_tokens} tokens"

    @staticmethod
    def _was_retried(error: Exception) -> bool:
        """Whether the client library has tried again already: it does until the headers have come, not after."""
        from openai import APIError

        return isinstance(error, APIError)

    async def complete(self, system: str, user: str, usage: Usage | None = None) -> str:
        """The whole reply; what it takes is added to ``usage``.

        Raises:
            ModelError: as ``stream``.
        """
        return "".join([part async for part in self.stream(system, user, usage)])

    def _reason(self, error: Exception) -> str:
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        where = f"the model {self.settings.name} at {self.settings.base_url}"
        if isinstance(error, APITimeoutError):
            return f"{where} did not answer within {self.settings.timeout:g} s"
        if isinstance(error, APIStatusError):
            hint = {401: ": check the key", 403: ": check the key", 404: ": check the name and the address"}
            return f"{where} answered {error.status_code}{hint.get(error.status_code, '')}"
        if isinstance(error, APIConnectionError):
            return f"{where} cannot be reached: check the address and that it is running"
        return f"{where} broke off ({type(error).__name__})"


def _messages(system: str, user: str) -> Sequence[ChatMessage]:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [
        ChatMessage(role=MessageRole.SYSTEM, content=system),
        ChatMessage(role=MessageRole.USER, content=user),
    ]


def open_model(settings: ModelSettings) -> Model:
    """Prepare the endpoint's client; nothing is sent yet."""
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(
        model=settings.name,
        api_base=settings.base_url,
        # an endpoint without keys still gets a header: the client library wants one
        api_key=settings.api_key.get_secret_value() or "none",
        is_chat_model=True,
        is_function_calling_model=False,
        context_window=settings.context_window,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        timeout=settings.timeout,
        max_retries=settings.retries,
    )
    return Model(settings, llm)
