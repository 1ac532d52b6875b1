"""Questions that are several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.parts import parts_of
from index.text.fold import to_traditional

if TYPE_CHECKING:
    from assistant import Assistant

SEVERAL = [
    ("智源研究院哪年成立？它的院长是谁？", ["智源研究院哪年成立？", "智源研究院的院长是谁？"]),
    ("悟道2.0参数多少？比GPT-3.5大几倍", ["悟道2.0参数多少？", "悟道2.0参数比GPT-3.5大几倍"]),
    ("北京和广东分别有多少个大模型？", ["北京有多少个大模型？", "广东有多少个大模型？"]),
    ("江城的面积和人口各是多少？", ["江城的面积是多少？", "江城的人口是多少？"]),
    ("戴琼海和赵志耘都怎么看人才问题", ["戴琼海怎么看人才问题", "赵志耘怎么看人才问题"]),
    ("智源研究院哪年成立，院长是谁？", ["智源研究院哪年成立", "智源研究院院长是谁？"]),
    ("论坛上，谁发布了报告，谁又发布了模型？", ["论坛上，谁发布了报告", "论坛上谁又发布了模型？"]),
    ("谁建了灯塔？谁建了码头？谁建了大桥？", ["谁建了灯塔？", "谁建了码头？", "谁建了大桥？"]),
]
ONE = [
    "北京有多少个大模型？",
    "ChatGPT发布后用户增长有多快？说几个数字",
    "中国怎么应对人才的短板？戴琼海的药方",
    "你好。北京有多少个大模型？",
    "北京有多少个大模型，谢谢",
    "关于算力，科技部在推进什么？",
    "？？？",
    "，",
    "北京和广东有多少个大模型？",
    "谁建了灯塔？谁建了码头？谁建了大桥？谁建了水库？",
    "",
]


@pytest.mark.parametrize(("question", "parts"), SEVERAL)
def test_each_part_stands_alone(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(("question", "parts"), SEVERAL)
def test_traditional_questions_have_as_many(question: str, parts: list[str]) -> None:
    assert len(parts_of(to_traditional(question))) == len(parts)


@pytest.mark.parametrize("question", ONE)
def test_a_single_question_stays_as_it_is(question: str) -> None:
    assert parts_of(question) == [question]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who wrote it? When was it printed?", ["Who wrote it?", "When was it printed?"]),
        ("When was BAAI founded, and who led it?", ["When was BAAI founded", "who led BAAI?"]),
        ("Whose GPUs and which design made it possible?", ["Whose GPUs and which design made it possible?"]),
        ("Who led the work, and the rest?", ["Who led the work, and the rest?"]),
        ("In 2023, where was the forum?", ["In 2023, where was the forum?"]),
    ],
)
def test_english_questions_are_parted_where_a_new_one_begins(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


async def test_each_part_is_answered_in_its_order(assistant: Assistant) -> None:
    answer = await assistant.ask("百度的哪个系列大模型开源影响力最高？黄铁军说百度可以对标哪家公司？")
    first, second = answer.citations
    assert "文心系列大模型开源影响力最高" in first.quote
    assert "百度可以对标前者" in second.quote


async def test_its_parts_rest_on_no_more_passages_than_the_whole(assistant: Assistant) -> None:
    answer = await assistant.ask("百度的哪个系列大模型开源影响力最高？黄铁军说百度可以对标哪家公司？")
    assert len(answer.sources) == assistant.settings.answer.passages
    for citation in answer.citations:
        holding = [p for p in answer.sources if p.article_id == citation.article_id]
        assert any(p.start <= citation.start < p.end for p in holding)


async def test_a_part_the_sources_do_not_answer_is_left_out(assistant: Assistant) -> None:
    answer = await assistant.ask("悟道2.0有多少参数？怎么做红烧肉？")
    assert "1.75万亿" in answer.text
    assert len(answer.citations) == 1


async def test_a_question_none_of_whose_parts_is_answered_is_refused(assistant: Assistant) -> None:
    assert not (await assistant.ask("怎么做红烧肉？企鹅住在哪里？")).grounded


async def test_one_sentence_that_answers_both_parts_is_quoted_once(assistant: Assistant) -> None:
    answer = await assistant.ask("北京和广东分别有多少个大模型？")
    assert answer.text.count("北京38个") == 1
