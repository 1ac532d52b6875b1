"""Right answers on a corpus of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Answer, Citation
from evals.answers import answers, character_f1, figures, held_by_best, score
from index import YuanwenError

QUOTE = "青河大桥全长二千三百一十六米，双向四车道。"


def quoted(text: str) -> Answer:
    return Answer(f"据报道：{text}[1]", (Citation(1, "b", 0, len(text), text, 1.0),))


def test_an_answer_is_held_when_it_stands_in_the_quote() -> None:
    found = score(quoted(QUOTE), ["2316米"])
    assert (found["held"], found["held at 50"], found["exact match"], found["refused wrongly"]) == (1.0, 1.0, 0.0, 0.0)
    assert score(quoted("桥" * 60 + QUOTE), ["2316米"])["held at 50"] == 0.0


def test_the_best_of_several_right_answers_counts() -> None:
    assert score(quoted("2316米"), ["长", "2316 米"])["exact match"] == 1.0


def test_character_f1_is_of_characters() -> None:
    assert character_f1("青河大桥", "青河大桥。") == 1.0
    assert character_f1("青河", "青山") == 0.5
    assert character_f1("青河", "") == 0.0


def test_a_question_without_answers_should_be_refused_and_scores_nothing_else() -> None:
    refusal = Answer("没有。", grounded=False)
    assert score(refusal, [])["refused rightly"] == 1.0
    assert score(refusal, [])["held"] is None
    assert score(refusal, ["2316米"])["refused wrongly"] == 1.0
    assert score(refusal, ["没有"])["held"] == 0.0, "a refusal's own words are no answer"
    assert set(figures([score(refusal, [])])) == {"refused rightly"}


def test_the_command_asks_a_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path / "home"))
    corpus, queries, out = tmp_path / "c.jsonl", tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    corpus.write_text(json.dumps({"id": "b", "text": QUOTE}) + "\n", encoding="utf-8")
    rows = [{"question": "青河大桥全长多少米？", "answers": ["2316米"]}, {"question": "怎么做红烧肉？"}]
    queries.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    answers([corpus], queries, as_json=True, out=out)
    found = json.loads(capsys.readouterr().out)
    assert (found["held"]["mean"], found["refused rightly"]["mean"]) == (1.0, 1.0)
    assert found["in the best sentence"] == found["in the best three"]
    assert found["in the best three"]["count"] == 1
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    missing = tmp_path / "gone" / "out.jsonl"
    with pytest.raises(YuanwenError, match="give another place with --out"):
        answers([corpus], queries, out=missing)


def test_the_best_sentences_hold_the_answer_or_not() -> None:
    told = ["大桥于2021年通车。", "全长2,316米。", "桥上有四条车道。", "两条步道。"]
    assert held_by_best(told, ["2021年"]) == {"in the best sentence": 1.0, "in the best three": 1.0}
    assert held_by_best(told, ["2613", "2316 米"]) == {"in the best sentence": 0.0, "in the best three": 1.0}
    assert held_by_best(told, ["步道"]) == {"in the best sentence": 0.0, "in the best three": 0.0}
    assert held_by_best([], ["步道"]) == {"in the best sentence": 0.0, "in the best three": 0.0}
    assert held_by_best(told, []) == {"in the best sentence": None, "in the best three": None}
