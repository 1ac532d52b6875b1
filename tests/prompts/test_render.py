"""Messages: every slot is filled, nothing else is taken for a slot, and the wording has a name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts import PromptError, fingerprint, names, render

PACKAGE = Path(prompts.__file__).parent
MESSAGES = {path.stem: path.read_text(encoding="utf-8") for path in (PACKAGE / "messages").glob("*.md")}
SLOT = re.compile(r"\{\{ ([a-z_]+) \}\}")
PASSAGE = {"number": "1", "title": "题", "publisher": "社", "date": "2023", "text": "文"}


def slots_of(name: str) -> set[str]:
    return set(SLOT.findall(MESSAGES[name]))


def test_every_message_file_is_named() -> None:
    assert names() == sorted(MESSAGES) != []


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_renders_with_its_slots_and_no_brace_is_left(name: str) -> None:
    rendered = render(name, **{slot: f"<{slot}>" for slot in slots_of(name)})
    assert rendered
    assert "{{" not in rendered
    assert "}}" not in rendered
    assert all(f"<{slot}>" in rendered for slot in slots_of(name))


@pytest.mark.parametrize("name", sorted(n for n in MESSAGES if SLOT.search(MESSAGES[n])))
def test_a_missing_slot_is_named(name: str) -> None:
    for slot in slots_of(name):
        with pytest.raises(PromptError, match=rf"'{name}' needs a value for {slot}$"):
            render(name, **dict.fromkeys(slots_of(name) - {slot}, "x"))


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_value_without_a_slot_is_named(name: str) -> None:
    with pytest.raises(PromptError, match=rf"'{name}' has no slot extra$"):
        render(name, extra="x", **dict.fromkeys(slots_of(name), "x"))


@pytest.mark.parametrize("name", ["nothing", "", "../render", "passage.md", "Passage", "pass/age", "passage\n"])
def test_a_message_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(PromptError, match=r"there is no message .*; there are answer_"):
        render(name)


@pytest.mark.parametrize(
    "value", ["{{ title }}", "{{ number }} {{text}}", "{", r"\1 \g<0>", "{% raw %}", "$number", ""]
)
def test_a_value_is_put_in_as_it_is(value: str) -> None:
    assert f"\n{value}\n" in render("passage", **{**PASSAGE, "text": value})
    assert f'<passage number="{value}" ' in render("passage", **{**PASSAGE, "number": value})
    assert f' date="{value}">' in render("passage", **dict(reversed({**PASSAGE, "date": value}.items())))


@given(st.text(), st.text())
def test_any_two_values_stand_where_their_slots_stood(title: str, text: str) -> None:
    plain = render("passage", **PASSAGE)
    rendered = render("passage", **{**PASSAGE, "title": title, "text": text})
    assert rendered == plain.replace('title="题"', f'title="{title}"').replace("\n文\n", f"\n{text}\n")


def test_whitespace_around_a_value_at_the_end_is_kept() -> None:
    assert render("stand_alone", conversation="", question="为什么\n").endswith("为什么\n")


def test_the_fingerprint_is_twelve_hexadecimal_digits_and_stable() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint())
    assert fingerprint() == fingerprint()


def fingerprint_of_copy(folder: Path) -> str:
    command = [sys.executable, "-c", "from prompts import fingerprint; print(fingerprint())"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_the_fingerprint_follows_the_wording(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "prompts", ignore=shutil.ignore_patterns("__pycache__"))
    assert fingerprint_of_copy(tmp_path) == fingerprint()
    message = tmp_path / "prompts" / "messages" / "passage.md"
    message.write_text(message.read_text(encoding="utf-8") + "!", encoding="utf-8")
    changed = fingerprint_of_copy(tmp_path)
    assert changed != fingerprint()
    message.rename(message.with_name("renamed.md"))
    assert fingerprint_of_copy(tmp_path) not in (changed, fingerprint())
