from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import Candidate, attribute
from index.text.sentences import split_sentences

SOURCES = Path(__file__).parents[3] / "index" / "sources"
XINHUA = (SOURCES / "xinhua-2023-06-07.txt").read_text("utf-8")
CONTEXT = "中国多地抢抓大模型机遇打造人工智能创新高地 新华社 2023-06-07"
SENTENCES = [XINHUA[a:b] for a, b in split_sentences(XINHUA) if XINHUA[b - 1] == "。"]
CANDIDATES = [Candidate(s, CONTEXT) for s in SENTENCES]


def holding(*pieces: str) -> tuple[int, ...]:
    return tuple(i for i, s in enumerate(SENTENCES) if any(piece in s for piece in pieces))


@given(st.sampled_from(range(len(SENTENCES))))
@settings(deadline=None, max_examples=20)
def test_a_quoted_sentence_is_found(index: int) -> None:
    found = attribute(SENTENCES[index], CANDIDATES)
    assert found.verdict.label == "supported"
    assert SENTENCES[found.indices[0]] == SENTENCES[index]


def test_a_paraphrase_is_found() -> None:
    found = attribute("北京有38个大模型，广东有20个。", CANDIDATES)
    assert found.indices == holding("北京38个")
    assert found.verdict.label == "supported"


def test_a_wrong_number_has_no_source() -> None:
    found = attribute("北京有39个大模型，广东有20个。", CANDIDATES)
    assert found.indices == ()
    assert found.verdict.label == "unsupported"
    assert "39" in found.verdict.reason


def test_a_number_of_another_sentence_is_no_support() -> None:
    assert attribute("深圳提出设立3000亿元的人工智能基金群。", CANDIDATES).indices == ()


def test_two_sentences_together() -> None:
    claim = "北京已有38个大模型，深圳将统筹设立规模1000亿元的人工智能基金群。"
    found = attribute(claim, CANDIDATES)
    assert found.indices == holding("北京38个", "1000亿元")
    assert found.verdict.label != "unsupported"


def test_one_sentence_is_preferred_to_two() -> None:
    twice = [*CANDIDATES, *CANDIDATES]
    assert len(attribute("广东有20个大模型。", twice).indices) == 1


def test_similarity_breaks_the_tie_between_languages() -> None:
    candidates = [Candidate(s, CONTEXT, 0.78) for s in SENTENCES]
    right = holding("上海徐汇区")[0]
    candidates[right] = Candidate(SENTENCES[right], CONTEXT, 0.87)
    found = attribute("Shanghai's Xuhui District is bringing in large model teams.", candidates)
    assert found.indices == (right,)


def test_no_candidates() -> None:
    found = attribute("北京有38个大模型。", [])
    assert found.indices == ()
    assert found.verdict.label == "unsupported"


@given(st.text(max_size=50), st.lists(st.text(max_size=50), max_size=5))
@settings(deadline=None, max_examples=50)
def test_indices_are_of_candidates_in_reading_order(claim: str, texts: list[str]) -> None:
    found = attribute(claim, [Candidate(text) for text in texts])
    assert list(found.indices) == sorted(set(found.indices))
    assert all(0 <= i < len(texts) for i in found.indices)
    assert bool(found.indices) == (found.verdict.label != "unsupported")


def test_sixty_candidates_take_little_time() -> None:
    many = (CANDIDATES * 4)[:60]
    attribute("北京有37个大模型。", many)
    started = time.process_time()
    for number in range(10):
        attribute(f"北京有{number + 40}个大模型，广东有20个。", many)
    assert (time.process_time() - started) / 10 < 0.03  # 10 ms on an idle machine
