"""The assistant from question to answer over the five articles, in quote mode: its promises, end to end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import Answer, Assistant, InvalidQuestionError, Turn, load_settings, open_assistant
from assistant.question import Language, language_of
from assistant.wording import lead_in
from evals.dataset import Question, load_questions, stands_in

if TYPE_CHECKING:
    from index import Article

COUNT = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
SAMPLE = [q for q in load_questions() if q.split == "dev"][::10]


def language(answer_to: str, history: Sequence[Turn] = ()) -> Language:
    return language_of(answer_to, language_of(history[-1].question) if history else None)


def assert_exact(answer: Answer, articles: dict[str, Article]) -> None:
    """Promise 2: every citation is an exact span, every mark is its marker, numbered by first appearance."""
    for citation in answer.citations:
        assert articles[citation.article_id].text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert 0.0 <= citation.support <= 1.0
    assert [c.marker for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(answer.text[m.start : m.end] == f"[{m.marker}]" for m in answer.marks)
    assert [m.start for m in answer.marks] == sorted(m.start for m in answer.marks)
    assert list(dict.fromkeys(m.marker for m in answer.marks)) == [c.marker for c in answer.citations]


def assert_verbatim(answer: Answer, spoken: Language, articles: dict[str, Article]) -> None:
    """Promise 1: all the text is quotes of what it cites, but for what introduces them."""
    at = 0
    for mark in answer.marks:
        between = answer.text[at : mark.start]
        at = mark.end
        if not between:
            continue  # a second marker on the same quote
        citation = answer.citations[mark.marker - 1]
        quoted = f"“{citation.quote}” " if spoken == "en" else citation.quote
        assert between.endswith(quoted)
        introduction = between.removesuffix(quoted).strip().removeprefix("- ")
        assert introduction in ("", lead_in(articles[citation.article_id], spoken).strip())
    assert answer.text[at:] == ""


@pytest.fixture(scope="module")
def articles(assistant: Assistant) -> dict[str, Article]:
    return {a.id: a for a in assistant.index.articles()}


async def converse(assistant: Assistant, turns: Sequence[str]) -> tuple[Answer, list[Turn]]:
    history: list[Turn] = []
    for turn in turns[:-1]:
        history.append(Turn(turn, (await assistant.ask(turn, history)).text))
    return await assistant.ask(turns[-1], history), history


# --- seen to work


@pytest.mark.parametrize(
    ("turns", "facts", "cited"),
    [
        ([COUNT], ["79个", "北京38个", "广东20个"], {"thepaper-2023-05-28", "xinhua-2023-06-07"}),
        (["中国参数超百亿的大模型有几个？"], ["9个出现在中国"], {"chinanews-2023-05-29"}),
        (["ChatGPT發布後多久月活躍用戶破億？"], ["2個月月活躍用戶破億"], {"china-informatization-2024-07"}),
        (["悟道2.0是谁发布的？"], ["智源研究院"], {"jinhui-2023-05-19"}),
        (["悟道2.0是谁发布的？", "它有多少参数？"], ["1.75万亿"], {"jinhui-2023-05-19"}),
        (["悟道2.0是誰發布的？", "它有多少參數？"], ["1.75万亿"], {"jinhui-2023-05-19"}),
        (["发布悟道2.0的机构的首任院长是谁？"], ["黄铁军担任首任院长"], {"jinhui-2023-05-19"}),
        (
            ["Who was the first president of the institute that released 悟道2.0?"],
            ["黄铁军担任首任院长"],
            {"jinhui-2023-05-19"},
        ),
        (
            ["How many large models with at least one billion parameters has China released?"],
            ["79个"],
            {"thepaper-2023-05-28", "xinhua-2023-06-07"},
        ),
    ],
)
async def test_facts_are_stated_and_the_right_articles_cited(
    assistant: Assistant, articles: dict[str, Article], turns: list[str], facts: list[str], cited: set[str]
) -> None:
    answer, history = await converse(assistant, turns)
    quotes = "\n".join(c.quote for c in answer.citations)
    assert [f for f in facts if f not in answer.text or f not in quotes] == []
    assert {c.article_id for c in answer.citations} == cited
    assert answer.grounded
    assert answer.mode == "quote"
    assert_exact(answer, articles)
    assert_verbatim(answer, language(turns[-1], history), articles)


async def test_the_other_threshold_s_number_is_not_given(assistant: Assistant) -> None:
    answer = await assistant.ask("中国参数超百亿的大模型有几个？")
    assert not stands_in("79", answer.text)


async def test_traditional_text_is_shown_as_written(assistant: Assistant, articles: dict[str, Article]) -> None:
    for question in ("ChatGPT發布後多久月活躍用戶破億？", "ChatGPT发布后多久月活跃用户破亿？"):
        [citation, *_] = (await assistant.ask(question)).citations
        assert "萬條高質量的用戶使用數據" in citation.quote
        assert citation.quote in articles["china-informatization-2024-07"].text


async def test_the_script_of_a_question_does_not_change_what_is_cited(assistant: Assistant) -> None:
    for simplified, traditional in (
        ("ChatGPT发布后多久月活跃用户破亿？", "ChatGPT發布後多久月活躍用戶破億？"),
        ("中国参数超百亿的大模型有几个？", "中國參數超百億的大模型有幾個？"),
        ("赵志耘提出了哪4点建议？", "趙志耘提出了哪4點建議？"),
    ):
        first, second = await assistant.ask(simplified), await assistant.ask(traditional)
        assert first.citations == second.citations
        assert first.text.startswith("据")
        assert second.text.startswith("據")


async def test_a_list_comes_whole(assistant: Assistant) -> None:
    answer = await assistant.ask("赵志耘提出了哪4点建议？")
    assert [f"{n}是" in answer.text for n in "一二三四"] == [True] * 4
    assert answer.text.count("\n") == 4


SAYS_NO = {"zh-Hans": "没有找到这个问题的答案", "zh-Hant": "沒有找到這個問題的答案", "en": "answers this question"}


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("《熊出没·伴我“熊芯”》的票房是多少？", "zh-Hans"),
        ("《熊出沒·伴我「熊芯」》的票房是多少？", "zh-Hant"),
        ("怎么做红烧肉？", "zh-Hans"),
        ("如何做紅燒肉？", "zh-Hant"),
        ("法国的首都是哪里？", "zh-Hans"),
        ("2022年世界杯冠军是谁？", "zh-Hans"),
        ("给我讲个笑话", "zh-Hans"),
        ("What is the capital of France?", "en"),
        ("How do I cook braised pork?", "en"),
        ("Who won the 2022 World Cup?", "en"),
        ("How tall is Mount Everest?", "en"),
        ("Tell me a joke", "en"),
        ("seventeen", "en"),
    ],
)
async def test_what_is_not_in_the_sources_is_refused_in_the_asker_s_language(
    assistant: Assistant, question: str, spoken: Language
) -> None:
    answer = await assistant.ask(question)
    assert (answer.grounded, answer.citations, answer.marks) == (False, (), ())
    assert SAYS_NO[spoken] in answer.text
    assert question in answer.text
    assert "5" in answer.text


@pytest.mark.parametrize(
    ("question", "fact"),
    [("深圳人工智能基金群的规模是多少亿元？", "1000亿元"), ("悟道2.0的参数量是多少万亿？", "1.75万亿")],
)
async def test_a_unit_in_the_question_does_not_make_it_unanswerable(
    assistant: Assistant, question: str, fact: str
) -> None:
    assert fact in (await assistant.ask(question)).text


@pytest.mark.parametrize(
    ("question", "words"),
    [("", "empty"), (" \n", "empty"), ("问" * 20_000, "2,000"), ("中国\0有几个？", "U+0000"), ("\ud800", "U+D800")],
)
async def test_what_cannot_be_asked_is_one_clear_line(assistant: Assistant, question: str, words: str) -> None:
    with pytest.raises(InvalidQuestionError, match=words.replace("+", r"\+")) as refused:
        await assistant.ask(question)
    assert "\n" not in str(refused.value)
    with pytest.raises(InvalidQuestionError):
        await anext(assistant.stream(question))


@pytest.mark.parametrize("question", ["?", "[1]", "😀", "。。。", "%s {0} {{x}}", "的", "1", "问" * 2_000])
async def test_odd_questions_are_answered_or_refused_and_nothing_breaks(
    assistant: Assistant, articles: dict[str, Article], question: str
) -> None:
    answer = await assistant.ask(question)
    assert answer.text
    assert_exact(answer, articles)


# --- promises, over the development questions


def test_the_sample_is_of_every_kind() -> None:
    assert 35 <= len(SAMPLE) <= 60
    assert {q.language for q in SAMPLE} == {"zh-Hans", "zh-Hant", "en"}
    assert len({q.type for q in SAMPLE}) >= 10


@pytest.mark.parametrize("asked", SAMPLE, ids=lambda q: q.id)
async def test_nothing_without_a_source_and_every_span_exact(
    assistant: Assistant, articles: dict[str, Article], asked: Question
) -> None:
    answer, history = await converse(assistant, asked.turns)
    spoken = language(asked.turns[-1], history)
    assert answer.grounded == bool(answer.citations) == bool(answer.marks)
    assert_exact(answer, articles)
    if answer.grounded:
        assert_verbatim(answer, spoken, articles)
        assert {c.article_id for c in answer.citations} <= {p.article_id for p in answer.sources}
    else:
        assert SAYS_NO[spoken] in answer.text
    for passage in answer.sources:
        assert articles[passage.article_id].text[passage.start : passage.end] == passage.text


# --- opening and closing


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    return home


async def test_an_index_without_articles_says_so(tmp_path: Path) -> None:
    opened = open_assistant(load_settings(home=tmp_path, index={"bundled": False}))
    try:
        for question, words in (
            ("有几篇文章？", "还没有任何文章"),
            ("有幾篇文章？", "還沒有任何文章"),
            ("Any news here?", "no articles"),
        ):
            answer = await opened.ask(question)
            assert words in answer.text
            assert not answer.grounded
    finally:
        opened.close()


async def test_the_settings_bound_what_an_answer_rests_on(own_home: Path) -> None:
    opened = open_assistant(load_settings(home=own_home, answer={"passages": 2, "sentences": 1}))
    try:
        answer = await opened.ask(COUNT)
        assert len(answer.sources) == 2
        assert len([m for m in answer.marks if answer.text[m.start - 1] != "]"]) == 1
    finally:
        opened.close()
