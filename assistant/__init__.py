"""Question in, verified cited answer out.

The door: ``open_assistant(load_settings())``, then ``await assistant.ask(question, history)`` or
``assistant.stream(question, history)``. ``assistant.local_model_status()`` and ``assistant.pull_local_model()`` are
what a page needs to offer the model that runs on this machine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Mark, Piece, Quotes, Turn
    from assistant.assistant import Assistant, open_assistant
    from assistant.models.offer import LocalModelStatus
    from assistant.question import InvalidQuestionError
    from assistant.settings import Settings, load_settings
    from assistant.usage import Usage

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "InvalidQuestionError",
    "LocalModelStatus",
    "Mark",
    "Piece",
    "Quotes",
    "Settings",
    "Turn",
    "Usage",
    "load_settings",
    "open_assistant",
]

_HOMES = {
    "Answer": "assistant.answer",
    "Citation": "assistant.answer",
    "Mark": "assistant.answer",
    "Piece": "assistant.answer",
    "Quotes": "assistant.answer",
    "Turn": "assistant.answer",
    "Assistant": "assistant.assistant",
    "open_assistant": "assistant.assistant",
    "LocalModelStatus": "assistant.models.offer",
    "InvalidQuestionError": "assistant.question",
    "Settings": "assistant.settings",
    "load_settings": "assistant.settings",
    "Usage": "assistant.usage",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is (PEP 562): a command that only lists articles loads no embedding."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # from here on it costs nothing
    return found
