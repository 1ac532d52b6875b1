"""What the cross-encoder is tuned on is what it reads, and nothing of it measures it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cross_encoder_data import (
    ALL_TOKENS,
    FOREIGN,
    MOST,
    Candidate,
    Label,
    Row,
    batches,
    make_example,
    read_rows,
    read_rows_written,
    some_of,
)
from benchmarks.held_out import held_out
from benchmarks.written_questions import MISSED

MARKS = (0, 2)


def candidate(article: str, start: int, label: Label = "neither", size: int = 3) -> Candidate:
    return Candidate(article, start, tuple(range(10 + start, 10 + start + size)), 1.0, label)


ROW = Row(
    "q", (5, 6), (candidate("b", 40), candidate("a", 20, "answers"), candidate("b", 10), candidate("c", 1, "holds"))
)


def test_sentences_stand_by_article_and_place_each_closed_by_the_end_mark() -> None:
    example = make_example(ROW, MARKS)
    assert [(c.article, c.start) for c in example.candidates] == [("b", 10), ("b", 40), ("a", 20), ("c", 1)]
    assert example.tokens[:4] == (0, 5, 6, 2)
    for (start, end), sentence in zip(example.spans, example.candidates, strict=True):
        assert example.tokens[start:end] == (*sentence.tokens, 2)
    assert example.spans[-1][1] == len(example.tokens)


def test_a_silenced_question_has_no_sentence_with_its_answer() -> None:
    assert {c.label for c in make_example(ROW, MARKS, silenced=True).candidates} == {"neither"}
    alone = Row("q", (5,), (candidate("a", 1, "answers"),))
    assert make_example(alone, MARKS, silenced=True).candidates == ()


def test_articles_are_mixed_and_their_sentences_are_not() -> None:
    orders = {tuple(c.article for c in make_example(ROW, MARKS, mixed=random.Random(n)).candidates) for n in range(30)}
    assert len(orders) > 2
    assert all("".join(order).count("bb") == 1 for order in orders)


def test_there_is_room_for_so_much() -> None:
    many = Row("q", (5,), tuple(candidate("a", n) for n in range(20)))
    assert len(make_example(many, MARKS).candidates) == MOST
    long = Row("q", (5,), tuple(candidate("a", n, size=100) for n in range(5)))
    example = make_example(long, MARKS)
    assert len(example.candidates) == 2
    assert len(example.tokens) <= ALL_TOKENS


def test_every_example_is_in_one_batch() -> None:
    examples = [make_example(Row("q", (n,), (candidate("a", n),)), MARKS) for n in range(50)]
    found = [e for group in batches(examples, 8, random.Random(1)) for e in group]
    assert sorted(e.tokens for e in found) == sorted(e.tokens for e in examples)


TEXTS = {
    "a": ("海豚湾天文台", "海豚湾天文台的台长是欧阳木兰。海豚湾天文台建于1987年。"),
    "b": ("欧阳木兰", "欧阳木兰爱吃糖醋鱼。她住在青河市。"),
    "c": ("青河气象站", "青河气象站的建造历时三年。气象站建于凤凰山上。"),
}
ASKED = (
    {"id": "1", "question": "谁是天文台的台长？", "answers": ["歐陽木蘭", "欧阳木兰"], "positive_ids": ["a"]},
    {"id": "2", "question": "海豚湾天文台建于1987年还是更早？", "answers": ["1987年"], "positive_ids": ["a"]},
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path / "home"))
    rows = [{"id": name, "title": title, "text": text} for name, (title, text) in TEXTS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, ASKED)))
    return tmp_path


def test_sentences_are_labelled_by_the_answers_and_the_documents_that_hold_them(folder: Path) -> None:
    row = next(row for row in read_rows(folder) if row.id == "1")
    labels = {(c.article, c.label) for c in row.candidates}
    assert row.candidates[0].label == "answers"
    assert labels >= {("a", "answers"), ("a", "neither"), ("b", "holds"), ("b", "neither")}
    titles = {c.article: c.title for c in row.candidates}
    assert len(set(titles.values())) == len(titles) == 3
    assert all(titles.values())


def test_nothing_answers_a_twin(folder: Path) -> None:
    twins = [row for row in read_rows(folder) if row.twin]
    assert {(row.id, row.twin) for row in twins} >= {("2", "figure"), ("2", "neighbour")}
    assert {c.label for row in twins for c in row.candidates} == {"neither"}
    real = {row.id: row.tokens for row in read_rows(folder) if not row.twin}
    assert all(row.tokens != real[row.id] for row in twins)


WRITTEN = (
    {"id": "a", "zh": "天文台由谁领导？", "en": "Who heads the observatory?", "answer": "欧阳木兰"},
    {"id": "a", "zh": "天文台花了多少钱？", "en": "What did the observatory cost?", "answer": ""},
)


def test_written_questions_are_read_in_both_languages_and_others_are_foreign(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.written_questions._FOLDER", folder)
    other = {"id": "x", "zh": "香山有多高？", "en": "How high is Fragrant Hill?", "answer": "575米"}
    for name, rows in ((folder.name, WRITTEN), ("other", (other,))):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    rows = read_rows_written(folder, ["other"])
    assert [row.twin for row in rows] == ["", "", MISSED, MISSED, FOREIGN, FOREIGN]
    assert all(row.written for row in rows)
    assert [any(c.label == "answers" for c in row.candidates) for row in rows] == [True, True, *[False] * 4]
    for chinese, english in zip(rows[::2], rows[1::2], strict=True):
        assert chinese.tokens != english.tokens == chinese.english == english.english


def test_titles_can_be_left_out() -> None:
    titled = Row("q", (5,), (replace(candidate("a", 1), title=(77,)), replace(candidate("a", 9), title=(77,))))
    assert make_example(titled, MARKS).tokens.count(77) == 1
    assert 77 not in make_example(titled, MARKS, titled=False).tokens


def test_a_fifth_is_held_out_and_whole_articles_are() -> None:
    out = [n for n in range(1000) if held_out(f"drcd-dev-{n}-1-1")]
    assert 150 < len(out) < 250
    assert all(held_out(f"drcd-dev-{n}-{a}-{b}") == (n in out) for n in range(200) for a, b in ((2, 5), (3, 1)))
    assert held_out("cmrc-DEV_7_QUERY_0") == held_out("cmrc-DEV_7_QUERY_3")
    news = [held_out(f"qa1-64fa9b{n:x}-0") for n in range(1000)]
    assert 150 < sum(news) < 250
    assert news == [held_out(f"qa3-64fa9b{n:x}-4") for n in range(1000)]
    assert held_out("news-7")


def test_some_of_the_texts_bring_the_questions_that_no_other_answers(tmp_path: Path) -> None:
    whole, texts = tmp_path / "set", [{"id": f"t{n}", "text": "河水。"} for n in range(200)]
    whole.mkdir()
    asked = [{"id": f"q{n}", "question": "河？", "positive_ids": [f"t{n}", f"t{n + 1}"]} for n in range(199)]
    asked.append({"id": "nothing", "question": "山？", "positive_ids": []})
    for name, rows in (("corpus", texts), ("queries", asked)):
        (whole / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "some").mkdir()
    some = some_of(whole, 0.4, tmp_path / "some")
    kept = [json.loads(line) for line in (some / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    about = [json.loads(line) for line in (some / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    ids = {row["id"] for row in kept}
    assert 50 < len(kept) < 110
    assert [row["id"] for row in about] == [row["id"] for row in asked[:-1] if set(row["positive_ids"]) <= ids]
    assert about
    (tmp_path / "all").mkdir()
    assert len((some_of(whole, 1.0, tmp_path / "all") / "corpus.jsonl").read_text("utf-8").splitlines()) == 200
