"""Question in, verified cited answer out.

The door: ``open_assistant(load_settings())``, then ``await assistant.ask(question, history)`` or
``assistant.stream(question, history)``.
"""

from assistant.answer import Answer, Citation, Mark, Piece, Turn
from assistant.assistant import Assistant, open_assistant
from assistant.question import InvalidQuestionError
from assistant.settings import Settings, load_settings

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "InvalidQuestionError",
    "Mark",
    "Piece",
    "Settings",
    "Turn",
    "load_settings",
    "open_assistant",
]
