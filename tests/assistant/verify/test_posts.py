"""A post of the source belongs to who holds it there."""

from __future__ import annotations

import pytest

from assistant.verify import judge
from assistant.verify.posts import check_posts
from assistant.verify.reading import read

BAAI = (
    "智源人工智能研究院实行理事会领导下的院长负责制,原微软亚太研发集团首席技术官、源码资本投资合伙人张宏江担任首任理事长,"
    "大学计算机系主任黄铁军担任首任院长。"
)
TWO = "中国科学技术信息研究所所长赵志耘与科技部副部长吴朝晖出席,工信部总工程师刘伟表示支持。"


@pytest.mark.parametrize(
    ("claim", "source", "right"),
    [
        ("智源研究院的首任院长是张宏江。", BAAI, False),
        ("智源研究院的首任院长是黄铁军。", BAAI, True),
        ("智源研究院首任理事长是张宏江。", BAAI, True),
        ("首任院長是張宏江", BAAI, False),
        ("黄铁军担任智源研究院理事长。", BAAI, False),
        ("黄铁军担任智源研究院首任院长。", BAAI, True),
        ("院长张宏江", BAAI, False),
        ("合伙人张宏江担任理事长。", BAAI, True),
        ("专家张宏江是智源研究院的理事长。", BAAI, True),
        ("所长吴朝晖出席。", TWO, False),
        ("副部长吴朝晖出席。", TWO, True),
        ("研究院有院长，也有理事长。", BAAI, True),
    ],
)
def test_a_post_of_another_is_a_fault(claim: str, source: str, right: bool) -> None:
    faults = list(check_posts(read(claim), read(source)))
    assert (not faults) is right, faults
    if not right:
        assert all(fault.fatal and " as " in fault.reason for fault in faults)
        assert judge(claim, source, 0.93).label == "unsupported"


def test_a_post_that_nobody_of_the_source_holds_is_left_to_the_other_checks() -> None:
    assert list(check_posts(read("会长张宏江"), read(BAAI))) == []
    assert list(check_posts(read("张宏江是院士。"), read("黄铁军发布了模型。"))) == []
