"""Question in, verified cited answer out.

The door: ``open_assistant(load_settings())``, then ``await assistant.ask(question, history)`` or
``assistant.stream(question, history)``. ``assistant.local_model_status()`` and ``assistant.pull_local_model()`` are
what a page needs to offer the model that runs on this machine.
"""

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
