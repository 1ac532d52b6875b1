"""Answers that are given again: the same while nothing changes, and never one that a change has made wrong."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import Answer, Piece, Turn, load_settings, open_assistant
from assistant.memory import Memory, Request
from index import Article, Where

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "海豚湾天文台的台长是谁？"
FIRST = Article("bay", "海豚湾天文台", "海豚湾天文台于1987年建成。海豚湾天文台的台长是欧阳木兰。")
ASKED = Request("问", (), None, 1)


@pytest.fixture
def own(built_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    yield opened
    opened.close()


def answer(text: str = "答", *, notes: tuple[str, ...] = ()) -> tuple[Piece | Answer, ...]:
    return Piece(text), Answer(text, notes=notes)


async def events(assistant: Assistant, question: str, **more: object) -> list[Piece | Answer]:
    return [event async for event in assistant.stream(question, **more)]  # type: ignore[arg-type]


def is_recalled(found: list[Piece | Answer]) -> bool:
    last = found[-1]
    assert isinstance(last, Answer)
    return not any(last.timings.values())


async def test_the_same_question_is_answered_from_memory_with_the_same_events(own: Assistant) -> None:
    first, second = await events(own, "悟道2.0有多少参数？"), await events(own, " 悟道2.0有多少参数？\n")
    assert not is_recalled(first)
    assert is_recalled(second)
    assert second[:-1] == first[:-1]
    assert replace(second[-1], timings={}) == replace(first[-1], timings={})  # type: ignore[type-var]


async def test_an_update_is_never_answered_from_before_it(own: Assistant) -> None:
    assert not (await own.ask(QUESTION)).grounded
    own.index.update([FIRST], "test")
    assert "欧阳木兰" in (await own.ask(QUESTION)).text
    own.index.update([replace(FIRST, text=FIRST.text.replace("欧阳木兰", "司马青"))], "test")
    assert "司马青" in (await own.ask(QUESTION)).text
    own.index.remove(["bay"])
    assert not (await own.ask(QUESTION)).grounded


async def test_an_update_that_changes_nothing_forgets_nothing(own: Assistant) -> None:
    own.index.update([FIRST], "test")
    await own.ask(QUESTION)
    own.index.update([FIRST], "test")
    assert is_recalled(await events(own, QUESTION))


async def test_conversation_and_filter_belong_to_the_question(own: Assistant) -> None:
    own.index.update([FIRST], "test")
    told = await own.ask(QUESTION)
    assert not is_recalled(await events(own, QUESTION, history=[Turn("悟道2.0有多少参数？", "1.75万亿")]))
    narrowed = await events(own, QUESTION, where=Where(articles=("xinhua-2023-06-07",)))
    assert not is_recalled(narrowed)
    assert narrowed[-1] != told


async def test_an_answer_begun_before_an_update_is_not_given_after_it(own: Assistant) -> None:
    begun = own.stream(QUESTION)
    await anext(begun)  # a refusal, from the index as it was
    own.index.update([FIRST], "test")
    async for _ in begun:
        pass
    assert "欧阳木兰" in (await own.ask(QUESTION)).text


async def test_an_answer_that_was_left_half_way_is_not_kept(own: Assistant) -> None:
    left = own.stream("悟道2.0有多少参数？")
    await anext(left)
    await left.aclose()  # type: ignore[attr-defined]
    assert not is_recalled(await events(own, "悟道2.0有多少参数？"))


async def test_many_at_once_get_the_same(own: Assistant) -> None:
    answers = await asyncio.gather(*(own.ask("悟道2.0有多少参数？") for _ in range(8)))
    assert len({a.text for a in answers}) == 1


def test_the_oldest_goes_first() -> None:
    memory = Memory(2)
    for version in (1, 2):
        memory.keep(replace(ASKED, version=version), answer(str(version)))
    assert memory.recall(replace(ASKED, version=1))  # used: the other is now the oldest
    memory.keep(replace(ASKED, version=3), answer("3"))
    assert [bool(memory.recall(replace(ASKED, version=v))) for v in (1, 2, 3)] == [True, False, True]


@pytest.mark.parametrize("events", [(), (Piece("答"),), answer(notes=("the model broke off",))])
def test_what_is_not_whole_or_went_wrong_is_not_kept(events: tuple[Piece | Answer, ...]) -> None:
    memory = Memory(2)
    memory.keep(ASKED, events)
    assert memory.recall(ASKED) == ()


def test_none_are_kept_where_none_are_wanted() -> None:
    memory = Memory(0)
    memory.keep(ASKED, answer())
    assert memory.recall(ASKED) == ()


@pytest.mark.parametrize(
    ("sections", "size"),
    [
        ({}, 256),
        ({"answer": {"remembered": 3}}, 3),
        ({"model": {"name": "m", "base_url": "http://127.0.0.1:9/v1"}}, 256),
        ({"model": {"name": "m", "base_url": "http://127.0.0.1:9/v1", "temperature": 0.7}}, 0),
        ({"index": {"rerank": {"base_url": "http://127.0.0.1:9"}}}, 0),
    ],
)
def test_what_may_differ_each_time_is_not_remembered(
    assistant: Assistant, tmp_path: Path, sections: dict[str, object], size: int
) -> None:
    from assistant.assistant import assistant_over

    made = assistant_over(load_settings(home=tmp_path, **sections), assistant.index)
    assert made.chain.memory.size == size
