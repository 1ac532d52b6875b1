"""Search tokens: Han bigrams, Latin words whole and in parts, equal for every spelling of the same text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.fold import to_traditional
from index.text.tokens import figure_tokens, search_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("大模型", ["大模", "模型"]),
        ("中国的大模型", ["中国", "国的", "的大", "大模", "模型"]),
        ("个", ["个"]),
        ("二〇二三年", ["二〇", "〇二", "二三", "三年"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("北京、上海", ["北京", "上海"]),
        ("大大大", ["大大", "大大"]),
    ],
)
def test_han_runs_give_their_bigrams_in_order_with_repeats(text: str, tokens: list[str]) -> None:
    assert search_tokens(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("GPT-3.5", ["gpt-3.5", "gpt", "3.5"]),
        ("ChatGLM-6B", ["chatglm-6b", "chatglm", "6", "b"]),
        ("1.75", ["1.75"]),
        ("OpenAI", ["openai"]),
        ("C++", ["c"]),
        ("don't", ["don't", "don", "t"]),
        ("3.5%", ["3.5"]),
        ("2023-05-28", ["2023-05-28", "2023", "05", "28"]),
        ("end.", ["end"]),
        ("GPT4模型", ["gpt4", "gpt", "4", "模型"]),
        ("79个", ["79", "个"]),
    ],
)
def test_latin_words_and_numbers_stay_whole_and_give_their_parts(text: str, tokens: list[str]) -> None:
    assert search_tokens(text) == tokens


@pytest.mark.parametrize("spelling", ["GPT-3.5", "ＧＰＴ－３．５", "gpt-3.5", "Gpt 3.5", "GPT 3.5"])
def test_every_spelling_of_a_name_shares_tokens_with_it(spelling: str) -> None:
    assert {"gpt", "3.5"} <= set(search_tokens(spelling))


@pytest.mark.parametrize("text", ["", " ", "，。！？", "……——", "😀", "\x00\ud800", "\n"])
def test_text_without_a_word_has_no_token(text: str) -> None:
    assert search_tokens(text) == []


@pytest.mark.parametrize(
    "simplified",
    [
        "中国的大模型开源生态",
        "后来皇后说头发很干净",
        "接着发展数字经济，随着时间",
        "台湾的人工智能企业与机构",
        "10亿参数规模以上",
    ],
)
def test_both_scripts_give_the_same_tokens(simplified: str) -> None:
    assert search_tokens(to_traditional(simplified)) == search_tokens(simplified)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_full_width_forms_give_the_same_tokens(text: str) -> None:
    assert search_tokens("".join(chr(ord(c) + 0xFEE0) for c in text)) == search_tokens(text)


@given(st.text())
def test_a_token_is_one_word_that_tokenizes_to_itself_first(text: str) -> None:
    for token in search_tokens(text):
        assert token.split() == [token]
        assert token == token.lower() or not token.isascii()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=40))
def test_a_han_run_of_n_characters_gives_n_minus_one_pairs(run: str) -> None:
    tokens = search_tokens(run)
    assert [len(token) for token in tokens] == [2] * (len(run) - 1)
    assert all(one[1] == other[0] for one, other in pairwise(tokens))


@given(st.text(), st.text())
def test_a_line_end_separates_tokens(one: str, other: str) -> None:
    # Combining marks are left out: NFKC may bind one that begins a text to what stands before it.
    apart = search_tokens(one) + search_tokens(other)
    assert sorted(search_tokens(f"{one}。\n。{other}")) == sorted(apart)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("百分之十五", ["#15%"]),
        ("15%", ["#15%"]),
        ("１５％", ["#15%"]),
        ("3千亿", ["#300000000000"]),
        ("三千億", ["#300000000000"]),
        ("300 billion", ["#300000000000"]),
        ("二〇二五年", ["#2025"]),
        ("2025年6月7日", ["#2025", "#6-7"]),
        ("六月七日", ["#6-7"]),
        ("五月", ["#5-"]),
        ("一个统一的百度账号", []),
        ("GPT-3.5", []),
        ("", []),
    ],
)
def test_figures_have_one_token_however_written(text: str, tokens: list[str]) -> None:
    assert figure_tokens(text) == tokens


@given(st.text(max_size=60))
def test_figure_tokens_hold_no_white_space(text: str) -> None:
    assert all(token.startswith("#") and not any(c.isspace() for c in token) for token in figure_tokens(text))
