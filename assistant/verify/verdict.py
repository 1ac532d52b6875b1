"""What the verifier says of one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a source sentence supports a claim.

    Attributes:
        support: 0 to 1; higher is better, and 0.5 is where ``unsupported`` ends.
        label: ``supported``; ``partly`` where the claim says a little more or other than the source (超过 left out,
            half of it elsewhere); ``unsupported`` where a fact of the claim is not in the source or contradicts it.
        reason: the first thing that was missing, for metadata, such as ``number 80 not in source``, or empty.
    """

    support: float
    label: Label
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a check found wrong with a claim.

    Attributes:
        reason: what, in a few words.
        fatal: a contradiction or a missing fact; without it only a shade of meaning.
    """

    reason: str
    fatal: bool = True
