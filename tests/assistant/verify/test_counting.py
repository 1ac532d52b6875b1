"""A number in a Chinese source does not count whatever an English claim counts."""

from __future__ import annotations

import pytest

from assistant.verify import judge
from assistant.verify.counting import uncounted


@pytest.mark.parametrize(
    ("claim", "source", "nouns"),
    [
        ("The report has 3 pages.", "我国大模型产业面临三大挑战", ["pages"]),
        ("The report has 3 pages.", "报告共三页。", []),
        ("It took eight long months.", "这项工作历经8个多月。", []),
        ("It took eight months.", "8位科学家完成了这项工作。", ["months"]),
        ("The school has 1,200 students.", "全校共有1200名学生。", []),
        ("The bridge is 1,200 metres long.", "全桥耗资1200万元。", ["metres"]),
        ("It was built in 1987.", "1987年建成。", []),
        ("One day it will be open.", "它终将开放。", []),
    ],
)
def test_what_is_counted_is_looked_for(claim: str, source: str, nouns: list[str]) -> None:
    assert list(uncounted(claim, source)) == nouns


def test_another_thing_s_number_supports_no_count() -> None:
    source = "二、我国人工智能大模型产业生态面临三大挑战"
    judged = judge("The report mapping China's large AI models has 3 pages.", source)
    right = judge("The ecosystem of China's large AI models faces 3 challenges.", source)
    assert judged.label != "supported"
    assert judged.support < right.support
