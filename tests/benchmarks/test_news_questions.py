"""Questions made from a text are answered by it where they say so, and by no word of it where they do not."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from assistant.asked import holds_news
from benchmarks.held_out import held_out
from benchmarks.news_questions import questions_of
from benchmarks.unsaid_facts import UNSAID
from index import Article

TEXT = (
    "青河大学8月3日发布了《海豚湾水文报告》。青河大学校长欧阳木兰认为海豚湾的水温比去年高3.5度。"
    "由于海豚湾的水温升高，青河大学增加了观测船。欧阳木兰表示观测船将经过渔业、航运、旅游等部门的检查。"
    "海豚湾的渔民支持青河大学的观测。青河大学联合凤凰山气象站公布观测结果。"
)
ARTICLE = Article("64fa9b27b82641eb8ecbe14d", "青河大学观测海豚湾", TEXT)


@pytest.fixture(scope="module")
def made() -> dict[str, set[tuple[str, str]]]:
    """The questions by kind with their answers, empty where nothing answers."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for seed in range(60):
        for kind, query in questions_of(ARTICLE, seed):
            found[kind].add((query.question, "".join(query.answers)))
    return found


def test_what_answers_a_question_stands_in_the_text_and_not_in_the_question(
    made: dict[str, set[tuple[str, str]]],
) -> None:
    assert len(made[""]) > 8
    for question, answer in made[""]:
        assert answer in TEXT
        assert answer not in question
        assert question.endswith("？")
        assert 9 <= len(question) - 1 <= 36


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("青河大学什么时候发布了《海豚湾水文报告》？", "8月3日"),
        ("青河大学8月3日发布了什么？", "《海豚湾水文报告》"),
        ("海豚湾的水温比去年高多少度？", "3.5度"),
        ("欧阳木兰担任什么职务？", "校长欧阳木兰"),
        ("为什么青河大学增加了观测船？", "海豚湾的水温升高"),
        ("哪些部门的检查？", "航运"),
    ],
)
def test_each_part_of_a_statement_is_asked_for_in_its_place(
    made: dict[str, set[tuple[str, str]]], asked: str, answer: str
) -> None:
    ends = {(question[-len(asked) :], found) for question, found in made[""]}
    assert (asked, answer) in ends


def test_a_part_that_a_statement_lacks_is_in_no_sentence_beside_it(made: dict[str, set[tuple[str, str]]]) -> None:
    assert made["partless"]
    for question, answer in made["partless"]:
        assert not answer
        assert re.search("哪一年|什么时候|哪里|和谁|是谁|多久", question)
        assert holds_news(question, "青河大学联合凤凰山气象站公布观测结果。") is not True


def test_an_unsaid_fact_is_asked_of_what_the_article_names_and_nothing_in_it_speaks_of_it(
    made: dict[str, set[tuple[str, str]]],
) -> None:
    forms = {form: told for facts in UNSAID.values() for form, told in facts}
    assert made["unsaid"]
    for question, answer in made["unsaid"]:
        name, form = next(
            (name, form)
            for form in forms
            for name in ("青河大学", "青河", "海豚湾", "欧阳木兰", "观测船")
            if form.format(name=name) == question[:-1]
        )
        assert not answer
        assert TEXT.count(name) > 1
        assert not re.search(forms[form], TEXT)


def test_the_same_questions_are_made_every_time() -> None:
    assert list(questions_of(ARTICLE, 3)) == list(questions_of(ARTICLE, 3))


def test_what_is_made_of_an_article_is_held_out_with_what_was_asked_of_it() -> None:
    for number in range(40):
        article = Article(f"64fa9b27b82641eb8ecbe{number:03x}", ARTICLE.title, TEXT)
        sides = {held_out(query.id) for _, query in questions_of(article)}
        assert sides == {held_out(f"qa1-{article.id}-2")}


@pytest.mark.parametrize("text", ["", "。", "天气很好。", "记者 王明 8月3日电", "“", "\n\n"])
def test_a_text_that_states_nothing_gives_nothing(text: str) -> None:
    assert list(questions_of(Article("a", "", text))) == []
