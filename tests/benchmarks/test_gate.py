"""The gate lets through what is as fast as it was, and nothing that has become slower."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.gate import STORED, Pair, open_pairs, ratio_of, worse


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


PAIRS = {"a": Pair(lambda: burn(0.004), lambda: burn(0.002)), "b": Pair(lambda: 1.5, lambda: 0.5, tolerance=2.0)}


def test_the_ratio_is_by_the_processor_so_that_waiting_does_not_count() -> None:
    waiting = Pair(lambda: (burn(0.004), time.sleep(0.02)), lambda: burn(0.002))
    assert ratio_of(PAIRS["a"], 9) == pytest.approx(2, rel=0.3)
    assert ratio_of(waiting, 9) == pytest.approx(2, rel=0.3)


def test_a_job_may_say_itself_what_it_has_used() -> None:
    assert ratio_of(PAIRS["b"], 3) == 3


def test_one_slow_round_decides_nothing() -> None:
    spent = iter([0.1, 0.1, 0.1, 5.0, 0.1, 0.1, 0.1])
    assert ratio_of(Pair(lambda: next(spent), lambda: 0.1), 6) == 1


def test_worse_is_what_is_beyond_its_tolerance() -> None:
    stored = {"a": 2.0, "b": 3.0}
    assert worse({"a": 3.1, "b": 5.9}, stored, PAIRS) == []
    assert worse({"a": 3.3, "b": 5.9}, stored, PAIRS) == ["a"]
    assert worse({"a": 3.3, "b": 6.1}, stored, PAIRS) == ["a", "b"]
    assert worse({"a": 99.0}, {}, PAIRS) == []  # new, and not stored yet


@pytest.mark.slow
def test_every_ratio_that_is_measured_is_stored() -> None:
    with open_pairs(grown=50) as pairs:
        assert json.loads(STORED.read_text(encoding="utf-8")).keys() == pairs.keys()


@pytest.mark.slow
def test_a_stored_ratio_that_nothing_measures_is_named(tmp_path: Path) -> None:
    (tmp_path / "gate.json").write_text('{"question": 9.0, "gone": 1.0}', encoding="utf-8")
    done = gate(tmp_path / "gate.json")
    assert done.returncode == 1
    assert "gone of" in done.stderr


@pytest.mark.slow
def test_the_gate_passes_as_it_is_and_fails_where_all_was_faster(tmp_path: Path) -> None:
    assert gate(STORED).returncode == 0
    faster = {name: ratio / 20 for name, ratio in json.loads(STORED.read_text(encoding="utf-8")).items()}
    (tmp_path / "gate.json").write_text(json.dumps(faster), encoding="utf-8")
    done = gate(tmp_path / "gate.json")
    assert done.returncode == 1
    assert all(f"{name} has become slower" in done.stdout for name in faster)


def gate(stored: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.gate", "--rounds", "5", "--stored", str(stored)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
