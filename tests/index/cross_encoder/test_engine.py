"""Sentences are read beside each other: the one that answers stands out, and where none does that is said."""

from __future__ import annotations

import socket
from pathlib import Path
from time import perf_counter

import pytest

from index.cross_encoder import CrossEncoder, Sentence, open_cross_encoder
from index.cross_encoder.engine import MOST
from index.embedding.onnx_engine import OnnxEmbedder
from index.text.fold import to_traditional
from tests.doubles.hash_embedder import HashEmbedder

TEXT = [
    "海豚湾天文台位于青河市东郊的凤凰山上，海拔一千二百米。",
    "天文台于1987年建成，耗资三千万元。",
    "现任台长是欧阳木兰，她毕业于南京大学天文系。",
    "台内的主望远镜口径为2.4米，每年观测约二百个夜晚。",
]
QUESTIONS = {
    "海豚湾天文台在什么地方？": 0,
    "天文台是哪一年建成的？": 1,
    "谁是天文台的台长？": 2,
    "主望远镜的口径是多少？": 3,
}
SILENT = ["天文台有多少名员工？", "天文台的台长多少岁？", "天文台的电话号码是多少？", "台长的丈夫是谁？"]


def placed(texts: list[str], article: str = "a", title: str = "") -> list[Sentence]:
    starts = [sum(map(len, texts[:n])) for n in range(len(texts))]
    return [Sentence(article, start, text, title) for start, text in zip(starts, texts, strict=True)]


@pytest.mark.parametrize(("question", "right"), QUESTIONS.items())
def test_the_sentence_that_answers_has_the_best_logit(reader: CrossEncoder, question: str, right: int) -> None:
    reading = reader.read(question, placed(TEXT))
    assert len(reading.answers) == len(TEXT)
    assert max(reading.answers) == reading.answers[right]


def test_what_the_sentences_do_not_say_is_told_from_what_they_do(reader: CrossEncoder) -> None:
    def told(question: str) -> float:
        reading = reader.read(question, placed(TEXT))
        return max(reading.answers) - reading.nothing

    assert sum(map(told, QUESTIONS)) / len(QUESTIONS) > sum(map(told, SILENT)) / len(SILENT) + 2
    assert sum(told(question) < min(map(told, QUESTIONS)) for question in SILENT) >= 3


def test_without_its_answer_a_question_has_none(reader: CrossEncoder) -> None:
    for question, right in QUESTIONS.items():
        with_it = reader.read(question, placed(TEXT))
        without = reader.read(question, placed(TEXT[:right] + TEXT[right + 1 :]))
        assert max(without.answers) - without.nothing < max(with_it.answers) - with_it.nothing


def test_the_order_of_the_candidates_of_one_article_does_not_matter(reader: CrossEncoder) -> None:
    there = placed(TEXT)
    forth, back = (reader.read("谁是天文台的台长？", order) for order in (there, there[::-1]))
    assert back.answers[::-1] == pytest.approx(forth.answers, abs=1e-4)
    assert back.nothing == pytest.approx(forth.nothing, abs=1e-4)


def test_both_scripts_are_read_alike(reader: CrossEncoder) -> None:
    question = "谁是天文台的台长？"
    simplified = reader.read(question, placed(TEXT))
    assert reader.read(to_traditional(question), placed(list(map(to_traditional, TEXT)))) == simplified


@pytest.mark.parametrize(
    ("question", "text", "own", "other"),
    [
        ("欧阳木兰出生在哪里？", "她于1961年出生在青河市。", "欧阳木兰", "司马文昭"),
        ("星河公司的总部在哪里？", "公司总部设在青河市，员工有三千人。", "星河公司", "海豚湾天文台"),
        ("青河大学是哪一年创立的？", "学校创立于1923年，前身是师范学堂。", "青河大学", "南山大学"),
    ],
)
def test_an_article_s_title_says_of_what_its_sentences_speak(
    reader: CrossEncoder, question: str, text: str, own: str, other: str
) -> None:
    def told(title: str) -> float:
        reading = reader.read(question, placed([text], title=title))
        return reading.answers[0] - reading.nothing

    assert told(own) > max(told(other), told("")) + 1


def test_only_the_first_of_many_are_read(reader: CrossEncoder) -> None:
    short = [f"第{n}座桥长{n}里。" for n in range(20)]
    assert len(reader.read("哪座桥最长？", placed(short)).answers) == MOST
    long = ["桥" * 400 + "。"] * 5
    assert len(reader.read("哪座桥最长？", placed(long)).answers) == 2
    assert len(reader.read("桥" * 900, placed(long)).answers) == 1


def test_one_sentence_is_enough_and_strange_ones_are_read(reader: CrossEncoder) -> None:
    for text in ("。", "\n", "\ud800", "😀𠮷", "a" * 5_000):
        reading = reader.read("谁？", [Sentence("a", 0, text)])
        assert len(reading.answers) == 1


def test_it_is_kept_and_opened_again_without_the_network(
    embedder: OnnxEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_cross_encoder(embedder, tmp_path)
    assert first is not None and not (tmp_path / "models").exists()  # not before it is needed
    first.warm()
    (kept,) = (tmp_path / "models").iterdir()
    before = kept.stat().st_mtime_ns
    monkeypatch.setattr(socket, "socket", None)
    again = open_cross_encoder(embedder, tmp_path)
    assert again is not None
    assert kept.stat().st_mtime_ns == before
    assert again.read("谁？", placed(TEXT)) == first.read("谁？", placed(TEXT))


def test_a_sentence_without_an_end_takes_no_longer(reader: CrossEncoder) -> None:
    reader.warm()
    started = perf_counter()
    reader.read("谁" * 1_000_000, placed(["桥" * 5_000_000] * 4))
    assert perf_counter() - started < 2


def test_another_embedding_has_none(tmp_path: Path) -> None:
    assert open_cross_encoder(HashEmbedder(), tmp_path) is None
