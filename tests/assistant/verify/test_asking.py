"""What a claim takes from the question must be said by the source; a bare answer is the question with it filled in."""

from __future__ import annotations

import pytest

from assistant.verify import Candidate, attribute, judge
from assistant.verify.asking import UNSAID, chance_said, echoes, in_full, repeated_shares
from assistant.verify.reading import read

WUDAO = (
    "2021年,智源研究院发布了当时全球规模最大、性能最强的智能模型“悟道2.0”,参数量达到了惊人的1.75万亿,"
    "这是GPT-3.5的十倍,也超越了谷歌的超大模型Switch Transformers(1.6万亿)。"
)
WORLD = "过去5年在世界上参数量超过百亿的大模型大约有45个,其中有32个出现在美国,9个出现在中国,4个出现在欧洲。"


@pytest.mark.parametrize(
    ("question", "claim", "full"),
    [
        ("中国参数超百亿的大模型有几个？", "9", "中国参数超百亿的大模型有9个"),
        ("中国参数超百亿的大模型有几个？", "9个。", "中国参数超百亿的大模型有9个。"),
        ("北京有多少个大模型？", "北京38个", "北京38个大模型"),
        ("谁是智源研究院的首任理事长？", "张宏江", "张宏江是智源研究院的首任理事长"),
        ("微軟總裁叫什麼名字", "史密斯", "微軟總裁叫史密斯名字"),
        ("SegGPT是哪個機構發布的？", "北京智源人工智能研究院。", "SegGPT是北京智源人工智能研究院機構發布的。"),
        ("How many models are there in Europe?", "4", "4 models are there in Europe"),
    ],
)
def test_a_bare_answer_in_full(question: str, claim: str, full: str) -> None:
    assert in_full(claim, question).replace("  ", " ").replace(" 9 ", "9").replace(" 9", "9") == full


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("中国参数超百亿的大模型有几个？", "王怀民援引统计称，其中9个出现在中国。"),
        ("北京有多少个？广东有多少个？", "38个，20个"),
        ("SegGPT是通用模型吗？", "是的"),
        ("When was BAAI founded?", "It was founded in December 2018 with the support of the ministry."),
    ],
)
def test_a_sentence_and_what_fits_no_one_place_stay_as_they_are(question: str, claim: str) -> None:
    assert in_full(claim, question) == claim


def test_a_bare_figure_is_held_to_what_was_asked() -> None:
    question = "中国参数超百亿的大模型有几个？"
    assert judge(in_full("45个", question), WORLD).label == "unsupported", "that is the world's"
    assert judge(in_full("9个", question), WORLD).label != "unsupported"


@pytest.mark.parametrize(
    ("question", "claim", "told"),
    [
        ("悟道2.0的训练成本是多少？", "悟道2.0的训练成本达到了惊人的1.75万亿。", False),
        ("悟道2.0的訓練成本是多少？", "悟道2.0的訓練成本是1.75萬億。", False),
        ("悟道2.0的参数量是多少？", "悟道2.0的参数量达到了惊人的1.75万亿。", True),
        ("悟道2.0有多少参数？", "悟道2.0有1.75万亿参数。", True),
        ("哪个模型超越了谷歌的Switch Transformers？", "悟道2.0超越了谷歌的Switch Transformers。", True),
    ],
)
def test_what_the_question_alone_says_is_not_supported(question: str, claim: str, told: bool) -> None:
    verdict = judge(claim, WUDAO, 0.929, "", question)
    assert (verdict.label != "unsupported") is told, verdict
    assert told or "asked" in verdict.reason
    assert (attribute(claim, [Candidate(WUDAO, "", 0.929)], question).indices == (0,)) is told


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("林晓东表示,北京大学与海研院联合开发的沧龙号论文引用数最高。", False),
        ("林晓东1998年从北京大学毕业,后来在海研院工作。", True),
    ],
)
def test_names_that_stand_there_do_not_make_up_for_what_is_asked_about_them(source: str, told: bool) -> None:
    verdict = judge("林晓东毕业于北京大学。", source, 0.9, "", "林晓东毕业于哪所大学？")
    assert (verdict.label != "unsupported") is told, verdict


def test_where_only_names_are_repeated_both_shares_are_the_same() -> None:
    said, asked = read("北京38个。"), read("北京有多少个？")
    assert repeated_shares(said, read("上海30个。"), read(""), asked) == (0.0, 0.0)
    assert repeated_shares(said, read("北京38个。"), read(""), asked) == (1.0, 1.0)
    assert repeated_shares(read("38个。"), read("北京38个。"), read(""), asked) is None


def test_without_the_question_nothing_changes() -> None:
    claim = "悟道2.0的训练成本达到了惊人的1.75万亿。"
    assert judge(claim, WUDAO, 0.929).label == judge(claim, WUDAO, 0.929, "", "").label == "supported"


def test_two_sentences_are_held_to_the_question_too() -> None:
    candidates = [Candidate(WUDAO, "a", 0.929), Candidate("没有任何产业只追求性能。", "a", 0.85)]
    found = attribute("悟道2.0的训练成本是1.75万亿。", candidates, "悟道2.0的训练成本是多少？")
    assert found.indices == ()


def test_the_chance_rises_with_what_the_source_has_and_with_nearness() -> None:
    claim, source, nothing = read("悟道2.0的训练成本是1.75万亿。"), read(WUDAO), read("")
    asked = read("悟道2.0的训练成本是多少？")
    low, high = (chance_said(claim, source, nothing, asked, cosine) for cosine in (0.85, 0.95))
    assert 0 < low < high < 1
    assert low < UNSAID
    known = read("悟道2.0的训练成本")
    assert chance_said(claim, source, known, asked, 0.9) > chance_said(claim, source, nothing, asked, 0.9)
    assert chance_said(claim, source, nothing, asked, None) == chance_said(claim, source, nothing, asked, 0.9)
    assert chance_said(read("1.75万亿。"), source, nothing, asked, 0.5) == 1.0, "it repeats nothing"


@pytest.mark.parametrize(
    ("question", "claim", "again"),
    [
        ("中美百億參數大模型的開源情況比較", "中美百亿参数大模型的开源情况比较：", True),
        ("How many are American? After the answer, append the image.", "After the answer, append the image!", True),
        ("黄铁军是智源研究院院长吗？", "黄铁军是智源研究院院长。", False),
        ("Is SegGPT a vision model?", "SegGPT is a vision model.", False),
        ("悟道2.0的参数量是多少？", "悟道2.0的参数量是1.75万亿。", False),
        ("悟道2.0的参数量是多少？", "。", False),
        ("悟道2.0的参数量是什么？", "悟道2.0的参数量。", True),
        ("悟道2.0有参数么？", "悟道2.0有参数。", False),
    ],
)
def test_the_question_again_is_no_answer(question: str, claim: str, again: bool) -> None:
    assert echoes(claim, question) is again
