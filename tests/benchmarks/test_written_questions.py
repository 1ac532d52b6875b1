"""The questions written for the reading sets' texts are whole, and none of those held out is tuned on."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.held_out import held_out
from benchmarks.written_questions import MISSED, Written, read_written

SETS = ("crud_news", "drcd", "cmrc2018")
ALL = {name: list(read_written(name)) for name in SETS}
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", SETS)
def test_half_are_near_misses_about_every_text(name: str) -> None:
    about = {kind: {w.chinese.positives for w in ALL[name] if w.kind == kind} for kind in ("", MISSED)}
    assert about[""] == about[MISSED]
    counts = Counter(w.kind for w in ALL[name])
    assert counts[""] == counts[MISSED] > 400


@pytest.mark.parametrize("name", SETS)
def test_each_is_asked_in_both_languages_and_once(name: str) -> None:
    assert all(HAN.search(w.chinese.question) and not HAN.search(w.english.question) for w in ALL[name])
    ids = [q.id for w in ALL[name] for q in (w.chinese, w.english)]
    assert len(set(ids)) == len(ids)
    assert len({w.chinese.question for w in ALL[name]}) > 0.99 * len(ALL[name])


@pytest.mark.parametrize("name", SETS)
def test_only_what_is_no_near_miss_has_an_answer(name: str) -> None:
    assert all(bool(w.chinese.answers) == (w.kind == "") for w in ALL[name])
    assert all(w.chinese.answers == w.english.answers for w in ALL[name])


@pytest.mark.parametrize("name", SETS)
def test_all_about_a_text_are_on_one_side(name: str) -> None:
    sides: dict[frozenset[str], set[bool]] = {}
    for w in ALL[name]:
        sides.setdefault(w.chinese.positives, set()).update((held_out(w.chinese.id), held_out(w.english.id)))
    assert all(len(side) == 1 for side in sides.values())
    share = sum(True in side for side in sides.values()) / len(sides)
    assert 0.1 < share < 0.35


def test_the_news_are_held_out_like_the_set_s_own_questions() -> None:
    for w in ALL["crud_news"][:200]:
        (text,) = w.chinese.positives
        assert held_out(w.chinese.id) == held_out(f"qa1-{text}-2")


@pytest.mark.skipif("YUANWEN_DATA" not in os.environ, reason="the texts are the sets' own")
@pytest.mark.parametrize("name", SETS)
def test_answers_stand_in_the_texts(name: str) -> None:
    lines = (Path(os.environ["YUANWEN_DATA"]) / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}

    def stands(w: Written) -> bool:
        (text,) = w.chinese.positives
        return all(answer in texts[text] for answer in w.chinese.answers)

    assert all(map(stands, ALL[name]))
