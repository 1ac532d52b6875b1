"""Claims made of questions, right and wrong, and the fit over them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from benchmarks.filling import fill, kind_of
from benchmarks.fit_asking import Case, fit, main, make_pairs

CASES = [
    Case("沧龙号有多少吨？", "21", "沧龙号重21吨。", "沧龙号", "number"),
    Case("沧龙号下潜多少米？", "8000", "它能下潜8000米。", "沧龙号", "number"),
    Case("谁设计了沧龙号？", "江东", "江东设计了它。", "沧龙号", "who"),
]


@pytest.mark.parametrize(
    ("question", "answer", "kind", "claim"),
    [
        ("沧龙号有多少吨？", "21", "number", "沧龙号有21吨。"),
        ("誰設計了沧龙号？", "江东", "who", "江东設計了沧龙号。"),
        ("沧龙号是什么时候下水的？", "2019年", "time", "沧龙号是2019年下水的。"),
        ("沧龙号在哪里？", "江东", "place", "沧龙号在江东。"),
        ("沧龙号是什么？", r"潜\1器", "thing", r"沧龙号是潜\1器。"),
    ],
)
def test_a_question_becomes_a_claim(question: str, answer: str, kind: str, claim: str) -> None:
    assert kind_of(question) == kind
    assert fill(question, answer) == claim


def test_a_question_without_a_known_word_is_of_no_kind() -> None:
    assert kind_of("沧龙号的重量") == ""


def test_a_wrong_claim_has_another_answer_and_that_answer_s_sentence() -> None:
    pairs = list(make_pairs({"p": CASES}, "drcd", random.Random(1)))
    right = [p for p in pairs if p.right]
    wrong = [p for p in pairs if not p.right]
    assert [p.claim for p in right] == ["沧龙号有21吨。", "沧龙号下潜8000米。", "江东设计了沧龙号。"]
    assert [(p.claim, p.sentence) for p in wrong] == [
        ("沧龙号有8000吨。", "它能下潜8000米。"),
        ("沧龙号下潜21米。", "沧龙号重21吨。"),
    ], "who asks alone of its kind"


def test_the_fit_finds_what_made_the_classes() -> None:
    rng = np.random.default_rng(1)
    x = np.c_[rng.normal(size=4000), rng.normal(size=4000), np.ones(4000)]
    chance = 1 / (1 + np.exp(-(2 * x[:, 0] - x[:, 1] + 0.5)))
    y = (rng.random(4000) < chance).astype(float)
    assert fit(x, y, np.ones(4000)) == pytest.approx([2, -1, 0.5], abs=0.25)


def test_without_the_measuring_sets_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("YUANWEN_DATA", raising=False)
    monkeypatch.setattr("sys.argv", ["fit_asking"])
    with pytest.raises(SystemExit):
        main()
    assert "YUANWEN_DATA" in capsys.readouterr().err
