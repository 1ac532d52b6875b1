"""Names in bylines: as printed, split only where one way fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.names import is_name, read_names, split_names


@pytest.mark.parametrize("name", ["王懿", "張雅妮", "欧阳修", "司馬光", "欧阳震华", "帅鹏坤"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("word", ["分享", "王", "欧阳", "打印", "王小二三四", "Li", "", "网友", "2王"])
def test_other_words_are_no_names(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("張雅妮孫瑤王懿", ["張雅妮", "孫瑤", "王懿"]),
        ("李莎莎黎史翔", ["李莎莎", "黎史翔"]),
        ("刘育英", ["刘育英"]),
        ("王林李", ["王林李"]),
        ("中国之声", ["中国之声"]),
    ],
)
def test_a_run_is_split_where_one_way_fits(run: str, names: list[str]) -> None:
    assert split_names(run) == names


def test_a_run_with_two_readings_stays_whole() -> None:
    """王林|江田方 and 王林江|田方 both read as names."""
    assert split_names("王林江田方") == ["王林江田方"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四 打印", ["张三", "李四"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三 摄", ["张三"]),
        ("网友", ["网友"]),
        ("Edward Parker", ["Edward Parker"]),
        ("分享到", []),
        ("", []),
    ],
)
def test_names_at_the_head_of_a_text(text: str, names: list[str]) -> None:
    assert read_names(text) == names


def test_a_labelled_name_may_be_any_chinese_word() -> None:
    assert read_names("白岩松工作室", strict=False) == ["白岩松工作室"]
    assert read_names("白岩松工作室") == []


@given(st.text("王李张中国人山水", max_size=24))
def test_splitting_loses_no_character(run: str) -> None:
    assert "".join(split_names(run)) == run


@given(st.text(max_size=60), st.booleans())
def test_reading_names_never_raises_and_invents_nothing(text: str, strict: bool) -> None:
    for name in read_names(text, strict):
        assert name in text
