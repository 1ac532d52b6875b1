"""A user's own corpus and questions: what is read, and one line that names file and line for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.corpus import Query, counted, findable, fingerprint, read_corpus, read_queries
from index import YuanwenError


def write(folder: Path, *rows: dict[str, Any] | str, name: str = "a.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_rows_are_articles(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"id": "a", "text": "潮水上涨。", "title": "潮汐", "url": "https://a.example", "published": "2020-01-02"},
        {"id": "b", "text": "水退了。", "source": "ignored"},
    )
    first, second = read_corpus([path])
    assert (first.id, first.text, first.title, first.url) == ("a", "潮水上涨。", "潮汐", "https://a.example")
    assert first.published == "2020-01-02"
    assert (second.id, second.title, second.publisher) == ("b", "", "")


def test_a_number_may_be_an_id(tmp_path: Path) -> None:
    [article] = read_corpus([write(tmp_path, {"id": 7, "text": "水。"})])
    [query] = read_queries(write(tmp_path, {"id": 7, "question": "水？", "positive_ids": [7, "8"]}))
    assert article.id == "7"
    assert query == Query("7", "水？", (), frozenset({"7", "8"}))


def test_blank_lines_outer_blanks_and_control_characters_go(tmp_path: Path) -> None:
    path = write(tmp_path, "", {"id": "a", "text": "  潮\x07水。 \r\n\n\t退了。\n"}, "   ")
    [article] = read_corpus([path])
    assert article.text == "潮水。\n退了。"


def test_several_files_are_one_corpus_read_one_row_at_a_time(tmp_path: Path) -> None:
    first = write(tmp_path, {"id": "a", "text": "水。"}, "not JSON", name="a.jsonl")
    second = write(tmp_path, {"id": "b", "text": "潮。"}, name="b.jsonl")
    assert [a.id for a in read_corpus([second, write(tmp_path, {"id": "c", "text": "河。"}, name="c.jsonl")])] == [
        "b",
        "c",
    ]
    rows = read_corpus([first])
    assert next(rows).id == "a"
    with pytest.raises(YuanwenError):
        next(rows)


def test_a_query_without_an_id_has_its_line_number(tmp_path: Path) -> None:
    path = write(tmp_path, "", {"question": "潮水？", "answers": ["九米"]}, {"question": "河水？", "positive_ids": []})
    assert read_queries(path) == [Query("2", "潮水？", ("九米",), frozenset()), Query("3", "河水？", (), frozenset())]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "the line: "),
        ("[]", "the line: "),
        ('{"text": "水。"}', "id: "),
        ('{"id": "", "text": "水。"}', "id: "),
        ('{"id": "a"}', "text: "),
        ('{"id": "a", "text": null}', "text: "),
        ('{"id": "a", "text": "水。", "title": ["x"]}', "title: "),
    ],
)
def test_a_bad_row_of_a_corpus_is_named(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path, {"id": "good", "text": "水。"}, "", row)
    with pytest.raises(YuanwenError) as error:
        list(read_corpus([path]))
    assert str(error.value).startswith(f"{path}, line 3: {problem}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "the line: "),
        ('{"id": "a"}', "question: "),
        ('{"question": ""}', "question: "),
        ('{"question": "水？", "positive_ids": "a"}', "positive_ids: "),
        ('{"question": "水？", "answers": [["a"]]}', "answers.0: "),
    ],
)
def test_a_bad_query_is_named(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path, {"question": "潮？"}, row)
    with pytest.raises(YuanwenError) as error:
        read_queries(path)
    assert str(error.value).startswith(f"{path}, line 2: {problem}")
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing, folder, other = tmp_path / "missing.jsonl", tmp_path, tmp_path / "gb.jsonl"
    other.write_bytes('{"id": "a", "text": "潮水"}'.encode("gb18030"))
    for path in (missing, folder, other):
        with pytest.raises(YuanwenError, match="cannot be read") as error:
            list(read_corpus([path]))
        assert str(path) in str(error.value)
        with pytest.raises(YuanwenError, match="cannot be read"):
            read_queries(path)


def test_questions_are_needed(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="holds no question"):
        read_queries(write(tmp_path, "", " "))


def test_a_corpus_is_known_by_its_bytes_and_not_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    one = write(tmp_path, {"id": "a", "text": "水。"})
    same = write(tmp_path / "x", {"id": "a", "text": "水。"}, name="b.jsonl")
    other = write(tmp_path, {"id": "a", "text": "潮。"}, name="c.jsonl")
    assert fingerprint([one]) == fingerprint([same]) != fingerprint([other])
    assert fingerprint([one, other]) != fingerprint([other, one])


def asked(name: str, *positives: str) -> Query:
    return Query(name, "？", (), frozenset(positives))


def test_questions_about_documents_that_are_not_there_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    kept = findable([asked("a", "1", "9"), asked("b", "9")], ["1", "2"])
    assert [q.id for q in kept] == ["a"]
    assert capsys.readouterr().err == "1 questions name no document of the corpus, such as b: left out\n"
    with pytest.raises(YuanwenError, match="which has no '9': check positive_ids"):
        findable([asked("b", "9")], ["1"])


def test_a_corpus_is_named_by_its_bytes_and_their_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1" * 3_000_000)
    two.write_bytes(b"2")
    assert fingerprint([one, two]) == fingerprint([one, two])
    assert len({fingerprint([one, two]), fingerprint([two, one]), fingerprint([one])}) == 3


def test_questions_come_one_by_one_in_their_order() -> None:
    queries = [asked("a"), asked("b")]
    assert list(counted(queries)) == queries
