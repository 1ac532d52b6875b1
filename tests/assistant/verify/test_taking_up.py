"""When somebody came to a post is not told by calling them by it."""

from __future__ import annotations

import pytest

from assistant.asked import holds_news
from assistant.verify import judge
from assistant.verify.taking_up import asks_taking_up, may_take_up, takes_up
from index.text.fold import to_traditional

CALLED = "2019年5月,青河大学校长李娜表示,这项研究将成为大桥建设的基础。"
TAKEN = "2019年5月,李娜接替王强任青河大学校长。"


@pytest.mark.parametrize(
    "text",
    [
        "李娜何时当上校长？",
        "王强是哪一年当选主席的？",
        "李娜成为青河大学的校长",
        "When did Li Na become president of the university?",
        "Li Na took over as dean in 2019.",
        "Li Na was elected mayor in 2019.",
    ],
)
def test_a_post_is_taken_up(text: str) -> None:
    assert takes_up(text)
    assert may_take_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "李娜校长何时讲话？",
        "大桥成为城市的地标",
        "2024年,该厂成为官方供应商",
        "2023年4月,双方就任务分工达成一致",
        "When did the president speak?",
        "It became one of the longest bridges.",
        "The bridge was inaugurated in October 2018.",
        "The firm became a global leader in 2019.",
    ],
)
def test_other_things_are_not(text: str) -> None:
    assert not takes_up(text)


@pytest.mark.parametrize(
    "source",
    [
        TAKEN,
        "李娜2019年获聘校长",
        "2019年李娜执掌青河大学",
        "李娜在2016年大选中获胜",
        "李娜的任期自2021年1月开始",
        "2018年成立,首任校长为李娜",
        "2011年8月,李娜接棒",
        "1661年至1722年在位",
        "Li Na succeeded Wang Qiang in 2019.",
        "Li Na won the 2016 presidential election.",
        "the 2019 appointment of Li Na",
    ],
)
def test_a_source_may_say_it_by_many_a_word(source: str) -> None:
    assert may_take_up(source)
    assert may_take_up(to_traditional(source))


@pytest.mark.parametrize(
    "source",
    [
        CALLED,
        "李娜的责任很大",
        "2019年5月,时任校长李娜表示",
        "2019年5月,主任王强表示",
        "2019年5月,总裁任长虹表示",
        "李娜上台讲话",
        "President Li Na spoke in May 2019.",
    ],
)
def test_a_source_that_names_the_post_does_not_say_it(source: str) -> None:
    assert not may_take_up(source)


@pytest.mark.parametrize("claim", ["李娜2019年5月当上青河大学校长。", "李娜于2019年就任校长"])
def test_a_date_for_it_needs_a_source_that_speaks_of_it(claim: str) -> None:
    assert judge(claim, CALLED, 0.95).label == "unsupported"
    assert judge(claim, TAKEN, 0.95).label != "unsupported"


def test_so_it_does_between_languages() -> None:
    claim = "Li Na became president of Qinghe University in May 2019."
    assert judge(claim, CALLED, 0.9).reason == "the source does not say when the post was taken up"
    assert judge(claim, TAKEN, 0.9).label != "unsupported"


def test_what_was_said_on_a_date_and_who_holds_the_post_stay_supported() -> None:
    assert judge("青河大学校长李娜2019年5月表示,这项研究将成为基础。", CALLED, 0.95).label != "unsupported"


@pytest.mark.parametrize(
    "question",
    [
        "李娜是哪一年当上校长的？",
        "李娜是哪一年當上校長的？",
        "李娜何时担任校长？",
        "李娜当上校长是什么时候？",
        "李娜当选校长是何时？",
        "李娜哪一年被任命为校长？",
        "When did Li Na become president of it?",
        "What year was Li Na named president?",
    ],
)
def test_a_question_for_it_is_answered_by_such_a_sentence_alone(question: str) -> None:
    assert asks_taking_up(question)
    assert holds_news(question, TAKEN)
    assert holds_news(question, CALLED) is False


@pytest.mark.parametrize(
    "question",
    [
        "李娜是什么时候讲话的？",
        "李娜当选校长后何时首次讲话？",
        "李娜当选校长时是哪一年的纪念日？",
        "李娜担任校长期间图书馆是哪一年建成的？",
        "When did Li Na speak after she was elected president?",
    ],
)
def test_a_date_of_something_else_is_not_asked_so(question: str) -> None:
    assert not asks_taking_up(question)
    assert holds_news(question, CALLED)
