"""A topic that is described and not named: found in the question, named by the evidence."""

from __future__ import annotations

import pytest

from assistant.bridge import described_topic, named_in_place

SENTENCE = "2021年，位于南湖的江东海洋研究所发布了首台深潜器“沧龙号”。"


@pytest.mark.parametrize(
    ("question", "described"),
    [
        ("发布沧龙号的机构的首任所长是谁？", "发布沧龙号的机构"),
        ("研制深潜器的那家公司在哪里？", "研制深潜器的那家公司"),
        ("發布滄龍號的機構的首任所長是誰？", "發布滄龍號的機構"),
        ("建造灯塔的单位是哪家？", "建造灯塔的单位"),
        ("Who leads the institute that built the submersible?", "the institute that built the submersible"),
        ("Where is the company behind the ferry based?", "the company behind the ferry based"),
    ],
)
def test_the_description_is_found(question: str, described: str) -> None:
    assert described_topic(question) == described


@pytest.mark.parametrize(
    "question",
    ["沧龙号有多重？", "江东海洋研究所在哪里？", "Who leads the institute?", "Who built the ferry?", ""],
)
def test_a_named_topic_is_not_a_description(question: str) -> None:
    assert described_topic(question) == ""


def test_the_name_takes_the_description_s_place() -> None:
    named = named_in_place("发布沧龙号的机构的首任所长是谁？", "江东海洋研究所发布了深潜器。")
    assert named == "江东海洋研究所的首任所长是谁？"
    english = named_in_place("Who leads the institute that built it?", "江东海洋研究所发布了深潜器。")
    assert english == "Who leads 江东海洋研究所?"


def test_the_name_is_as_the_source_writes_it() -> None:
    named = named_in_place("發布滄龍號的機構在哪裡？", "江東海洋研究所發布了滄龍號。")
    assert named == "江東海洋研究所在哪裡？"


@pytest.mark.parametrize("sentence", ["由江东海洋研究所发布。", "据江东海洋研究所介绍。", "5日江东海洋研究所公布。"])
def test_what_leads_up_to_a_name_is_not_part_of_it(sentence: str) -> None:
    assert named_in_place("发布沧龙号的机构在哪里？", sentence) == "江东海洋研究所在哪里？"


@pytest.mark.xfail(strict=True, reason="the name swallows the clause before it: 位于南湖的江东海洋研究所")
def test_a_clause_before_a_name_is_not_part_of_it() -> None:
    assert named_in_place("发布沧龙号的机构在哪里？", SENTENCE) == "江东海洋研究所在哪里？"


def test_without_a_body_in_the_sentence_there_is_no_second_question() -> None:
    assert named_in_place("发布沧龙号的机构在哪里？", "沧龙号重12吨。") == ""


def test_a_body_the_question_names_already_says_nothing_new() -> None:
    assert named_in_place("与江东海洋研究所合作的公司在哪里？", "江东海洋研究所发布了深潜器。") == ""


def test_a_question_without_a_description_is_left_alone() -> None:
    assert named_in_place("沧龙号有多重？", SENTENCE) == ""
