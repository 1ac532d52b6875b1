"""The kind of thing a question asks for, and whether a sentence holds one: in both scripts and in English."""

from __future__ import annotations

from functools import partial

import pytest

from assistant.asked import (
    Holds,
    asks_for_post,
    asks_for_reasons,
    compares,
    gives_post,
    is_list_wanted,
    wanted_kind,
)
from assistant.counted import _gives_measure
from index.text.fold import to_traditional

DATE, DURATION, SHARE, MONEY, NUMBER, PERSON, POST, AGE = range(8)

# For each kind: questions, sentences that hold one, and sentences that hold none.
QUESTIONS = {
    DATE: [
        "大坝是什么时候建成的？",
        "大壩是甚麼時候建成的？",
        "这座桥哪一年通车？",
        "演唱會在哪天舉行？",
        "渔汛几月开始？",
        "When was the dam finished?",
        "What year did the ferry sink?",
    ],
    DURATION: [
        "航行花了多久？",
        "航行花了多長時間？",
        "修这条路用了几个月？",
        "How long did the voyage take?",
        "How many months did it rain?",
    ],
    SHARE: [
        "森林覆盖率是百分之几？",
        "小麥產量的比例是多少？",
        "客流增长了几成？",
        "What percentage of the wheat was lost?",
    ],
    MONEY: [
        "这幅画卖了多少钱？",
        "這幅畫賣了多少錢？",
        "影片的票房是多少？",
        "灯塔每年的维护成本是多少？",
        "燈塔的造價有多高？",
        "船票价格是多少",
        "渔民的收入大概有多少呢？",
        "渔船要几块钱？",
        "How much did the painting sell for?",
        "What did it cost to build the tower?",
        "What was the price of the ticket?",
    ],
    NUMBER: [
        "一共有多少？",
        "船上有多少名乘客？",
        "水庫能裝多少水？",
        "塔有多高？",
        "岛上有几座灯塔？",
        "How many passengers were on board?",
        "How high is the tower?",
    ],
    PERSON: ["谁设计了这座塔？", "灯塔是什么人建的？", "誰設計了這座塔？", "哪位医生主刀？", "Who designed the tower?"],
    POST: [
        "王芳担任什么职务？",
        "王芳擔任甚麼職務？",
        "他的头衔是什么？",
        "她的身份是什么？",
        "What position does Ada Lovelace hold?",
    ],
    AGE: ["船长今年多大年纪？", "船長幾歲？", "船长的年龄是多少？", "How old is the captain?"],
}
HELD = {
    DATE: ["大坝于1994年12月动工。", "大壩去年竣工。", "渔汛每年三月开始。", "The dam was finished in 1994."],
    DURATION: ["航行历时两个月。", "修路花了3年多。", "手術做了11個小時。", "搜救持續數天。"],
    SHARE: ["覆盖率为45%。", "损失了百分之三十。", "产量翻了两倍。", "半數漁船停航。"],
    MONEY: ["成交价1200万元。", "售價九萬港幣。", "It sold for $3 million.", "The ticket costs 90 yuan."],
    NUMBER: ["载客812名。", "塔高六十米。", "蓄水五億立方米。", "It carried 812 passengers."],
    PERSON: ["工程师陈立国说，塔已完工。", "院長林靜儀表示，手術順利。", "The tower was designed by Ada Lovelace."],
    POST: ["王芳任医院院长。", "王芳任醫院院長。", "他是一名工程师。", "她是首席厨师。", "由董事会主席签字。"],
    AGE: ["船长今年52岁。", "船長生於1971年。", "The captain, aged 52, retired.", "He was born in May."],
}
LACKING = {
    DATE: ["大坝横跨青河。", "The dam crosses the river."],
    DURATION: ["航线经过三座岛。", "The route passes three islands."],
    SHARE: ["覆盖率有所提高。", "Cover has improved."],
    MONEY: ["这幅画卖出了好价。", "The painting sold well."],
    NUMBER: ["船上坐满了乘客。", "The ship was full."],
    PERSON: ["塔由钢材建成。", "The tower is made of steel."],
    POST: ["王芳很喜欢下棋。", "She plays chess."],
    AGE: ["船长当了30年水手。", "The captain has 52 sailors."],
}

