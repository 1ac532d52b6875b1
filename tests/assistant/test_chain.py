"""The workflow with writers of our own making: what it hands them, and what it does with what they yield."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from assistant import Answer, Piece, Turn
from assistant.answer import cited_piece
from assistant.chain import AnswerChain
from assistant.draft import Draft, cite_all
from assistant.quote import QuoteWriter
from assistant.refusal import LEAST_CHANCE
from index import Where

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国参数超百亿的大模型有几个？"


@dataclass
class ScriptedWriter:
    """Cites the best sentences, one a piece, after the words it is given; keeps the draft it got."""

    says: Sequence[str] = ()
    error: Exception | None = None
    pause: float = 0.0
    ending: str = ""
    drafts: list[Draft] = field(default_factory=list)
    left: bool = False

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        self.drafts.append(draft)
        try:
            for words, evidence in zip(self.says, draft.ranked, strict=False):
                await asyncio.sleep(self.pause)
                markers, new = cite_all(draft, [(evidence, 0.9)])
                yield cited_piece(words, markers, self.ending, new)
        except (asyncio.CancelledError, GeneratorExit):
            self.left = True
            raise
        if self.error:
            raise self.error


def with_writer(assistant: Assistant, writer: ScriptedWriter, passages: int = 8) -> Assistant:
    return replace(assistant, chain=AnswerChain(assistant.index, writer, passages))


async def test_a_writer_gets_the_question_the_language_and_ranked_evidence(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲", "乙"])
    answer = await with_writer(assistant, writer, passages=4).ask(QUESTION)
    [draft] = writer.drafts
    assert (draft.question, draft.language) == (QUESTION, "zh-Hans")
    assert len(draft.passages) == 4
    assert draft.passages == answer.sources
    assert set(draft.articles) == {p.article_id for p in draft.passages}
    assert [e.score for e in draft.ranked] == sorted((e.score for e in draft.ranked), reverse=True)
    assert (draft.mode, draft.required) == ("quote", 1)


async def test_pieces_are_joined_and_their_marks_moved_along(assistant: Assistant) -> None:
    answer = await with_writer(assistant, ScriptedWriter(["甲[9]", "乙😀", "丙"])).ask(QUESTION)
    assert answer.text == "甲[9][1]乙😀[2]丙[3]"
    assert [(m.marker, answer.text[m.start : m.end]) for m in answer.marks] == [(1, "[1]"), (2, "[2]"), (3, "[3]")]
    assert len(answer.citations) == 3
    assert answer.grounded


async def test_a_writer_that_finds_nothing_is_a_refusal(assistant: Assistant) -> None:
    answer = await with_writer(assistant, ScriptedWriter()).ask(QUESTION)
    assert (answer.grounded, answer.citations, answer.marks) == (False, (), ())
    assert QUESTION in answer.text


async def test_a_refusal_is_streamed_too(assistant: Assistant) -> None:
    events = [e async for e in with_writer(assistant, ScriptedWriter()).stream(QUESTION)]
    [piece, answer] = events
    assert isinstance(piece, Piece) and isinstance(answer, Answer)
    assert (piece.text, piece.citations) == (answer.text, ())


async def test_thin_evidence_never_reaches_the_writer(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲"])
    answer = await with_writer(assistant, writer).ask("怎么做红烧肉？")
    assert writer.drafts == []
    assert not answer.grounded
    assert answer.sources


async def test_each_stage_is_timed(assistant: Assistant) -> None:
    for question in (f"请问，{QUESTION}", "请问怎么做红烧肉？"):  # asked nowhere else, so that none is remembered
        answer = await assistant.ask(question)
        assert list(answer.timings) == ["condense", "retrieve", "write", "verify"]
        assert all(seconds >= 0 for seconds in answer.timings.values())
        assert answer.timings["retrieve"] > 0


async def test_what_a_writer_notes_is_kept(assistant: Assistant) -> None:
    class NotingWriter(ScriptedWriter):
        async def write(self, draft: Draft) -> AsyncIterator[Piece]:
            draft.notes.append("a note")
            draft.unsupported.append("a sentence")
            draft.mode = "model"
            async for piece in super().write(draft):
                yield piece

    answer = await with_writer(assistant, NotingWriter(["甲"])).ask(QUESTION)
    assert (answer.notes, answer.unsupported, answer.mode) == (("a note",), ("a sentence",), "model")


async def test_pieces_come_while_the_writer_still_writes(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲", "乙"], pause=0.05)
    stream = with_writer(assistant, writer).stream(QUESTION)
    first = await anext(stream)
    assert isinstance(first, Piece)
    assert len(writer.drafts[0].numbering.citations) == 1
    rest = [event async for event in stream]
    assert [type(event) for event in rest] == [Piece, Answer]


async def test_who_leaves_stops_the_writer(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲"] * 8, pause=0.05)
    stream = with_writer(assistant, writer).stream(QUESTION)
    assert isinstance(stream, AsyncGenerator)
    await anext(stream)
    await stream.aclose()
    assert len(writer.drafts[0].numbering.citations) < 3
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert writer.left


async def test_a_writer_s_own_error_reaches_the_asker(assistant: Assistant) -> None:
    with pytest.raises(RuntimeError, match="out of ink"):
        await with_writer(assistant, ScriptedWriter(["甲"], error=RuntimeError("out of ink"))).ask(QUESTION)
    assert (await assistant.ask(QUESTION)).grounded


async def test_the_history_makes_the_question_and_its_language(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲"])
    asked = with_writer(assistant, writer)
    answer = await asked.ask("它有多少參數？", [Turn("悟道2.0是誰發布的？", "智源研究院。")])
    assert answer.question == "悟道2.0有多少參數？"
    assert [(d.question, d.language) for d in writer.drafts] == [("悟道2.0有多少參數？", "zh-Hant")]


async def test_a_question_narrowed_to_an_article_sees_no_other(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲"])
    where = Where(articles=("xinhua-2023-06-07",))
    answer = await with_writer(assistant, writer).ask("中国10亿参数规模以上的大模型发布了多少个？", where=where)
    assert {p.article_id for p in answer.sources} == {"xinhua-2023-06-07"}
    assert {e.article_id for d in writer.drafts for e in d.ranked} == {"xinhua-2023-06-07"}


async def test_a_question_narrowed_to_nothing_is_refused(assistant: Assistant) -> None:
    answer = await assistant.ask(QUESTION, where=Where(articles=("no-such-article",)))
    assert (answer.grounded, answer.sources) == (False, ())


async def test_a_described_topic_takes_two_sentences(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲", "乙"])
    await with_writer(assistant, writer).ask("发布悟道2.0的机构的首任院长是谁？")
    [draft] = writer.drafts
    assert draft.required == 2
    first, second = draft.ranked[:2]
    assert "首任院长" in first.text
    assert "悟道2.0" in second.text
    assert len({(e.article_id, e.start) for e in draft.ranked}) == len(draft.ranked)


async def test_a_described_topic_stays_within_the_articles_asked_of(assistant: Assistant) -> None:
    where = Where(articles=("jinhui-2023-05-19",))
    answer = await assistant.ask("发布悟道2.0的机构的首任院长是谁？", where=where)
    assert {c.article_id for c in answer.citations} == {"jinhui-2023-05-19"}


async def test_pieces_joined_are_the_answer_whatever_they_end_with(assistant: Assistant) -> None:
    asked = with_writer(assistant, ScriptedWriter(["one", "two"], ending=" "))
    *pieces, answer = [event async for event in asked.stream(QUESTION)]
    assert isinstance(answer, Answer)
    assert "".join(p.text for p in pieces if isinstance(p, Piece)) == answer.text


# --- streaming, with the writer that quotes

COUNT = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
LIST = "赵志耘提出了哪4点建议？"
STREAMED = [COUNT, LIST, "怎么做红烧肉？", "北京和上海分别出台了什么政策？"]


@pytest.mark.parametrize("question", [*STREAMED, "Who released 悟道2.0?"])
async def test_the_pieces_come_first_and_make_the_answer(assistant: Assistant, question: str) -> None:
    events = [event async for event in assistant.stream(question)]
    assert [type(e) for e in events] == [Piece] * (len(events) - 1) + [Answer]
    *pieces, answer = events
    assert isinstance(answer, Answer)
    assert "".join(p.text for p in pieces if isinstance(p, Piece)) == answer.text
    assert tuple(c for p in pieces if isinstance(p, Piece) for c in p.citations) == answer.citations
    assert all(p.text[m.start : m.end] == f"[{m.marker}]" for p in pieces if isinstance(p, Piece) for m in p.marks)


async def test_asking_gives_what_streaming_gives(assistant: Assistant) -> None:
    *_, streamed = [event async for event in assistant.stream(COUNT)]
    assert isinstance(streamed, Answer)
    assert replace(await assistant.ask(COUNT), timings={}) == replace(streamed, timings={})


@pytest.mark.parametrize("seen", [0, 1, 2])
async def test_closing_early_leaves_nothing_running(assistant: Assistant, seen: int) -> None:
    stream = assistant.stream(LIST)
    assert isinstance(stream, AsyncGenerator)
    for _ in range(seen):
        await anext(stream)
    await stream.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_cancelling_while_it_searches_leaves_nothing_running(assistant: Assistant) -> None:
    forgetful = replace(assistant, chain=AnswerChain(assistant.index, QuoteWriter(3), 8))
    task = asyncio.create_task(forgetful.ask(COUNT))
    await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert (await assistant.ask(COUNT)).grounded


async def test_ten_at_once_get_the_answers_they_get_alone(assistant: Assistant) -> None:
    questions = [*STREAMED, "悟道2.0是谁发布的？", "ChatGPT發布後多久月活躍用戶破億？", "Who released 悟道2.0?"]
    questions += ["大模型有哪些挑战？", "美国有多少个开源大模型？", QUESTION]
    assert len(set(questions)) == 10
    alone = [await assistant.ask(q) for q in questions]
    together = await asyncio.gather(*(assistant.ask(q) for q in questions))
    assert [replace(a, timings={}) for a in together] == [replace(a, timings={}) for a in alone]


async def test_an_answer_leaves_no_trace_on_the_next(assistant: Assistant) -> None:
    before = await assistant.ask("它有多少参数？")
    await assistant.ask("悟道2.0是谁发布的？")
    assert replace(await assistant.ask("它有多少参数？"), timings={}) == replace(before, timings={})


async def test_a_source_that_the_question_names_narrows_the_search(assistant: Assistant) -> None:
    writer = ScriptedWriter(["甲"])
    asked = with_writer(assistant, writer)
    answer = await asked.ask("澎湃新闻里赵志耘的职务是什么？")
    assert {p.article_id for p in answer.sources} == {"thepaper-2023-05-28"}
    assert [d.question for d in writer.drafts] == ["赵志耘的职务是什么？"]
    assert answer.question == "澎湃新闻里赵志耘的职务是什么？"


async def test_a_named_source_does_not_widen_what_was_chosen(assistant: Assistant) -> None:
    where = Where(articles=("xinhua-2023-06-07",))
    answer = await assistant.ask("澎湃新闻里赵志耘的职务是什么？", where=where)
    assert (answer.grounded, answer.sources) == (False, ())
    assert "所选的1篇" in answer.text


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("怎么做红烧肉？", "怎么做红烧肉？"),
        ("有多少参数？", "悟道2.0有多少参数？"),
        ("怎么评价它？", "怎么评价悟道2.0？"),
        ("参数量是多少？", "悟道2.0的参数量是多少？"),
        ("人才缺口有多大？", "人才缺口有多大？"),
        ("三大挑战是什么？", "三大挑战是什么？"),
    ],
)
async def test_a_question_after_others_is_read_as_the_sources_answer_it(
    assistant: Assistant, question: str, read_as: str
) -> None:
    answer = await assistant.ask(question, [Turn("悟道2.0是谁发布的？", "智源研究院。")])
    assert answer.question == read_as


@pytest.mark.parametrize(
    ("before", "question", "grounded"),
    [
        ("北京有多少个大模型？", "广东呢？", True),
        ("北京有多少个大模型？", "西藏呢？", False),
        ("英伟达的CUDA研发者有多少？", "AMD呢？", False),
        ("How many CUDA R&D staff does Nvidia have?", "And AMD?", False),
    ],
)
async def test_the_same_of_something_else_is_answered_by_what_speaks_of_it(
    assistant: Assistant, before: str, question: str, grounded: bool
) -> None:
    first = await assistant.ask(before)
    assert first.grounded
    assert (await assistant.ask(question, [Turn(before, first.text)])).grounded == grounded


async def test_an_answer_carries_the_chance_that_decided(assistant: Assistant) -> None:
    for question in (f"请问，{QUESTION}", "请问怎么做红烧肉？"):  # asked nowhere else, so that none is remembered
        answer = await assistant.ask(question)
        assert answer.grounded is (answer.chance >= LEAST_CHANCE)
        assert 0.0 < answer.chance < 1.0
