"""Does a source sentence support an answer sentence? Judged by facts and wording, without a model."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.verify.attributing import Attribution, Candidate, attribute
    from assistant.verify.judging import judge
    from assistant.verify.verdict import Verdict

__all__ = ["Attribution", "Candidate", "Verdict", "attribute", "judge"]

_HOMES = {
    "Attribution": "assistant.verify.attributing",
    "Candidate": "assistant.verify.attributing",
    "attribute": "assistant.verify.attributing",
    "judge": "assistant.verify.judging",
    "Verdict": "assistant.verify.verdict",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is (PEP 562): a command that only lists articles loads no embedding."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # from here on it costs nothing
    return found
