"""The page keeps the language chosen last, whatever was under way when it was chosen."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from ui.desk import Desk
from ui.page.blocks import build_blocks
from ui.page.conversation import Conversation, follow
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？"
HANS, EN = words_in("zh-Hans"), words_in("en")


@pytest.fixture
def events(assistant: Assistant) -> Callable[[str], Callable[..., Any]]:
    """The page's functions by name, as its events call them."""
    blocks = build_blocks(Desk(assistant))
    return lambda name: next(f.fn for f in blocks.fns.values() if f.name == name and f.fn)


async def test_an_answer_that_ends_later_is_shown_in_the_language_chosen_meanwhile(
    assistant: Assistant, events: Callable[[str], Callable[..., Any]]
) -> None:
    conversation = Conversation()
    conversation.begin(QUESTION)
    async for _ in follow(Desk(assistant), conversation):
        pass
    before = str(events("finish")(conversation, "zh-Hans"))
    assert HANS.by_quote in before
    assert EN.by_quote not in before
    events("speak")(conversation, "en")
    after = str(events("finish")(conversation, "zh-Hans"))
    assert EN.by_quote in after, "the event still says the language it began with"
    assert HANS.by_quote not in after


async def test_a_new_conversation_keeps_the_language(events: Callable[[str], Callable[..., Any]]) -> None:
    conversation = Conversation()
    events("speak")(conversation, "en")
    _, messages, side, anew, *_ = events("clear")(conversation, "zh-Hans")
    assert messages == []
    assert EN.library in side
    assert anew.shown_in == "en"


def test_who_may_only_read_is_not_told_to_add_documents(own: Assistant) -> None:
    own.index.remove([held.id for held in own.index.articles()])
    blocks = build_blocks(Desk(own), read_only=True)
    speak = next(f.fn for f in blocks.fns.values() if f.name == "speak" and f.fn)
    shown = speak(Conversation(), "en")
    assert EN.library_bare in unescape(shown[4]["placeholder"]), "where one asks"
    assert EN.library_bare in shown[-1], "where the articles are listed"
    assert EN.library_empty not in str(shown)
