from __future__ import annotations

import pytest

from assistant.verify.opposites import OPPOSITES, find_negations
from assistant.verify.polarity import check_polarity
from assistant.verify.reading import read
from assistant.verify.substitution import check_substitutions


def turned(claim: str, source: str) -> bool:
    own, told = read(claim), read(source)
    return bool([*check_polarity(own, told), *check_substitutions(own, told)])


@pytest.mark.parametrize(
    "text",
    [
        "不仅如此",
        "源源不断",
        "非常重要",
        "未来可期",
        "无论如何",
        "不超过5%",
        "除非下雨",
        "印度总理莫迪",
        "南非和非洲",
        "是否可行",
        "据不完全统计",
    ],
)
def test_words_that_deny_nothing(text: str) -> None:
    assert find_negations(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("没有考虑", ["没有"]),
        ("尚未形成", ["尚未"]),
        ("多数未开源", ["未"]),
        ("不支持也不反对", ["不", "不"]),
        ("无法实现", ["无法"]),
    ],
)
def test_negations(text: str, words: list[str]) -> None:
    assert [text[a:b] for a, b in find_negations(text)] == words


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("多数大模型已开源", "大模型多数未开源"),
        ("建设时考虑了算力需求", "建设数据中心时并没有考虑AI大模型的算力需求"),
        ("生态已经形成", "数据、算法、算力的生态尚未形成"),
        ("中国不支持开源协作", "中国支持开源协作"),
        ("产业没有保持增长", "产业持续保持增长"),
        ("产值下降10%", "产值增长10%"),
        ("云励天飞大跌15%", "云励天飞大涨15%"),
        ("极大提高开发成本,带来生产力提升", "极大降低开发成本,带来生产力提升"),
        ("北京的数量最少", "北京的数量最多"),
        ("5月18日下午举行会议", "5月18日上午举行会议"),
        ("科技部部长吴朝晖表示", "科技部副部长吴朝晖表示"),
        ("有半数以上大模型闭源", "有半数以上大模型开源"),
        ("联合研发还够", "联合研发仍不足"),
    ],
)
def test_turned_round(claim: str, source: str) -> None:
    assert turned(claim, source)
    assert not turned(source, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("建设时没考虑算力需求", "建设数据中心时并没有考虑AI大模型的算力需求"),
        ("人才总量仍不足", "但人才总量仍然稀缺"),
        ("人才依然短缺", "各地大模型人才数量均不充足"),
        ("不仅开源，而且开放", "开源并且开放"),
        ("薪资涨幅最多10.5%", "薪资涨幅最高不可以超过10.5%"),
        ("消费积分制原本是营销策略", "消费积分制本是营销策略"),
        ("大模型数量持续上升", "大模型数量不断增长"),
        ("企业纷纷跟进", "企业相继跟进"),
    ],
)
def test_said_otherwise(claim: str, source: str) -> None:
    assert not turned(claim, source)


def test_opposites_have_two_sides_that_differ() -> None:
    for left, right in OPPOSITES:
        assert left
        assert right
        assert not set(left) & set(right)
