"""Does a source sentence support an answer sentence? Judged by facts and wording, without a model."""

from assistant.verify.attribute import Attribution, Candidate, attribute
from assistant.verify.judge import judge
from assistant.verify.verdict import Verdict

__all__ = ["Attribution", "Candidate", "Verdict", "attribute", "judge"]
