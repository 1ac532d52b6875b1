"""How many sentences an answer takes, and which must stand beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.choice import alike, choose, complete, is_item, other_sides, sides_compared
from assistant.evidence import Evidence
from index import Article
from index.text.sentences import split_sentences

DYKE = Article(
    "dyke",
    "青河堤防",
    "会议提出三点要求：\n一是修缮堤坝。汛期前完工。\n二是疏浚河道。\n三是储备物资。\n"
    "会议由李明主持。\n另有两项风险：\n一是经费不足。\n二是人手不足。",
)
LEAD = "会议提出三点要求："
ARTICLES = {"dyke": DYKE}


def evidence(text: str, score: float = 0.0, covered: str = "", article: str = "dyke", start: int = 0) -> Evidence:
    """A sentence whose covered tokens are the characters of ``covered``."""
    return Evidence(article, start, start + len(text), text, score, 0.8, frozenset(covered), 0.0)


def found(article: Article, text: str, score: float = 0.0) -> Evidence:
    return evidence(text, score, article=article.id, start=article.text.index(text))


def texts(chosen: list[Evidence]) -> list[str]:
    return [e.text for e in chosen]


# --- choose


def test_nothing_gives_nothing() -> None:
    assert choose([], 3) == []


def test_one_sentence_that_covers_the_question_is_enough() -> None:
    ranked = [
        evidence("水位涨到九米。", 5, "abcd"),
        evidence("河面结了薄冰。", 4.9, "abc"),
        evidence("桥面已封。", 4.8),
    ]
    assert choose(ranked, 3) == ranked[:1]


def test_a_sentence_with_new_words_of_the_question_joins() -> None:
    ranked = [
        evidence("水位涨到九米。", 5, "ab"),
        evidence("河面结了薄冰。", 4.9, "cd"),
        evidence("桥面已封。", 4.8, "ef"),
    ]
    assert choose(ranked, 3) == ranked
    assert choose(ranked, 2) == ranked[:2]


def test_one_new_word_is_not_enough() -> None:
    ranked = [evidence("水位涨到九米。", 5, "ab"), evidence("河面结了薄冰。", 4.9, "abc")]
    assert choose(ranked, 3) == ranked[:1]


def test_much_weaker_evidence_does_not_join() -> None:
    ranked = [evidence("水位涨到九米。", 5, "ab"), evidence("河面结了薄冰。", 2.9, "cd")]
    assert choose(ranked, 3) == ranked[:1]


def test_the_same_said_again_does_not_join() -> None:
    ranked = [evidence("水位涨到九米。", 5, "ab"), evidence("水位已涨到九米。", 4.9, "cd", article="other")]
    assert choose(ranked, 3) == ranked[:1]


def test_what_is_required_comes_whatever_it_adds() -> None:
    ranked = [evidence("水位涨到九米。", 5), evidence("水位已涨到九米。", 1), evidence("桥面已封。", 1)]
    assert choose(ranked, 3, required=2) == ranked[:2]
    assert choose(ranked, 1, required=2) == ranked[:2]


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.text("abcdef", max_size=4), st.text("河水桥坝冰", min_size=1, max_size=9))),
    st.integers(1, 5),
    st.integers(1, 3),
)
def test_the_choice_is_small_ordered_and_starts_with_the_best(
    drawn: list[tuple[float, str, str]], limit: int, required: int
) -> None:
    ranked = sorted((evidence(text, score, covered) for score, covered, text in drawn), key=lambda e: -e.score)
    chosen = choose(ranked, limit, required)
    assert len(chosen) <= max(limit, required)
    assert chosen[:required] == ranked[:required]
    assert [e for e in ranked if any(e is c for c in chosen)] == chosen


# --- alike


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("青河水位涨到9米。", "青河水位涨到9米。"),
        ("青河水位涨到9米。", "青河水位已涨到9米。"),
        ("青河水位漲到9米。", "青河水位涨到９米。"),
        ("The river rose to nine metres.", "the river rose to nine metres"),
    ],
)
def test_nearly_the_same_words_are_alike_in_any_script(a: str, b: str) -> None:
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(("a", "b"), [("青河水位涨到9米。", "大桥于三月通车。"), ("水位", ""), ("。", "。")])
def test_other_words_are_not(a: str, b: str) -> None:
    assert not alike(a, b)


# --- items


@pytest.mark.parametrize(
    "sentence",
    ["一是修缮堤坝。", "第二，疏浚河道。", "（3）储备物资。", "(3)储备物资。", "其四，加强值守。", "首先，修缮。",
     "最後，總結。", "2、疏浚。", "十一、附则。", "1. Repair the dyke.", "2) Dredge the river.", "· 修缮", "- dredge"],
)  # fmt: skip
def test_items_of_a_list(sentence: str) -> None:
    assert is_item(sentence)


@pytest.mark.parametrize("sentence", ["会议由李明主持。", "三大隐患尚未消除。", "2021年动工。", "Repair the dyke.", ""])
def test_ordinary_sentences_are_not_items(sentence: str) -> None:
    assert not is_item(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["3.5亿元已经到账。", "1.75万人撤离。", "-5℃的低温将持续。", "第一财经报道称，堤坝已修复。", "第二季度完工。"],
)
def test_numbers_and_names_at_the_start_are_not_items(sentence: str) -> None:
    assert not is_item(sentence)


# --- complete


def test_a_sentence_that_promises_nothing_stands_alone() -> None:
    chosen = [found(DYKE, "会议由李明主持。")]
    assert complete("谁主持会议？", chosen, ARTICLES) == chosen


def test_a_colon_is_followed_by_its_items_and_not_by_what_explains_them() -> None:
    three = Article("dyke", "", DYKE.text[: DYKE.text.index("另有")])
    whole = complete("提出了哪些要求？", [found(three, LEAD)], {"dyke": three})
    assert texts(whole) == [LEAD, "一是修缮堤坝。", "二是疏浚河道。", "三是储备物资。"]


def test_the_items_of_the_next_list_are_not_taken() -> None:
    whole = complete("提出了哪些要求？", [found(DYKE, LEAD)], ARTICLES)
    assert texts(whole) == [LEAD, "一是修缮堤坝。", "二是疏浚河道。", "三是储备物资。"]


@pytest.mark.parametrize("colon", ["：", ":"])
def test_a_colon_without_items_leads_to_one_sentence(colon: str) -> None:
    article = Article("dyke", "", f"李明说{colon}\n堤坝已经修好。\n河道正在疏浚。")
    whole = complete("李明说了什么？", [found(article, f"李明说{colon}")], {"dyke": article})
    assert texts(whole) == [f"李明说{colon}", "堤坝已经修好。"]


def test_a_colon_at_the_article_s_end_leads_to_nothing() -> None:
    article = Article("dyke", "", "要求如下：")
    assert texts(complete("要求是什么？", [found(article, "要求如下：")], {"dyke": article})) == ["要求如下："]


def test_a_list_without_end_is_cut() -> None:
    article = Article("dyke", "", "要求如下：\n" + "\n".join(f"{n}、加固第{n}段堤坝。" for n in range(1, 30)))
    whole = complete("要求是什么？", [found(article, "要求如下：")], {"dyke": article})
    assert texts(whole) == ["要求如下：", *(f"{n}、加固第{n}段堤坝。" for n in range(1, 9))]


def test_an_item_that_was_chosen_itself_comes_once() -> None:
    three = Article("dyke", "", DYKE.text[: DYKE.text.index("另有")])
    whole = complete("哪些要求？", [found(three, "二是疏浚河道。"), found(three, LEAD)], {"dyke": three})
    assert sorted(texts(whole)) == sorted([LEAD, "一是修缮堤坝。", "二是疏浚河道。", "三是储备物资。"])


REASON = Article("flood", "", "渔船全部停航。因为海上有八级大风。\n交通部门同时关闭了大桥。\n二、抢险\n市民已经撤离。")


@pytest.mark.parametrize("question", ["渔船为什么停航？", "漁船為何停航？", "Why were the boats kept in port?"])
def test_the_reason_after_the_best_claim_comes_too(question: str) -> None:
    chosen = [found(REASON, "渔船全部停航。"), found(REASON, "交通部门同时关闭了大桥。")]
    whole = complete(question, chosen, {"flood": REASON})
    assert texts(whole) == ["渔船全部停航。", "因为海上有八级大风。", "交通部门同时关闭了大桥。"]


def test_no_reason_comes_where_none_was_asked_for() -> None:
    chosen = [found(REASON, "渔船全部停航。")]
    assert complete("哪些渔船停航？", chosen, {"flood": REASON}) == chosen


@pytest.mark.parametrize("claim", ["因为海上有八级大风。", "交通部门同时关闭了大桥。"])
def test_the_next_paragraph_or_heading_is_no_reason(claim: str) -> None:
    chosen = [found(REASON, claim)]
    assert complete("渔船为什么停航？", chosen, {"flood": REASON}) == chosen


LINES = st.lists(
    st.sampled_from(["要求如下：", "一是修坝。", "二是清淤。", "会议结束。", "😀水位九米。", "(3) 值守"]), max_size=12
)


@given(LINES, st.data())
def test_what_is_added_is_cut_exactly_from_the_article(lines: list[str], data: st.DataObject) -> None:
    article = Article("dyke", "", "\n".join(lines))
    spans = split_sentences(article.text)
    if not spans:
        return
    start, end = data.draw(st.sampled_from(spans))
    whole = complete("为什么？", [evidence(article.text[start:end], start=start)], {"dyke": article})
    assert [article.text[e.start : e.end] for e in whole] == texts(whole)
    assert {(e.start, e.end) for e in whole} <= set(spans)
    assert len({e.start for e in whole}) == len(whole)


# --- what other articles say


def said(article: str, text: str, score: float = 5.0) -> Evidence:
    return evidence(text, score, article=article)


def test_another_article_s_other_number_is_shown_too() -> None:
    best, other = said("a", "青河全年涨水九次。"), said("b", "水文站共记录到十二次洪峰。", 4.5)
    assert other_sides("涨水多少次？", [best], [best, other]) == [other]


@pytest.mark.parametrize(
    "other",
    [
        said("b", "水文站的记录并不完整。", 4.5),  # no number
        said("b", "水文站共记录到十二次洪峰。", 3.9),  # much weaker
        said("a", "水文站共记录到十二次洪峰。", 4.9),  # the same article
        said("b", "青河全年涨水九次。", 4.9),  # the same words
    ],
)
def test_what_is_no_other_side_is_not_shown(other: Evidence) -> None:
    best = said("a", "青河全年涨水九次。")
    assert other_sides("涨水多少次？", [best], [best, other]) == []


def test_a_number_for_another_year_is_no_other_side() -> None:
    best, other = said("a", "2021年涨水九次。"), said("b", "2019年记录到十二次洪峰。", 4.9)
    assert other_sides("2021年涨水多少次？", [best], [best, other]) == []


def test_the_same_number_in_many_other_words_is_no_other_side() -> None:
    best = said("a", "据不完全统计，去年青河共出现洪峰12次，其中秋季5次，水文站认为与上游水库泄洪有关。")
    again, more = said("b", "全年洪峰十二次，秋汛五次。", 4.9), said("c", "全年洪峰十二次，秋汛六次。", 4.8)
    assert other_sides("洪峰多少次？", [best], [best, again]) == []
    assert other_sides("洪峰多少次？", [best], [best, again, more]) == [more]


def test_an_open_question_has_no_sides() -> None:
    best, other = said("a", "青河全年涨水九次。"), said("b", "水文站共记录到十二次洪峰。", 4.9)
    assert other_sides("介绍一下青河。", [best], [best, other]) == []
    assert other_sides("涨水多少次？", [], [other]) == []


SHENZHEN, SHANGHAI, BOTH = (
    said("a", "深圳设立了千亿元基金。", 4.0),
    said("b", "上海支持民间投资。", 3.0),
    said("c", "上海和深圳都出台了政策。", 5.0),
)


def test_a_comparison_shows_each_of_the_things_compared() -> None:
    ranked = [BOTH, SHENZHEN, SHANGHAI]
    assert sides_compared("上海和深圳的政策有什么不同？", ranked, 3) == ranked
    assert sides_compared("上海和深圳的政策有什么不同？", ranked, 2) == ranked[:2]


@pytest.mark.parametrize("question", ["上海和深圳出台了什么？", "上海的政策和以前有什么不同？"])
def test_what_compares_nothing_has_no_sides_to_compare(question: str) -> None:
    assert sides_compared(question, [BOTH, SHENZHEN, SHANGHAI], 3) == []


CHAPTERS = Article(
    "dyke",
    "",
    "二、防汛面临三大挑战\n今年雨水偏多。\n一是堤坝老化。部分堤段建于五十年前。\n二是河道淤积。\n三是物资不足。\n三、展望\n汛期将至。",
)


def test_a_heading_that_counts_is_followed_by_what_it_counts() -> None:
    whole = complete("防汛面临哪些挑战？", [found(CHAPTERS, "二、防汛面临三大挑战")], {"dyke": CHAPTERS})
    assert texts(whole) == ["二、防汛面临三大挑战", "一是堤坝老化。", "二是河道淤积。", "三是物资不足。"]


@pytest.mark.parametrize(
    ("question", "heading"),
    [("防汛面临哪些挑战？", "二、防汛面临四大挑战"), ("今年雨水多吗？", "二、防汛面临三大挑战")],
)
def test_a_list_that_is_not_meant_is_not_taken(question: str, heading: str) -> None:
    article = Article("dyke", "", CHAPTERS.text.replace("二、防汛面临三大挑战", heading))
    assert texts(complete(question, [found(article, heading)], {"dyke": article})) == [heading]


def test_another_post_of_the_same_person_is_shown_though_much_else_is_told() -> None:
    best, other = said("a", "研究院院长黄铁军说,前景广阔。"), said("b", "联盟秘书长黄铁军表示,近期热潮席卷全球。", 1.5)
    stranger = said("c", "科技部副部长吴朝晖在论坛上表示,坚持协作。", 1.6)
    assert other_sides("黄铁军担任什么职务？", [best], [best, stranger, other]) == [other]