# Each was once missed, or once taken for what it is not.
MISSED = {
    DATE: ["The ferry sank on 5 May."],
    DURATION: ["It took two months."],
    NUMBER: ["It carried twelve passengers."],
    SHARE: ["约三成的渔船停航。", "About 30 percent was lost."],
    PERSON: ["灯塔由陈立国设计。", "这座塔由威廉·琼斯设计。"],
    POST: ["林靜儀任青河市市長。", "林靜儀任秘書長。", "他是店鋪的合夥人。"],
}
FALSE = {SHARE: ["工程已经完成。"], MONEY: ["海岛坚持多元发展。"], POST: ["他渐渐成长。"]}


def _holds(kind: int) -> Holds:
    found = wanted_kind(QUESTIONS[kind][0])
    assert found is not None
    return found


@pytest.mark.parametrize(("kind", "question"), [(k, q) for k, asked in QUESTIONS.items() for q in asked])
def test_each_wording_asks_for_its_kind(kind: int, question: str) -> None:
    assert _asks_alike(question, kind)


def _asks_alike(question: str, kind: int) -> bool:
    """Numbers are wanted of this or that, so each question for one has a test of its own."""
    found = wanted_kind(question)
    return isinstance(found, partial) or found is _gives_measure if kind == NUMBER else found is _holds(kind)


@pytest.mark.parametrize(("kind", "sentence"), [(k, s) for k, held in HELD.items() for s in held])
def test_a_sentence_holds_what_was_asked_for(kind: int, sentence: str) -> None:
    assert _holds(kind)(sentence)


@pytest.mark.parametrize(("kind", "sentence"), [(k, s) for k, lacking in LACKING.items() for s in lacking])
def test_a_sentence_without_it_holds_none(kind: int, sentence: str) -> None:
    assert not _holds(kind)(sentence)


@pytest.mark.parametrize(("kind", "sentence"), [(k, s) for k, missed in MISSED.items() for s in missed])
def test_a_sentence_holds_it_in_the_other_script_or_language(kind: int, sentence: str) -> None:
    assert _holds(kind)(sentence)


@pytest.mark.parametrize(("kind", "sentence"), [(k, s) for k, taken in FALSE.items() for s in taken])
def test_a_character_of_another_word_is_not_it(kind: int, sentence: str) -> None:
    assert not _holds(kind)(sentence)


@pytest.mark.parametrize(
    "question",
    [
        *(
            "塔的用途是什么？",
            "介绍一下灯塔。",
            "什么是灯塔的用途？",
            "What is the tower for?",
            "Describe the ferry.",
            "",
        ),
        *("几内亚采用什么货币？", "還有更多大模型嗎？", "有两千多年历史的是什么？", "几个朝代中哪个修得最多？"),
    ],
)
def test_an_open_question_wants_no_kind(question: str) -> None:
    assert wanted_kind(question) is None


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("大桥修了多久，花了多少钱？", DURATION),
        ("市长任期为几年？", DURATION),
        ("票房是多少？", MONEY),
        ("比例是多少？", SHARE),
        ("收入增长了多少？", SHARE),
        ("收入来自多少家公司？", NUMBER),
        ("价格上涨了多少次？", NUMBER),
    ],
)
def test_the_narrower_kind_wins(question: str, kind: int) -> None:
    assert _asks_alike(question, kind)


@pytest.mark.parametrize(("kind", "question"), [(k, q) for k, asked in QUESTIONS.items() for q in asked])
def test_the_script_of_a_question_does_not_change_its_kind(kind: int, question: str) -> None:
    assert _asks_alike(to_traditional(question), kind)


def test_who_is_asked_in_the_other_traditional_spelling() -> None:
    assert wanted_kind("燈塔是甚麼人建的？") is _holds(PERSON)


