"""Follow-ups made to stand alone by rule."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.follow_up import is_what_about, may_stand, of_topic, stand_alone, topic_of


def _after(question: str, before: str, answer: str = "") -> str:
    return stand_alone(question, [Turn(before, answer)])


@pytest.mark.parametrize(
    ("before", "answer", "question", "expected"),
    [
        ("悟道2.0是谁发布的？", "", "它有多少参数？", "悟道2.0有多少参数？"),
        ("悟道2.0是誰發布的？", "", "它有多少參數？", "悟道2.0有多少參數？"),
        ("北京有多少个大模型？", "", "那广东呢？", "广东有多少个大模型？"),
        ("北京有多少个大模型？", "", "广东呢？", "广东有多少个大模型？"),
        (
            "《新一代人工智能发展规划》是什么时候发布的？",
            "",
            "它把什么写入了规划？",
            "《新一代人工智能发展规划》把什么写入了规划？",
        ),
        (
            "谁是智源研究院院长？",
            "据新华社报道：北京智源人工智能研究院院长黄铁军说，未来。[1]",
            "他还说了什么？",
            "黄铁军还说了什么？",
        ),
        ("ChatGPT什么时候发布的？", "", "有多少用户？", "ChatGPT有多少用户？"),
        ("《雷雨》是谁写的？", "《雷雨》是曹禺写的。[1]", "他还写过什么？", "曹禺还写过什么？"),
        ("小米2023年卖了多少部手机？", "", "2022年呢？", "小米2022年卖了多少部手机？"),
        ("南京长江大桥全长多少？", "", "武汉长江大桥呢？", "武汉长江大桥全长多少？"),
        ("企鹅主要吃什么？", "", "谢谢，那海豹呢？", "海豹吃什么？"),
        ("故宫博物院在哪里？", "", "院长是谁？", "故宫博物院院长是谁？"),
        ("故宫博物院在哪里？", "", "长城有多长？", "长城有多长？"),
        (
            "Who released WuDao 2.0?",
            "",
            "How many parameters does it have?",
            "How many parameters does WuDao 2.0 have?",
        ),
        ("Who released 悟道2.0?", "", "How many parameters does it have?", "How many parameters does 悟道2.0 have?"),
    ],
)
def test_what_was_left_out_is_filled_in(before: str, answer: str, question: str, expected: str) -> None:
    assert _after(question, before, answer) == expected


@pytest.mark.parametrize(
    "question",
    [
        "深圳设立的人工智能基金群规模多大？",
        "《北京市加快建设具有全球影响力的人工智能创新策源地实施方案》是谁发布的？",
        "Which city set up a 100 billion yuan fund?",
        "GPT-3.5有多少参数？",
    ],
)
def test_a_question_with_a_topic_of_its_own_stays(question: str) -> None:
    assert _after(question, "悟道2.0是谁发布的？") == question


def test_without_history_nothing_changes() -> None:
    assert stand_alone("它有多少参数？", []) == "它有多少参数？"


def test_the_topic_lasts_over_several_turns() -> None:
    history = [Turn("悟道2.0是谁发布的？", "智源。"), Turn("它有多少参数？", "1.75万亿。")]
    assert stand_alone("它是哪一年发布的？", history) == "悟道2.0是哪一年发布的？"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("悟道2.0是谁发布的？", "悟道2.0"),
        ("请问深圳的人工智能基金群规模多大？", "深圳"),
        ("谁发布了GPT-3.5？", "GPT-3.5"),
        ("《规划》把什么写入？", "《规划》"),
        ("人工智能创新策源地实施方案是哪天审议的？", "人工智能创新策源地实施方案"),
        ("市委员会的会长是谁？", "市委员会"),
        ("为什么？", ""),
        ("中国参数超百亿的大模型有几个？", "中国参数超百亿的大模型"),
        ("做ChatGPT用了多少张显卡？", "ChatGPT"),
    ],
)
def test_topic(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def test_a_comparison_leaves_out_what_is_compared_and_a_person_is_no_verb() -> None:
    assert _after("比GPT-3.5大几倍？", "悟道2.0是谁发布的？") == "悟道2.0比GPT-3.5大几倍？"
    assert _after("戴琼海怎么说？", "大熊猫吃什么？") == "戴琼海怎么说？"
    assert _after("花了多少钱？", "大熊猫吃什么？") == "大熊猫花了多少钱？"


def test_a_question_that_opens_with_a_verb_leaves_out_who_does_it() -> None:
    assert _after("花了多少钱？", "悟道2.0是谁发布的？") == "悟道2.0花了多少钱？"


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        ("青河大桥是谁建的？", "总部在哪里？", "青河大桥的总部在哪里？"),
        ("悟道2.0是谁发布的？", "参数量是多少？", "悟道2.0的参数量是多少？"),
        ("故宫博物院院长是谁？", "门票多少钱？", "故宫博物院的门票多少钱？"),
        ("悟道2.0是谁發布的？", "參數量是多少？", "悟道2.0的參數量是多少？"),
    ],
)
def test_a_common_noun_may_be_of_what_was_spoken_of(before: str, question: str, asked: str) -> None:
    history = [Turn(before, "是这样的。[1]")]
    assert of_topic(question, history) == asked
    assert stand_alone(question, history) == question


@pytest.mark.parametrize(
    "question", ["GPT-3.5的参数量是多少？", "悟道2.0是谁发布的？", "北京在哪里？", "有多少人？", "？"]
)
def test_what_has_a_name_or_no_noun_is_of_nothing(question: str) -> None:
    assert of_topic(question, [Turn("悟道2.0是谁发布的？", "智源。[1]")]) == ""


def test_without_history_nothing_is_of_a_topic() -> None:
    assert of_topic("总部在哪里？", []) == ""


def test_the_topic_lasts_over_a_common_noun_where_it_was_answered_or_nothing_was() -> None:
    first, then = Turn("悟道2.0是谁发布的？", "智源。[1]"), "发布时间是什么时候？"
    for answer in ("悟道2.0的参数量达到1.75万亿。[1]", "没有找到这个问题的答案。"):
        assert stand_alone(then, [first, Turn("参数量是多少？", answer)]) == f"悟道2.0{then}"
    other = Turn("人才缺口有多大？", "人才缺口达到500万。[1]")
    assert stand_alone("它有多大？", [first, other]) == "人才缺口有多大？"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("华为的营收是多少？", "净利润呢？", "华为的净利润是多少？"),
        ("北京的人口有多少？", "上海呢？", "上海的人口有多少？"),
        ("大熊猫的寿命是多久？", "棕熊呢？", "棕熊的寿命是多久？"),
        ("青河大桥是谁建的？", "后来有人修吗？", "青河大桥后来有人修吗？"),
        ("青河大桥是谁建的？", "现在有几条车道？", "青河大桥现在有几条车道？"),
    ],
)
def test_another_trait_and_another_time_are_of_the_same(before: str, question: str, expected: str) -> None:
    assert _after(question, before) == expected


SPOKEN = [Turn("青河大桥是谁建的？", "据江城日报报道：青河大桥由省交通集团建设。[1]")]


@pytest.mark.parametrize("question", ["怎么做红烧肉？", "什么是潮汐？", "谁发明了电话？", "为什么海水是咸的？"])
def test_a_question_about_a_new_thing_may_be_whole(question: str) -> None:
    assert may_stand(question, SPOKEN)


@pytest.mark.parametrize(
    "question",
    ["花了多少钱？", "什么时候通车？", "谁建的？", "它是怎么修好的船？", "什么是大桥？", "有多长？", ""],
)
def test_a_question_that_goes_on_is_not(question: str) -> None:
    assert not may_stand(question, SPOKEN)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And what post does Li Na hold?", True),
        ("And how many in Shanghai?", False),
        ("And AMD?", False),
        ("And what does it weigh?", False),  # it is what was spoken of
        ("And what does it export to Germany?", False),
        ("And how many engineers live there in China?", False),
        ("What about Li Na?", False),
    ],
)
def test_something_else_asked_of_somebody_else_may_be_whole(question: str, *, whole: bool) -> None:
    spoken = [Turn("How many bridges are there in Beijing?", "江城日报 reports: “北京有2000座桥。” [1]")]
    assert may_stand(question, spoken) is whole


@pytest.mark.parametrize(
    "question", ["上海呢？", "那上海呢", "上海的基金群呢，多大？", "And AMD?", "What about Shanghai?"]
)
def test_the_same_is_asked_of_something_else(question: str) -> None:
    assert is_what_about(question)


@pytest.mark.parametrize("question", ["谁是院长？", "他说呢绒很贵吗？", "Android又如何？", "Who and when?"])
def test_a_question_of_its_own_is_not_that(question: str) -> None:
    assert not is_what_about(question)
