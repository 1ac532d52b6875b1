"""The conversation set: readable, and counted as it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as commands
from evals.follow_ups import CONVERSATIONS, Conversation, load_conversations
from index import YuanwenError

ROW = {
    "turns": [["青河大桥有多长？", "2316米。"]],
    "question": "它宽多少？",
    "must": ["青河大桥", "宽"],
    "must_not": ["它"],
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "c.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("alone", "accepted"),
    [("青河大桥宽多少？", True), ("它宽多少？", False), ("青河大桥它宽多少？", False), ("青河大桥多少？", False)],
)
def test_a_stand_alone_question_is_judged_by_its_words(alone: str, accepted: bool) -> None:
    assert Conversation.model_validate(ROW).accepts(alone) is accepted


def test_the_set_has_no_row_that_any_answer_passes() -> None:
    rows = load_conversations()
    assert len(rows) >= 20
    for row in rows:
        assert not row.accepts("")
        spoken = "".join([row.question, *(text for turn in row.turns for text in turn)])
        assert all(word in spoken for word in row.must), "nothing is asked that was not said"


def test_most_of_the_set_stands_alone() -> None:
    rows = load_conversations()
    assert sum(row.accepts(row.by_rule()) for row in rows) >= 0.9 * len(rows)


def test_the_command_prints_the_rate_and_what_was_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.follow_ups(write(tmp_path, ROW, {**ROW, "must": ["没说过"]}), as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["by rule"]["mean"] == 0.5
    assert said["missed"] == [{"question": "它宽多少？", "became": "青河大桥宽多少？"}]
    commands.follow_ups(CONVERSATIONS)
    assert capsys.readouterr().out.startswith("stands alone by rule: ")


def test_a_model_s_questions_are_counted_alike(
    model_server: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUANWEN_MODEL__NAME", "scripted")
    monkeypatch.setenv("YUANWEN_MODEL__BASE_URL", model_server.url)
    model_server.reply = "那座青河大桥宽多少米？"
    commands.follow_ups(write(tmp_path, ROW), mode="model", as_json=True)
    assert json.loads(capsys.readouterr().out)["by model"]["mean"] == 1.0
    commands.follow_ups(write(tmp_path, {**ROW, "must_not": ["那座"]}), mode="model")
    assert capsys.readouterr().out.endswith("它宽多少？ -> 那座青河大桥宽多少米？\n")
    assert len(model_server.requests) == 2


def test_without_a_model_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match=r"--mode model needs a model: set \[model\] name"):
        commands.follow_ups(write(tmp_path, ROW), mode="model")


@pytest.mark.parametrize("row", [{**ROW, "turns": []}, {**ROW, "must": []}, {**ROW, "more": 1}, 5])
def test_a_bad_row_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(YuanwenError, match=r"c\.jsonl, line 2: "):
        load_conversations(write(tmp_path, ROW, row))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="cannot be read"):
        load_conversations(tmp_path / "gone.jsonl")
