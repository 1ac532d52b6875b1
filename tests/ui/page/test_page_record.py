"""A conversation on its way into the browser and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index import Where
from ui.desk import Desk
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.order import Order, read_order
from ui.page.record import KeptExchange, keep, recall

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"


async def answered(assistant: Assistant, question: str = QUESTION) -> Exchange:
    conversation = Conversation()
    exchange = conversation.begin(question)
    async for _ in follow(Desk(assistant), conversation):
        pass
    return exchange


def through_the_browser(kept: KeptExchange | None) -> KeptExchange:
    """The record as the page sends it and as it comes back in an order."""
    assert kept
    order = read_order(json.dumps({"open": [json.loads(kept.model_dump_json())]}))
    assert order.open
    return order.open[0]


async def test_an_answer_comes_back_as_it_was(assistant: Assistant) -> None:
    exchange = await answered(assistant)
    [again] = recall(assistant, [through_the_browser(keep(exchange))])
    assert (again.question, again.text, again.language) == (exchange.question, exchange.text, exchange.language)
    assert [(c.article_id, c.start, c.end, c.quote) for c in again.citations] == [
        (c.article_id, c.start, c.end, c.quote) for c in exchange.citations
    ]
    assert again.marks == exchange.marks
    assert not again.refused


async def test_a_record_says_where_its_citations_are_from(assistant: Assistant) -> None:
    kept = keep(await answered(assistant))
    assert kept
    assert kept.citations[0].title == "中国10亿参数规模以上大模型已发布79个,集中在北京和广东"
    assert kept.citations[0].publisher == "澎湃新闻"
    assert kept.citations[0].published.startswith("2023-05-28")


async def test_a_refusal_comes_back_with_the_articles_that_were_near(assistant: Assistant) -> None:
    [again] = recall(assistant, [through_the_browser(keep(await answered(assistant, "怎么做红烧肉？")))])
    assert again.refused
    assert again.answer
    assert {p.article_id for p in again.answer.sources} <= set(again.articles)
    assert again.answer.sources


async def test_a_citation_that_is_not_what_the_article_says_is_left_out(assistant: Assistant) -> None:
    kept = through_the_browser(keep(await answered(assistant)))
    forged = kept.citations[0].model_copy(update={"quote": "中国的大模型有一万个。"})
    [again] = recall(assistant, [kept.model_copy(update={"citations": [forged, *kept.citations[1:]]})])
    assert 1 not in {c.marker for c in again.citations}
    assert 1 not in {m.marker for m in again.marks}
    assert "[1]" in again.text, "its marker stays as text that leads nowhere"


async def test_a_citation_of_an_article_that_is_gone_is_left_out(assistant: Assistant) -> None:
    kept = through_the_browser(keep(await answered(assistant)))
    gone = [c.model_copy(update={"article_id": "gone"}) for c in kept.citations]
    [again] = recall(assistant, [kept.model_copy(update={"citations": gone})])
    assert (again.citations, again.marks) == ([], [])


async def test_a_mark_that_is_not_at_its_marker_is_left_out(assistant: Assistant) -> None:
    kept = through_the_browser(keep(await answered(assistant)))
    [again] = recall(assistant, [kept.model_copy(update={"marks": [(0, 3, 1)]})])
    assert again.marks == []


def test_what_is_under_way_or_failed_is_not_kept() -> None:
    assert keep(Exchange("问", "zh-Hans", "answering", "答")) is None
    assert keep(Exchange("问", "zh-Hans", "failed", "答", fault="unexpected")) is None
    assert keep(Exchange("问", "zh-Hans", "stopped", "")) is None
    assert keep(Exchange("问", "zh-Hans", "stopped", "答了一半")) is not None


def test_what_was_chosen_to_be_asked_is_kept() -> None:
    chosen = Where(("a", "b"), ("新社",), "2023-05-01", "2023-06-30")
    asked = Exchange("问", "zh-Hans", "done", "答", scope=chosen)
    kept = keep(asked)
    assert kept
    assert kept.scope.where() == chosen
    assert KeptExchange.model_validate_json(kept.model_dump_json()).scope.where() == chosen


def test_a_conversation_kept_with_ids_alone_can_still_be_opened() -> None:
    kept = KeptExchange.model_validate(
        {"question": "问", "language": "en", "stage": "done", "text": "答", "scope": ["a"]}
    )
    assert kept.scope.where() == Where(articles=("a",))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{",
        '{"what": 1}',
        '{"at": -1}',
        '{"rate": {"at": 0, "rating": "so-so"}}',
        '{"open": [{"question": "问"}]}',
        json.dumps({"scope": {"articles": ["a" * 300]}}),
        json.dumps({"scope": {"since": "yesterday"}}),
    ],
)
def test_an_order_that_is_not_one_asks_for_nothing(text: str | None) -> None:
    assert read_order(text) == Order()


def test_an_order_says_what_to_do() -> None:
    order = read_order('{"scope": {"articles": ["a", "b"], "since": "2023-05-01"}, "at": 2, "question": "问？"}')
    assert order.scope.where() == Where(articles=("a", "b"), since="2023-05-01")
    assert (order.at, order.question) == (2, "问？")
    rate = read_order('{"rate": {"at": 1, "rating": "up"}}').rate
    assert rate
    assert (rate.at, rate.rating, rate.reason) == (1, "up", "")
