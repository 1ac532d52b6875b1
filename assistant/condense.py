"""A question that stands alone, made by the model."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.answer import Turn
from assistant.demands import unmet
from assistant.follow_up import stand_alone
from assistant.model import Model, ModelError
from assistant.question import MAX_QUESTION
from assistant.usage import Usage
from assistant.verify.figures import check_figures
from assistant.verify.proper import check_latin, check_quoted
from assistant.verify.reading import read
from index.text.fold import find_unsafe, fold
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
    said = "\n".join([*spoken, question])
    # The same question again: the model saw nothing missing, and the rules may. Without a name it asks for (廣州呢？),
    # it is the question before.
    usable = usable and fold(rewritten) != fold(question) and not unmet(question, rewritten)
    usable = usable and not _answers(rewritten, question) and not _invents(rewritten, said)
    return rewritten if usable else stand_alone(question, history)


def _answers(rewritten: str, question: str) -> bool:
    """Whether the model has answered instead: what it wrote ends like a statement, and the question does not."""
    return rewritten.endswith(("。", ".", "]")) and not question.rstrip().endswith(("。", "."))


def _invents(rewritten: str, said: str) -> bool:
    """Whether a title, a Latin name or a figure stands in it that nobody has said: then it asks something else."""
    own, known, nothing = read(rewritten), read(said), read("")
    faults = check_quoted(own, known.letters), check_latin(own, known, nothing), check_figures(own, known, nothing)
    return any(fault for found in faults for fault in found)
