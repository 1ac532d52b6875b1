"""Scores beyond facts: each by hand, on answers built for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import Answer, Citation, Mark
from evals.dataset import Question, Span
from evals.measures import SHORT, held_by_words, keeps_script, measure, retrieval_scores, unmarked
from index import Article, Passage

QUOTE = "青河大桥于三月通车，全长2316米。"
ARTICLE = Article("bridge", "青河大桥", QUOTE + "两岸居民称便。", publisher="青河日报")
CITED = Citation(1, "bridge", 0, len(QUOTE), QUOTE, 1.0)
QUESTION = Question("q", "single_fact", "zh-Hans", "dev", ("大桥多长？",), True, facts=(("2316米",),))
SPAN = Span(0, "bridge", 10, len(QUOTE))


def said(text: str, *citations: Citation) -> Answer:
    return Answer(text, citations, grounded=bool(citations))


def measured(answer: Answer, question: Question = QUESTION) -> dict[str, float | None]:
    return measure(question, answer, [SPAN], {"bridge": ARTICLE})


def passage(start: int, end: int, article: str = "bridge") -> Passage:
    return Passage(article, start, end, "")


def test_only_our_own_markers_are_taken_out() -> None:
    assert unmarked(Answer("见[1]。[1]好。[2]", marks=(Mark(5, 8, 1), Mark(10, 13, 2)))) == "见[1]。好。"


@pytest.mark.parametrize(
    "text", ["大桥全长2316米。", "据青河日报报道：青河大桥全长2316米。", "- 据青河日报报道：青河大桥全长2316米。"]
)
def test_what_the_quote_says_is_supported_both_ways(text: str) -> None:
    scores = measured(said(text, CITED))
    assert (scores["supported"], scores["supported by words"]) == (1.0, 1.0)


@pytest.mark.parametrize("text", ["大桥全长2361米。", "昆曲名家今晚演出牡丹亭。"])
def test_what_it_does_not_say_is_not(text: str) -> None:
    scores = measured(said(text, CITED))
    assert (scores["supported"], scores["supported by words"]) == (0.0, 0.0)


def test_the_share_is_over_sentences() -> None:
    assert measured(said("青河大桥全长2316米。昆曲今晚演出。", CITED))["supported by words"] == 0.5


def test_words_alone_read_chinese_numbers() -> None:
    quote = "规模一千亿元。"
    assert held_by_words("规模1000亿元。", replace(CITED, quote=quote))
    assert not held_by_words("规模100亿元。", replace(CITED, quote=quote))


def test_a_refusal_has_no_support_and_no_length() -> None:
    scores = measured(said("没有找到。"))
    assert [scores[n] for n in ("supported", "supported by words", "length")] == [None, None, None]
    assert scores["facts early"] == 0.0


def test_a_fact_far_down_is_not_early() -> None:
    assert measured(said("全长2316米。", CITED))["facts early"] == 1.0
    assert measured(said("好" * SHORT + "全长2316米。", CITED))["facts early"] == 0.0


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("zh-Hans", "没有找到答案。", 1.0),
        ("zh-Hans", "沒有找到答案。", 0.0),
        ("zh-Hant", "在現有的文章裡沒有找到答案。", 1.0),
        ("zh-Hant", "没有找到答案。", 0.0),
        ("en", "None of the articles answers this.", 1.0),
        ("en", "没有 found.", 0.0),
    ],
)
def test_own_words_are_in_the_askers_script(language: str, text: str, kept: float) -> None:
    question = replace(QUESTION, language=language)
    assert keeps_script(question, said(text), {}) == kept


def test_a_quote_may_keep_its_own_script() -> None:
    answer = said(f"青河日报 (2023-03-01) reports: “{QUOTE}” ", CITED)
    assert keeps_script(replace(QUESTION, language="en"), answer, {"bridge": ARTICLE}) == 1.0


def test_retrieval_counts_each_fact_at_its_first_passage() -> None:
    spans = [Span(0, "bridge", 0, 5), Span(1, "bridge", 20, 25)]
    both = retrieval_scores([passage(0, 30)], spans)
    assert both == (1.0, 1.0, 1.0)
    hit, reciprocal, gain = retrieval_scores([passage(0, 30, "other"), passage(0, 10), passage(18, 22)], spans)
    assert (hit, reciprocal) == (1.0, 0.5)
    assert gain == pytest.approx((0.6309 + 0.5) / 2, abs=1e-4)


def test_what_was_not_found_is_zero_and_what_has_no_span_is_not_scored() -> None:
    assert retrieval_scores([passage(90, 99)], [SPAN]) == (0.0, 0.0, 0.0)
    assert retrieval_scores([passage(0, 9)], []) == (None, None, None)
    late = [passage(90, 99)] * 5 + [passage(0, 30)]
    assert retrieval_scores(late, [SPAN])[:2] == (0.0, 1 / 6)
