"""English expressions and what they may be in Chinese."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.glossary import Gloss, Glossary


def keys(glossary: Glossary, question: str) -> list[str]:
    return [gloss.key for gloss in glossary.translate(question)]


def words(glossary: Glossary, question: str) -> set[str]:
    return {word for gloss in glossary.translate(question) for word in gloss.chinese}


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("Which university published the survey?", "大学"),
        ("How many scientists took part?", "科学家"),
        ("When was the dictionary revised?", "词典"),
        ("What does the report say about unemployment?", "失业"),
        ("Who leads the Ministry of Education?", "教育部"),
        ("What happened in Guangdong?", "广东"),
        ("WHAT ARE THE CHALLENGES", "挑战"),
    ],
)
def test_a_word_is_found_in_any_of_its_forms(glossary: Glossary, question: str, chinese: str) -> None:
    assert chinese in words(glossary, question)


def test_an_expression_is_one_gloss_and_not_its_words(glossary: Glossary) -> None:
    found = keys(glossary, "Is artificial intelligence dangerous?")
    assert found[0] == "artifici intellig"
    assert "intellig" not in found
    assert "人工智能" in words(glossary, "Is artificial intelligence dangerous?")


def test_glosses_stand_in_the_order_of_the_question(glossary: Glossary) -> None:
    assert keys(glossary, "The bridge, the river and the bridge") == ["bridg", "river", "bridg"]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "？",
        "How many are there?",
        "Who was it, and why?",
        "2023 1.75",
        "GPT-4 或 5G",
        "人工智能是什么？",
        "zxqv wvutt",
    ],
)
def test_what_asks_for_no_content_has_no_gloss(glossary: Glossary, question: str) -> None:
    assert glossary.translate(question) == ()


@given(st.text(max_size=200))
def test_every_gloss_has_translations_of_two_characters_or_more(glossary: Glossary, question: str) -> None:
    for gloss in glossary.translate(question):
        assert gloss.chinese
        assert all(re.fullmatch("[\u4e00-\u9fff]{2,}", word) for word in gloss.chinese)


def test_translations_are_few_and_differ(glossary: Glossary) -> None:
    (gloss,) = glossary.translate("take")
    assert isinstance(gloss, Gloss)
    assert len(set(gloss.chinese)) == len(gloss.chinese) <= 20


def test_the_dictionary_is_made_once_and_then_read(tmp_path: Path) -> None:
    first = Glossary(tmp_path)
    assert list(tmp_path.iterdir()) == [], "nothing is made before it is asked for"
    first.prepare()
    (kept,) = tmp_path.iterdir()
    made = kept.stat().st_mtime_ns
    assert Glossary(tmp_path).translate("bridge") == first.translate("bridge")
    assert kept.stat().st_mtime_ns == made


def test_threads_may_ask_at_once(glossary: Glossary) -> None:
    found: list[list[str]] = []
    asking = [threading.Thread(target=lambda: found.append(keys(glossary, "the bridge"))) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found == [["bridg"]] * 8
