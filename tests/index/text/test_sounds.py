"""Names by their sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sounds import asked_sounds, name_sounds, readings


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("智源研究院院长黄铁军表示", "What did Huang Tiejun say?"),
        ("智源研究院院长黄铁军表示", "What did Tiejun Huang say?"),
        ("由诸葛明主持", "Was it Zhuge Ming who chaired it?"),
        ("吕梁同志", "Who is Lyu Liang?"),
        ("吕梁同志", "Who is Lv Liang?"),
        ("单田芳评书", "Which stories did Shan Tianfang tell?"),
        ("记者李一", "Did Li Yi write it?"),
    ],
)
def test_a_name_spelled_in_english_meets_the_characters(text: str, question: str) -> None:
    assert set(asked_sounds(question)) & set(name_sounds(text))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("智源研究院院长黄铁军表示", "What did Wang Tiejun say?"),
        ("智源研究院院长黄铁军表示", "What did huang tiejun say?"),
        ("智源研究院院长黄铁军表示", "Huang, Tiejun"),
        ("黄\n铁军", "Huang Tiejun"),
        ("没有名字的一句话。", "Huang Tiejun"),
    ],
)
def test_another_name_does_not(text: str, question: str) -> None:
    assert not set(asked_sounds(question)) & set(name_sounds(text))


def test_three_capitalized_words_give_each_pair() -> None:
    assert asked_sounds("President Huang Tiejun") == ["presidenthuang", "huangpresident", "huangtiejun", "tiejunhuang"]


def test_a_character_may_be_spelled_in_several_ways() -> None:
    assert {"zhong", "chong"} <= readings("重")
    assert {"lv", "lu", "lyu"} <= readings("吕")


@given(st.text(max_size=80))
def test_any_text_gives_words_of_letters(text: str) -> None:
    assert all(sound.isascii() and sound.isalpha() for sound in [*name_sounds(text), *asked_sounds(text)])
