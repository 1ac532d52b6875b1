"""What the script in the browser adds to a click: which articles to ask, which question to ask anew, what to reopen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ui.page.record import KeptExchange, Scope


class Rating(BaseModel):
    """A reader's word on the answer to question number ``at``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Annotated[int, Field(ge=0)]
    rating: Literal["up", "down"]
    reason: Annotated[str, Field(max_length=4_000)] = ""


class Order(BaseModel):
    """Everything the script may ask for; all of it may be left out.

    Attributes:
        scope: which articles to answer from.
        at: the question takes the place of this one and of all after it, counted from 0.
        question: to ask instead of what stands in the box.
        open: a conversation to show again.
        rate: a rating to store.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scope: Scope = Scope()
    at: Annotated[int, Field(ge=0)] | None = None
    question: Annotated[str, Field(max_length=20_000)] | None = None
    open: Annotated[list[KeptExchange], Field(max_length=2_000)] | None = None
    rate: Rating | None = None


def read_order(text: str | None) -> Order:
    """The order in a JSON text; one that is not valid asks for nothing."""
    try:
        return Order.model_validate_json(text or "{}")
    except ValidationError:
        return Order()
