"""What an answer made its model read and write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.text.counting import count_tokens


@dataclass(slots=True)
class Usage:
    """Tokens of one answer, all calls of the model together; all zero where no model was asked.

    Attributes:
        prompt: tokens read.
        completion: tokens written, with what a reasoning model thinks aloud.
        calls: how often the model began to reply; whether a try that came to nothing was charged cannot be known.
        estimated: whether a call's tokens were counted here, by o200k_base, as its endpoint did not report them.
    """

    prompt: int = 0
    completion: int = 0
    calls: int = 0
    estimated: bool = False

    def add(self, prompt: str, written: str, reported: Mapping[str, Any]) -> None:
        """Add one call: by the endpoint's ``prompt_tokens`` and ``completion_tokens``, else as counted here."""
        self.calls += 1
        read, wrote = reported.get("prompt_tokens"), reported.get("completion_tokens")
        if isinstance(read, int) and isinstance(wrote, int) and read > 0:
            self.prompt += read
            self.completion += wrote
            return
        self.prompt += count_tokens(prompt)
        self.completion += count_tokens(written)
        self.estimated = True
