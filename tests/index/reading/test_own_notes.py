"""Plain texts that never were a web page: nothing of what somebody wrote is cut."""

from __future__ import annotations

import pytest

from index.reading.document import read_document
from index.reading.page import read_page

COFFEE = """The Blue Heron Coffee Guide

Espresso is brewed at nine bars of pressure for about twenty-five seconds. A double shot uses eighteen grams.
Pour-over needs water at 93 degrees Celsius and a ratio of one to sixteen. The bloom lasts thirty seconds.
The roastery was founded in 1998 by Maria Lindqvist in Gothenburg. It roasts 40 tonnes a year.
Cold brew steeps for sixteen hours in the fridge.
"""
MINUTES = """家庭会议记录

时间：2025年3月2日
地点：客厅
参加：爸爸、妈妈、小明

一、暑假去哪里
爸爸想去青岛，妈妈想去昆明。投票结果2比1，去昆明。
二、养猫
同意养一只猫，名字叫年糕，由小明负责喂食。
"""
LETTER = """Dear Anna,

thank you for the plums. We made eleven jars of jam and gave three of them away.
Come on Sunday at four, and bring the dog.

Yours, Peter
"""


def lost(text: str) -> set[str]:
    """The lines that stand neither in the text nor in the title."""
    article = read_page(text, "a")
    kept = {*article.text.split("\n"), article.title}
    return {line.strip() for line in text.split("\n") if line.strip()} - kept


@pytest.mark.parametrize("text", [COFFEE, MINUTES, LETTER])
def test_nothing_is_lost(text: str) -> None:
    assert lost(text) == set()


def test_furniture_that_strayed_into_notes_is_still_cut() -> None:
    page = f"{COFFEE}\n首页 | 新闻 | 体育 | 娱乐 | 财经 | 科技 | 汽车 | 房产\n版权所有 未经许可不得转载"
    assert "首页" not in read_page(page, "a").text
    assert "Cold brew steeps" in read_page(page, "a").text


def test_a_page_of_links_is_a_page() -> None:
    page = "首页\n新闻\n体育\n娱乐\n财经\n科技\n汽车\n房产\n图书馆昨天开馆，市民排起长队，藏书一百万册，还要再买。\n"
    assert "首页" not in read_page(page, "a").text


def test_an_english_text_file_can_be_read() -> None:
    article = read_document("coffee.txt", COFFEE.encode(), "coffee")
    assert "nine bars of pressure" in article.text
    assert "Cold brew steeps for sixteen hours" in article.text
