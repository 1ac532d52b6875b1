"""Questions that name whose report they ask about."""

from __future__ import annotations

import pytest

from assistant.named_source import named_source
from index.text.fold import to_traditional

PUBLISHERS = ["江城日报", "澎湃新闻", "新华社", "中国新闻网", "海灣時報"]

NAMING = [
    ("江城日报里大桥有多长？", "江城日报", "大桥有多长？"),
    ("据江城日报2021年3月6日报道，大桥有多长？", "江城日报", "大桥有多长？"),
    ("大桥在江城日报的报道中有多长？", "江城日报", "大桥有多长？"),
    ("江城日报给出的通车日期是哪天？", "江城日报", "通车日期是哪天？"),
    ("中新社的报道里大桥是谁建的？", "中国新闻网", "大桥是谁建的？"),
    ("海湾时报称大桥有几条车道？", "海灣時報", "大桥有几条车道？"),
    ("According to The Paper, how long is the bridge?", "澎湃新闻", "how long is the bridge?"),
    ("What length does Xinhua give for the bridge?", "新华社", "What length for the bridge?"),
    ("Who built the bridge in the China News Service report?", "中国新闻网", "Who built the bridge ?"),
]


@pytest.mark.parametrize(("question", "publisher", "rest"), NAMING)
def test_a_named_source_is_found_and_its_words_are_taken_out(question: str, publisher: str, rest: str) -> None:
    found = named_source(question, PUBLISHERS)
    assert found is not None
    assert (found.publishers, found.rest) == ((publisher,), rest)


@pytest.mark.parametrize(("question", "publisher", "rest"), NAMING[:6])
def test_either_script_names_it_and_the_rest_stays_as_written(question: str, publisher: str, rest: str) -> None:
    found = named_source(to_traditional(question), PUBLISHERS)
    assert found is not None
    assert (found.publishers, found.rest) == ((publisher,), to_traditional(rest))


@pytest.mark.parametrize(
    "question",
    [
        "江城日报是哪一年创办的？",  # asked about, no source
        "江城日报的社长是谁？",
        "江城日报记者采访了谁？",
        "江城日报和新华社的报道有什么不同？",  # set side by side
        "新华社的报道和江城日报里，大桥各有多长？",
        "大桥有多长？",
        "人民日报里大桥有多长？",  # not among the articles
        "据江城日报报道",  # nothing left to ask
        "Who founded Xinhua?",
        "When was The Paper founded?",
    ],
)
def test_other_questions_name_no_source(question: str) -> None:
    assert named_source(question, PUBLISHERS) is None


def test_publishers_with_one_name_are_meant_together() -> None:
    found = named_source("According to Xinhua, how long is the bridge?", ["新华社", "新华网"])
    assert found is not None
    assert found.publishers == ("新华社", "新华网")


@pytest.mark.parametrize("publisher", ["", "报", " "])
def test_a_publisher_without_a_name_of_its_own_is_passed_over(publisher: str) -> None:
    assert named_source("据报道，大桥有多长？", [publisher]) is None


def test_a_country_is_no_outlet_although_outlets_begin_with_it() -> None:
    assert named_source("据我国报道，大桥有多长？", ["中国网", "中国日报"]) is None
    assert named_source("大桥在香港有多长？", ["香港电台"]) is None
