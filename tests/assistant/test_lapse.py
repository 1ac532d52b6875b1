"""What came of it after five days does not tell what came of it after a year."""

from __future__ import annotations

import pytest

from assistant.lapse import tells_another_lapse
from index.text.fold import to_traditional

SOON = "大桥通车五天内车辆达1.2万辆,两个月后达30万辆。"


@pytest.mark.parametrize(
    "question",
    [
        "大桥通车一年后有多少车辆？",
        "大桥通车后三个月内有多少车辆？",
        "大桥通车两年多后有多少车辆？",
        "How many cars crossed one year after the opening?",
        "How many cars crossed in its first three months?",
        "How many cars crossed within only two weeks?",
    ],
)
def test_a_text_of_other_times_alone(question: str) -> None:
    assert tells_another_lapse(question, SOON)
    assert tells_another_lapse(to_traditional(question), to_traditional(SOON))


@pytest.mark.parametrize(
    "question",
    [
        "大桥通车五天内有多少车辆？",
        "大桥通车60天后有多少车辆？",
        "大桥通车120小时内有多少车辆？",
        "How many cars crossed two months after the opening?",
        "大桥有多少车辆？",
        "两年前大桥有多少车辆？",
        "未来五年内有多少车辆？",
        "三天内部客流有多大？",
        "两年后端团队有多少人？",
    ],
)
def test_the_same_time_and_no_such_time(question: str) -> None:
    assert not tells_another_lapse(question, SOON)


@pytest.mark.parametrize(
    "text",
    ["大桥2021年通车,2022年车辆达30万辆。", "次年车辆达30万辆。", "两年内战造成10万人死亡。", "大桥全长两公里。", ""],
)
def test_a_text_without_such_a_time_may_still_tell(text: str) -> None:
    assert not tells_another_lapse("大桥通车一年后有多少车辆？", text)