REASONS = ["渔船为什么停航？", "大壩為何開裂？", "大坝是如何修好的？", "怎样进入灯塔？", "停航的原因是什么？"]


@pytest.mark.parametrize(
    "question", [*REASONS, "漁船為甚麼停航？", "Why did the ferry sink?", "How does the lighthouse work?"]
)
def test_reasons_are_asked_for(question: str) -> None:
    assert asks_for_reasons(question)


@pytest.mark.parametrize(
    "question", ["塔有多高？", "誰設計了這座塔？", "How many boats are there?", "How long is the bridge?", "Who knows?"]
)
def test_other_questions_ask_for_no_reason(question: str) -> None:
    assert not asks_for_reasons(question)


@pytest.mark.parametrize("question", ["漁船爲什麼停航？", "大壩爲何開裂？"])
def test_reasons_are_asked_for_in_the_other_traditional_spelling(question: str) -> None:
    assert asks_for_reasons(question)


@pytest.mark.parametrize(
    ("question", "sentence", "given"),
    [
        ("黄铁军是谁？", "联盟秘书长黄铁军表示,开源很重要。", True),
        ("黃鐵軍擔任什麼職務？", "联盟秘书长黄铁军表示,开源很重要。", True),
        ("Who is Huang Tiejun?", "研究院院长黄铁军说,前景广阔。", True),
        ("黄铁军是谁？", "黄铁军认为,可能性很大。", False),
        ("黄铁军是谁？", "研究院院长王怀民说,前景广阔。", False),
    ],
)
def test_a_post_before_the_name_that_was_asked_about(question: str, sentence: str, given: bool) -> None:
    assert asks_for_post(question)
    assert gives_post(question, sentence) is given


@pytest.mark.parametrize("question", ["董事长是谁？", "谁是院长？", "Who is the president?", "悟道2.0是谁发布的？"])
def test_asking_for_a_person_is_not_asking_for_a_post(question: str) -> None:
    assert not asks_for_post(question)


@pytest.mark.parametrize(
    "question", ["面临哪些挑战？", "有什么措施？", "面臨哪些挑戰？", "What are the risks?", "Which cities have them?"]
)
def test_lists_are_asked_for(question: str) -> None:
    assert is_list_wanted(question)


@pytest.mark.parametrize(
    ("question", "does"),
    [("北京和上海有什么不同？", True), ("兩者有何區別？", True), ("Compare A and B.", True), ("北京有多大？", False)],
)
def test_comparisons_are_told_from_other_questions(question: str, does: bool) -> None:
    assert compares(question) is does


TERM = ["什么是潮汐？", "潮汐是什么意思？", "何谓潮汐？", "什麼是潮汐？", "潮汐指的是什么？"]


@pytest.mark.parametrize("question", TERM)
def test_a_definition_says_what_the_term_is(question: str) -> None:
    holds = wanted_kind(question)
    assert holds is not None
    for sentence in (
        "潮汐是海水的周期涨落。",
        "海水的涨落称为“潮汐”。",
        "潮汐（tide）指海水涨落。",
        "海水涨落,即潮汐。",
    ):
        assert holds(sentence)
        assert holds(to_traditional(sentence))
    for sentence in ("港口是潮汐发电的好地方。", "这里适合潮汐发电。", "潮汐表每年出版。"):
        assert not holds(sentence)


@pytest.mark.parametrize("question", ["什么是港口发展的瓶颈？", "什么是最重要的？"])
def test_what_has_a_part_is_no_term(question: str) -> None:
    assert wanted_kind(question) is None


@pytest.mark.parametrize("question", ["灯塔在哪里？", "燈塔在哪裡？", "会议在何处召开？", "Where is the lighthouse?"])
def test_a_place_is_asked_for(question: str) -> None:
    holds = wanted_kind(question)
    assert holds is not None
    assert holds("灯塔位于北岸。")
    assert holds("会议在上海举行。")
    assert not holds("灯塔非常高。")
