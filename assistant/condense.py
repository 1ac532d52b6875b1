"""A question that stands alone, made by the model."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.answer import Turn
from assistant.follow_up import stand_alone
from assistant.model import Model, ModelError
from assistant.question import MAX_QUESTION
from assistant.usage import Usage
from index.text.fold import find_unsafe
from prompts import render

_TURNS = 4  # what a question leaves out was said lately
_ANSWER_CHARACTERS = 400


async def condense(model: Model, question: str, history: Sequence[Turn], usage: Usage | None = None) -> str:
    """The question rewritten by the model from the last turns; by rule where the model gives nothing usable."""
    spoken = [f"Q: {turn.question}\nA: {turn.answer[:_ANSWER_CHARACTERS]}" for turn in history[-_TURNS:]]
    # Escaped, so that nothing said can close the conversation and speak as the prompt.
    user = render("stand_alone", conversation=escape("\n".join(spoken), quote=False), question=question)
    try:
        lines = (await model.complete(render("stand_alone_system"), user, usage)).strip().splitlines()
    except ModelError:
        return stand_alone(question, history)
    rewritten = lines[-1].strip() if lines else ""
    usable = 0 < len(rewritten) <= min(MAX_QUESTION, 4 * len(question) + 200) and find_unsafe(rewritten) is None
    return rewritten if usable else stand_alone(question, history)
