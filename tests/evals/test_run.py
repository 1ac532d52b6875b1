"""Asking every question with the real assistant, and keeping what came back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from evals.dataset import Question, Support
from evals.row import OURS, Row
from evals.run import Record, run, run_baseline
from index import YuanwenError
from index.baselines import open_baselines

if TYPE_CHECKING:
    from assistant import Assistant

COUNT = Question(
    "count",
    "thresholds_titles",
    "zh-Hans",
    "dev",
    ("中国参数超百亿的大模型有几个？",),
    True,
    facts=(("9个",),),
    must_not=("79个",),
    support=(Support(0, "chinanews-2023-05-29", "9个出现在中国"),),
)
FOLLOW_UP = Question(
    "follow",
    "follow_up",
    "zh-Hans",
    "dev",
    ("悟道2.0是谁发布的？", "它有多少参数？"),
    True,
    facts=(("1.75万亿",),),
    support=(Support(0, "jinhui-2023-05-19", "参数量达到了惊人的1.75万亿"),),
)
NOWHERE = Question("none", "unanswerable", "zh-Hans", "dev", ("怎么做红烧肉？",), False, kind="off_topic")


async def records_of(assistant: Assistant, *questions: Question, seen: list[str] | None = None) -> list[Record]:
    return await run(assistant, questions, each=lambda r: seen.append(r.question.id) if seen is not None else None)


async def test_each_question_has_its_record_in_order(assistant: Assistant) -> None:
    seen: list[str] = []
    records = await records_of(assistant, COUNT, FOLLOW_UP, NOWHERE, seen=seen)
    assert [r.question for r in records] == [COUNT, FOLLOW_UP, NOWHERE]
    assert seen == ["count", "follow", "none"]


async def test_right_answers_score_right(assistant: Assistant) -> None:
    count, follow, none = await records_of(assistant, COUNT, FOLLOW_UP, NOWHERE)
    assert (count.score.facts, count.score.wrong, count.score.cited, count.score.article) == (1.0, 0.0, 1.0, 1.0)
    assert (follow.score.facts, follow.score.wrong, follow.score.cited) == (1.0, None, 1.0)
    assert (none.score.facts, none.score.cited, none.score.refused) == (None, None, 1.0)


async def test_a_follow_up_is_asked_after_its_turns(assistant: Assistant) -> None:
    [record] = await records_of(assistant, FOLLOW_UP)
    assert record.answer.question == "悟道2.0有多少参数？"
    assert record.json()["searched"] == "悟道2.0有多少参数？"


async def test_each_question_starts_a_conversation_of_its_own(assistant: Assistant) -> None:
    alone = Question("alone", "unanswerable", "zh-Hans", "dev", ("它有多少参数？",), False, kind="off_topic")
    _, record = await records_of(assistant, FOLLOW_UP, alone)
    assert record.answer.question == "它有多少参数？"


async def test_only_the_last_turn_is_timed(assistant: Assistant) -> None:
    [record] = await records_of(assistant, FOLLOW_UP)
    assert 0.0 < record.seconds < 30.0
    assert record.seconds >= sum(record.answer.timings.values())


async def test_a_record_is_json(assistant: Assistant) -> None:
    count, none = await records_of(assistant, COUNT, NOWHERE)
    said = json.loads(json.dumps(count.json(), ensure_ascii=False))
    assert (said["id"], said["type"], said["language"], said["answerable"]) == ("count", *_head(COUNT), True)
    assert said["turns"] == list(COUNT.turns)
    assert said["text"] == count.answer.text
    assert said["scores"]["facts"] == 1.0
    assert said["citations"][0] | {"support": 1.0} == {
        "marker": 1,
        "article_id": "chinanews-2023-05-29",
        "start": count.answer.citations[0].start,
        "end": count.answer.citations[0].end,
        "quote": count.answer.citations[0].quote,
        "support": 1.0,
    }
    assert json.loads(json.dumps(none.json()))["scores"]["facts"] is None


def _head(question: Question) -> tuple[str, str]:
    return question.type, question.language


async def test_support_that_is_not_in_the_articles_is_an_error(assistant: Assistant) -> None:
    bad = Question(
        "bad", "dates", "zh-Hans", "dev", ("几号？",), True, (("五日",),), support=(Support(0, "gone", "五日"),)
    )
    with pytest.raises(YuanwenError, match="bad: no article 'gone'"):
        await records_of(assistant, bad)


async def test_no_questions_give_no_records(assistant: Assistant) -> None:
    assert await records_of(assistant) == []


async def test_side_by_side_gives_the_same_records(assistant: Assistant) -> None:
    one_by_one = await run(assistant, [COUNT, FOLLOW_UP, NOWHERE])
    together = await run(assistant, [COUNT, FOLLOW_UP, NOWHERE], at_once=3)
    assert [(r.question.id, r.scores) for r in together] == [(r.question.id, r.scores) for r in one_by_one]


async def test_the_first_word_comes_before_the_end(assistant: Assistant) -> None:
    [record] = await records_of(assistant, COUNT)
    assert record.first is not None
    assert 0.0 < record.first <= record.seconds


async def test_a_record_carries_the_scores_beyond_facts_and_reads_back(assistant: Assistant) -> None:
    count, none = await records_of(assistant, COUNT, NOWHERE)
    assert {count.scores[n] for n in ("supported", "supported by words", "script", "hit@5", "facts early")} == {1.0}
    assert (none.scores["supported"], none.scores["length"], none.scores["script"]) == (None, None, 1.0)
    row = Row.from_json(json.loads(json.dumps(count.json())))
    assert (row.id, row.system, row.scores["facts"], row.expected[0]["quote"]) == ("count", OURS, 1.0, "9个出现在中国")


def test_baselines_are_scored_alike_and_state_what_they_find(assistant: Assistant) -> None:
    articles = {a.id: a for a in assistant.index.articles()}
    for baseline in open_baselines(assistant.index):
        [record] = run_baseline(baseline, [COUNT], articles)
        assert record.system == baseline.name != OURS
        assert record.answer.citations
        assert all(articles[c.article_id].text[c.start : c.end] == c.quote for c in record.answer.citations)
        assert record.scores["supported"] is None, "a passage that supports itself proves nothing"
        assert (record.scores["length"] or 0) > 200
