"""Quote mode on hand-made articles: verbatim, introduced once, cited exactly, corroborated by other articles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Piece
from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.question import Language
from assistant.quote import QuoteWriter, quote
from assistant.wording import lead_in
from index import Article
from index.text.sentences import split_sentences

MORNING = Article(
    "morning",
    "青河大桥通车",
    "青河大桥于2021年3月5日正式通车,全长2316米。\n桥上设有四条车道和两条步道。\n市长宣布三项措施:\n一是免收通行费。\n二是增开公交。",
    publisher="江城日报",
    published="2021-03-06",
)
EVENING = Article(
    "evening",
    "大橋通車",
    "青河大橋於2021年3月5日正式通車,全長2316米。\n橋上設有四條車道和兩條步道。",
    publisher="海灣時報",
    published="2021-03-07",
)
WRONG = Article("wrong", "大桥通车", "青河大桥于2021年3月5日正式通车,全长2613米。", publisher="旧闻网")
ARTICLES = {a.id: a for a in (MORNING, EVENING, WRONG)}


def sentences(*articles: Article) -> list[Evidence]:
    return [
        Evidence(a.id, start, end, a.text[start:end], 1.0, 0.8, frozenset(), 0.0)
        for a in articles
        for start, end in split_sentences(a.text)
    ]


def draft_of(ranked: list[Evidence], language: Language = "zh-Hans") -> Draft:
    return Draft("大桥有多长？", language, (), ranked, ARTICLES)


def written(chosen: Sequence[Evidence], ranked: list[Evidence], language: Language = "zh-Hans") -> list[Piece]:
    return list(quote(draft_of(ranked, language), chosen))


def joined(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_one_sentence_is_introduced_and_marked() -> None:
    [first, *_] = sentences(MORNING)
    assert joined(written([first], [first])) == f"据江城日报2021年3月6日报道：{first.text}[1]"


def test_an_english_answer_has_quotation_marks_around_the_source_s_words() -> None:
    [first, *_] = sentences(MORNING)
    assert joined(written([first], [first], "en")).strip() == f"江城日报 (2021-03-06) reports: “{first.text}” [1]"


def test_sentences_of_one_article_stand_in_reading_order_under_one_introduction() -> None:
    first, second, *_ = sentences(MORNING)
    text = joined(written([second, first], [first, second]))
    assert text == f"据江城日报2021年3月6日报道：{first.text}[1]{second.text}[2]"


def test_each_article_is_introduced_once_the_best_one_first() -> None:
    first, second, *_ = sentences(MORNING)
    [wrong] = sentences(WRONG)
    text = joined(written([wrong, second, first], []))
    assert text.index("旧闻网") < text.index("江城日报")
    assert text.count("报道：") == 2
    assert [line[:8] for line in text.split("\n")] == ["- 据旧闻网报道", "- 据江城日报2"]


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    chosen = sentences(MORNING)[2:]
    assert joined(written(chosen, [])) == (
        "据江城日报2021年3月6日报道：市长宣布三项措施:[1]\n一是免收通行费。[2]\n二是增开公交。[3]"
    )


def test_another_article_that_says_the_same_is_cited_beside_it_in_its_own_script() -> None:
    [first, *_] = sentences(MORNING)
    [piece] = written([first], sentences(MORNING, EVENING))
    assert piece.text.endswith(f"{first.text}[1][2]")
    assert [c.article_id for c in piece.citations] == ["morning", "evening"]
    assert piece.citations[1].quote == "青河大橋於2021年3月5日正式通車,全長2316米。"
    assert 0.65 <= piece.citations[1].support <= 1.0


def test_one_that_gives_another_figure_is_not() -> None:
    [first, *_] = sentences(MORNING)
    [piece] = written([first], sentences(MORNING, WRONG))
    assert [c.article_id for c in piece.citations] == ["morning"]


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("东港码头有九个泊位。", "西港码头有九个泊位。"),
        ("渔船全部停航。", "渔船没有全部停航。"),
        ("第一季度产量为九万吨。", "第二季度产量为九万吨。"),
        ("The ferry Aurora carries 812 passengers.", "The ferry Boreas carries 812 passengers."),
        pytest.param(
            "金滩盐场年产海盐六万吨。",
            "银滩盐场年产海盐六万吨。",
            marks=pytest.mark.xfail(strict=True, reason="a place's name that is two common words can be exchanged"),
        ),
    ],
)
def test_one_that_says_it_of_another_thing_is_not(said: str, other: str) -> None:
    both = {"a": Article("a", "", said), "b": Article("b", "", other)}
    ranked = sentences(*both.values())
    [piece] = quote(Draft("?", "zh-Hans", (), ranked, both), ranked[:1])
    assert [c.quote for c in piece.citations] == [said]


def test_the_same_article_does_not_corroborate_itself() -> None:
    twice = Article("twice", "", "桥长2316米。\n桥长2316米。")
    first, second = sentences(twice)
    draft = Draft("?", "zh-Hans", (), [first, second], {"twice": twice})
    [piece] = quote(draft, [first])
    assert [(c.start, c.end) for c in piece.citations] == [(first.start, first.end)]


def test_each_other_article_corroborates_once() -> None:
    copies = {f"copy{n}": Article(f"copy{n}", "", "桥长2316米。\n桥长2316米。") for n in range(3)}
    ranked = sentences(*copies.values())
    [piece] = quote(Draft("?", "zh-Hans", (), ranked, copies), ranked[:1])
    assert [(c.article_id, c.start) for c in piece.citations] == [("copy0", 0), ("copy1", 0), ("copy2", 0)]


def test_a_span_cited_before_keeps_its_marker() -> None:
    morning, evening = sentences(MORNING)[0], sentences(EVENING)[0]
    pieces = written([morning, evening], [morning, evening])
    assert [[m.marker for m in p.marks] for p in pieces] == [[1, 2], [2, 1]]
    assert [len(p.citations) for p in pieces] == [2, 0]


async def test_the_writer_keeps_to_its_limit() -> None:
    ranked = [
        Evidence(e.article_id, e.start, e.end, e.text, e.score, e.cosine, frozenset({f"{e.start}", f"x{e.start}"}), 0.0)
        for e in sentences(MORNING)[:2]
    ]
    assert len([p async for p in QuoteWriter(1).write(draft_of(ranked))]) == 1
    assert len([p async for p in QuoteWriter(3).write(draft_of(ranked))]) == 2


async def test_the_writer_has_nothing_to_say_without_evidence() -> None:
    assert [p async for p in QuoteWriter(3).write(draft_of([]))] == []


async def test_the_writer_adds_the_items_a_colon_promises() -> None:
    ranked = [e for e in sentences(MORNING) if e.text.endswith(":")]
    text = joined([p async for p in QuoteWriter(1).write(draft_of(ranked))])
    assert "一是免收通行费。[2]\n二是增开公交。[3]" in text


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@given(data=st.data())
def test_all_that_is_said_is_a_lead_in_a_quote_or_a_marker(language: Language, data: st.DataObject) -> None:
    every = sentences(MORNING, EVENING, WRONG)
    chosen = data.draw(st.lists(st.sampled_from(every), unique_by=lambda e: (e.article_id, e.start), min_size=1))
    draft = draft_of(every, language)
    pieces = list(quote(draft, chosen))
    citations = draft.numbering.citations
    assert len(pieces) == len(chosen)
    for piece in pieces:
        shown = citations[piece.marks[0].marker - 1]
        before, after = piece.text[: piece.marks[0].start], piece.text[piece.marks[-1].end :]
        quoted = f"“{shown.quote}” " if language == "en" else shown.quote
        assert before.endswith(quoted)
        assert before.removesuffix(quoted).strip().removeprefix("- ") in (
            "",
            lead_in(ARTICLES[shown.article_id], language).strip(),
        )
        assert after.strip() == ""
        assert ARTICLES[shown.article_id].text[shown.start : shown.end] == shown.quote
    shown_first = list(dict.fromkeys(m.marker for p in pieces for m in p.marks))
    assert shown_first == list(range(1, len(citations) + 1))
