"""What is offered to be asked next can be answered: each is asked here once more."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.draft import Writer
from index import Article, Where
from tests.doubles.writers import FailingWriter
from ui.desk import Desk
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.follow_ups import FollowUps, name_questions

if TYPE_CHECKING:
    from pathlib import Path

    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
NOTES = "年糕今年三岁，体重五公斤。\n年糕最喜欢的书是《三文鱼之歌》，每晚都要听一遍。"


async def answered(assistant: Assistant, question: str, scope: Where | None = None) -> Exchange:
    conversation = Conversation()
    exchange = conversation.begin(question, scope or Where())
    async for _ in follow(Desk(assistant), conversation):
        pass
    return exchange


@pytest.fixture(scope="module")
def with_notes(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    from assistant import load_settings, open_assistant

    home = tmp_path_factory.mktemp("notes") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    opened.index.update([Article("notes", "我的猫", NOTES)], scope="page")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "question", [QUESTION, "ChatGPT發布後多久月活躍用戶破億？", "Who released 悟道2.0?", "怎么做红烧肉？"]
)
async def test_every_offer_is_answered_with_something_new(assistant: Assistant, question: str) -> None:
    exchange = await answered(assistant, question)
    offers = await FollowUps(assistant).offer(exchange, [question], assistant.index.articles())
    assert 1 <= len(offers) <= 3
    seen = {(c.article_id, c.start) for c in exchange.citations}
    for offer in offers:
        assert offer.question != question
        answer = await assistant.ask(offer.question)
        assert answer.grounded, offer.question
        assert {(c.article_id, c.start) for c in answer.citations} - seen, offer.question


async def test_what_was_asked_is_not_offered_again(assistant: Assistant) -> None:
    exchange, follow_ups, articles = (
        await answered(assistant, QUESTION),
        FollowUps(assistant),
        assistant.index.articles(),
    )
    first = [o.question for o in await follow_ups.offer(exchange, [], articles)]
    then = [o.question for o in await follow_ups.offer(exchange, first, articles)]
    assert not set(first) & set(then)


async def test_only_chosen_articles_are_offered(assistant: Assistant) -> None:
    scope = Where(publishers=("新华社",))
    exchange = await answered(assistant, "深圳为人工智能做了什么？", scope)
    offers = await FollowUps(assistant).offer(exchange, [exchange.question], assistant.index.articles())
    for offer in offers:
        again = await answered(assistant, offer.question, scope)
        assert {c.article_id for c in again.citations} == {"xinhua-2023-06-07"}


async def test_no_model_is_asked(assistant: Assistant, writing: Callable[[Writer], Assistant]) -> None:
    exchange = await answered(assistant, QUESTION)
    broken = writing(FailingWriter(AssertionError("a model was asked")))
    assert await FollowUps(broken).offer(exchange, [], broken.index.articles())


async def test_an_own_document_gives_questions_too(with_notes: Assistant) -> None:
    exchange = await answered(with_notes, "年糕体重多少？", Where(("notes",)))
    offers = await FollowUps(with_notes).offer(exchange, [exchange.question], with_notes.index.articles())
    assert [offer.question for offer in offers] == ["《我的猫》说了什么？"]
    again = await answered(with_notes, offers[0].question)
    assert any("三文鱼之歌" in c.quote for c in again.citations)


async def test_articles_that_change_are_asked_anew(with_notes: Assistant) -> None:
    follow_ups = FollowUps(with_notes)
    exchange = await answered(with_notes, "年糕体重多少？", Where(("notes",)))
    assert await follow_ups.offer(exchange, [], with_notes.index.articles())
    with_notes.index.remove(["notes"])
    assert await follow_ups.offer(exchange, [], with_notes.index.articles()) == []


def test_names_are_those_the_article_sets_apart_and_the_reader_has_not_seen() -> None:
    article = Article("a", "题", "他写了《甲书》和《乙书》，人称“老丙”，又说“这，不是名字”。《甲书》再版。")
    questions = [c.question for c in name_questions(article, "《甲书》", "zh-Hans")]
    assert questions == ["文章里怎么说“乙书”？", "文章里怎么说“老丙”？"]
