"""Questions in Taiwan's words over sources from the mainland and from Taiwan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.regional import in_words_of
from index import Article, Index, IndexSettings, open_index
from index.text.fold import to_mainland

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant import Assistant

ASKED = [
    ("國產晶片最大的問題是什麼？", "國產芯片最大的問題是什麼？"),
    ("人工智慧產業最缺什麼人才？", "人工智能產業最缺什麼人才？"),
    ("演算法、資料和算力哪個重要？", "算法、數據和算力哪個重要？"),
    ("北京人工智慧核心產業的規模", "北京人工智能核心產業的規模"),  # and not 內核
    ("微軟執行長說了甚麼？", "微軟首席執行官說了甚麼？"),
]
TAIWAN = "本校的軟體由資訊中心採購。人工智慧課程所用的晶片與演算法，資料都放在網路上。"


@pytest.fixture(scope="module")
def taiwan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = open_index(IndexSettings(bundled=False), tmp_path_factory.mktemp("taiwan"))
    index.update([Article("school", "軟體採購", TAIWAN)], scope="test")
    yield index
    index.close()


@pytest.mark.parametrize(("question", "said"), ASKED)
def test_what_the_sources_call_otherwise_is_said_their_way_in_the_readers_script(
    assistant: Assistant, question: str, said: str
) -> None:
    assert in_words_of(assistant.index, question) == said


@pytest.mark.parametrize("question", [question for question, _ in ASKED])
def test_what_the_sources_call_the_same_stays(taiwan: Index, question: str) -> None:
    assert in_words_of(taiwan, question) == question


@pytest.mark.parametrize(
    "question",
    ["悟道2.0有多少參數？", "国产晶片最大的问题是什么？", "What is 人工智慧 called?", "量子力學的詮釋", "", "？"],
)
def test_what_has_no_word_of_taiwan_or_is_not_in_that_script_stays(assistant: Assistant, question: str) -> None:
    assert in_words_of(assistant.index, question) == question


def test_words_may_become_longer_and_shorter() -> None:
    assert to_mainland("網際網路、執行長、演算法、甚麼") == "互联网、首席执行官、算法、什么"


async def test_an_answer_says_how_its_question_was_read(assistant: Assistant) -> None:
    answer = await assistant.ask("演算法、資料和算力的協同要怎樣建構？")
    assert answer.question == "算法、數據和算力的協同要怎樣建構？"
    assert "算法" in answer.citations[0].quote
