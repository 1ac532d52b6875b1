"""Knowing when the sources do not hold the answer."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import rank_sentences
from assistant.refusal import LEAST_CHANCE, Kind, Signs, chance_of_answer, read_signs, touches
from index import Article, Passage, Sentence
from index.passages import split_passages

BRIDGE = Article(
    "bridge",
    "青河大桥通车",
    "青河大桥于2021年3月5日通车，全长2316米。\n总投资18.6亿元，由省交通集团建设。\n首日有三万辆汽车驶过桥面。",
    publisher="江城日报",
    published="2021-03-06",
)
HEN = Article("hen", "养鸡", "散养的母鸡每天产一枚蛋。\n饲料以玉米为主。", publisher="农家报")
GOOD = Signs(0.92, 1.0, missing=0.0, names=0.0, figures=0.0, silent=0.0, post=0.0, apart=0.0, strange=0.0)

KINDS = st.sampled_from(["read", "within", "crossing"])
SIGNS = st.builds(
    Signs,
    cosine=st.floats(-1, 1),
    passage=st.floats(0, 1),
    missing=st.floats(0, 1),
    names=st.floats(0, 1),
    figures=st.floats(0, 1),
    silent=st.sampled_from([0.0, 1.0]),
    post=st.sampled_from([0.0, 1.0]),
    apart=st.floats(0, 1),
)


def signs(question: str, *articles: Article, best: float = 0.9, rest: float = 0.8, budget: int = 64) -> Signs:
    """The signs when the first article's first sentence has cosine ``best`` and every other one ``rest``."""
    found = [
        Passage(
            a.id,
            c.start,
            c.end,
            c.text,
            1.0,
            tuple(
                Sentence(c.start + x, c.start + y, best if (a, c.start + x) == (articles[0], 0) else rest)
                for x, y in c.sentences
            ),
        )
        for a in articles
        for c in split_passages(a, budget)
    ]
    by_id = {a.id: a for a in articles}
    ranked = rank_sentences(question, found, by_id, {})
    return read_signs(question, ranked, found, by_id, {})


# --- the chance


@given(SIGNS, KINDS)
def test_a_chance_is_a_chance(found: Signs, kind: Kind) -> None:
    assert 0.0 <= chance_of_answer(found, kind) <= 1.0


@given(
    SIGNS,
    st.sampled_from(["missing", "names", "figures", "silent", "apart"]),
    st.floats(0, 1),
    KINDS,
)
def test_what_is_not_met_never_helps(found: Signs, field: str, more: float, kind: Kind) -> None:
    value = getattr(found, field)
    worse = replace(found, **{field: max(value, more)})
    assert chance_of_answer(worse, kind) <= chance_of_answer(found, kind)


@given(SIGNS, st.sampled_from(["cosine", "passage", "post"]), st.floats(0, 1), KINDS)
def test_better_evidence_never_hurts(found: Signs, field: str, more: float, kind: Kind) -> None:
    better = replace(found, **{field: max(getattr(found, field), more)})
    assert chance_of_answer(better, kind) >= chance_of_answer(found, kind)


@pytest.mark.parametrize("kind", ["read", "within", "crossing"])
def test_good_evidence_is_answered_from_and_none_is_not(kind: Kind) -> None:
    assert chance_of_answer(GOOD, kind) > LEAST_CHANCE
    assert chance_of_answer(Signs(0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0), kind) < LEAST_CHANCE


@pytest.mark.parametrize("value", [1e9, -1e9])
def test_no_sign_overflows(value: float) -> None:
    wild = Signs(*(value for _ in fields(Signs)))
    assert 0.0 <= chance_of_answer(wild, "crossing") <= 1.0


def test_an_unmet_figure_turns_an_answer_into_a_refusal() -> None:
    marginal = replace(GOOD, passage=0.8)
    unmet = replace(marginal, figures=1.0)
    assert chance_of_answer(marginal, "within") > LEAST_CHANCE > chance_of_answer(unmet, "within")


@pytest.mark.parametrize("sign", ["figures", "apart"])
def test_what_is_wholly_unmet_is_refused_whatever_else_speaks_for_it(sign: str) -> None:
    assert chance_of_answer(replace(GOOD, **{sign: 1.0}), "crossing") == 0.0
    assert chance_of_answer(replace(GOOD, cosine=0.99, **{sign: 0.5}), "crossing") > 0.0


# --- the signs


def test_the_cosine_is_the_best_sentence_s() -> None:
    assert signs("青河大桥全长多少米？", BRIDGE, best=0.9, rest=0.8).cosine == 0.9


def test_words_of_the_question_in_the_passages() -> None:
    assert signs("青河大桥总投资多少？", BRIDGE).passage == 1.0
    assert 0.0 < signs("青河大桥总投资和桥墩多少？", BRIDGE).passage < 1.0
    assert signs("母鸡产蛋", BRIDGE).passage == 0.0


def test_the_rarest_word_that_is_not_beside_the_best_sentence() -> None:
    assert signs("青河大桥通车了吗？", BRIDGE).missing == 0.0
    assert signs("青河大桥的桥墩通车了吗？", BRIDGE).missing > 0.0
    assert signs("母鸡产蛋", BRIDGE).missing > signs("青河大桥通车时母鸡产蛋", BRIDGE).missing


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("2021年通车的大桥有多长？", 0.0),
        ("2022年通车的大桥有多长？", 1.0),
        ("全长2316米的大桥在哪里？", 0.0),
        ("全长2613米的大桥在哪里？", 1.0),
        ("2021年通车、全长2613米的大桥在哪里？", 0.5),
        ("大桥有多长？", 0.0),
    ],
)
def test_figures_of_the_question_that_are_not_there(question: str, figures: float) -> None:
    assert signs(question, BRIDGE).figures == figures


def test_an_unmet_figure_lowers_the_chance_of_the_same_evidence() -> None:
    right, wrong = (signs(f"{year}年通车的青河大桥全长多少米？", BRIDGE) for year in (2021, 1998))
    assert (right.cosine, right.names) == (wrong.cosine, wrong.names)
    assert chance_of_answer(wrong, "within") < chance_of_answer(right, "within")


def test_an_unmet_title_lowers_the_chance() -> None:
    assert signs("《青河大桥通车》说了什么？", BRIDGE).names == 0.0
    assert signs("《白沙海塘录》说了什么？", BRIDGE).names > 0.0


def test_the_head_may_meet_what_the_text_does_not_say() -> None:
    assert signs("《青河大桥通车》里说全长多少米？", BRIDGE).names == 0.0
    assert signs("2021年3月6日的报道说大桥全长多少？", BRIDGE).figures == 0.0


def test_only_the_passages_of_the_three_best_sentences_count() -> None:
    question = "一九九八年，青河大桥总投资和全长多少，由省交通集团建设，首日多少汽车驶过桥面？"
    far = Article("far", "", "旧渡口建于1998年。")
    assert signs(question, far).figures == 0.0
    assert signs(question, BRIDGE, far).figures == 1.0
    longer = replace(BRIDGE, text=f"{BRIDGE.text}\n{far.text}")
    assert split_passages(longer, 16)[-1].text == far.text
    assert signs(question, longer, budget=16).figures == 1.0


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("青河大桥全长多少米？", "青河大橋全長多少米？"),
        ("2022年总投资是多少？", "2022年總投資是多少？"),
        ("《江城志》怎么说大桥？", "《江城志》怎麼說大橋？"),
    ],
)
def test_the_script_of_the_question_does_not_change_the_signs(simplified: str, traditional: str) -> None:
    assert signs(simplified, BRIDGE, HEN) == signs(traditional, BRIDGE, HEN)


@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("青河大桥全长多少米？", 0.0),
        ("青河大桥的桥长是谁量的？", 1.0),
        ("2021年3月5日通车、全长2316米的青河大桥有多少根桥墩？", 1.0),
        ("介绍一下青河大桥。", 0.0),
    ],
)
def test_the_kind_of_thing_asked_for_is_there_or_not(question: str, silent: float) -> None:
    assert signs(question, BRIDGE).silent == silent


def test_a_post_given_to_the_person_asked_about() -> None:
    mayor = Article("mayor", "", "市长黄铁军表示大桥已经通车。")
    assert signs("黄铁军是谁？", mayor).post == 1.0
    assert signs("王怀民是谁？", mayor).post == 0.0


def test_a_name_beside_the_best_sentence_counts_and_one_further_off_does_not() -> None:
    near = Article("near", "", "海灣公司建了碼頭。\n碼頭全长900米，可停大船。")
    far = Article("far", "", "微软去年搬走了，人们都说起过。\n码头全长900米，可停大船。\n第三句话什么也不说。")
    assert signs("微软的码头有多长？", near, best=0.5).apart == 1.0
    assert signs("微软的码头有多长？", far, best=0.5).apart == 0.0


def test_a_text_s_beginning_gives_the_date_that_its_head_does_not() -> None:
    undated = Article("undated", "", "江城日报2021年3月6日讯。\n青河大桥昨天通车。\n" + "桥上车流不断。\n" * 20)
    assert signs("2021年青河大桥通车了吗？", undated, budget=16).figures == 0.0
    assert signs("2022年青河大桥通车了吗？", undated, budget=16).figures == 1.0


def test_names_of_things_set_side_by_side_need_not_stand_together() -> None:
    both = Article("both", "", "微软的码头全长900米。\n海边有一座灯塔。\n谷歌的码头全长700米。")
    assert signs("微软和谷歌的码头分别有多长？", both, best=0.95).apart == 0.0


def test_the_time_after_which_something_is_so_stands_beside_the_best_sentence() -> None:
    grown = Article(
        "grown", "", "码头开放两个月后停了22条船。\n海边有一座灯塔。\n灯塔一年后建成。", published="2023-05-01"
    )
    assert signs("码头开放两个月后停了多少条船？", grown).apart == 0.0
    assert signs("码头开放一年后停了多少条船？", grown).apart == 1.0


def test_who_speaks_need_not_be_named_beside_what_they_say() -> None:
    speech = Article("speech", "", "码头全长900米，可停大船。\n海边有一座灯塔。")
    assert signs("微软的码头有多长？", speech).apart == 1.0
    assert signs("微软说码头有多长？", speech).apart == 0.0
    assert signs("据微软介绍，码头有多长？", speech).apart == 0.0
    assert signs("What did Microsoft say about the pier?", speech).apart == 0.0
    assert signs("How long is the pier according to Microsoft?", speech).apart == 0.0
    assert signs("微软的数据中心名称是什么？", speech).apart == 1.0


# --- languages

PIER = Article("pier", "", "The pier was founded in 1998 by Maria Lindqvist.\nIt holds 22 boats.")


def test_an_english_question_of_an_english_text_is_judged_by_its_own_words() -> None:
    asked, beside = signs("Who founded the pier?", PIER), signs("Who paints the lighthouse?", PIER)
    assert (asked.passage, asked.missing, asked.strange) == (1.0, 0.0, 0.0)
    assert (beside.passage, beside.missing, beside.strange) == (0.0, 0.5, 1.0)


@pytest.mark.parametrize("question", ["When were the piers founded?", "Who was founding piers?"])
def test_english_words_are_known_in_every_form(question: str) -> None:
    assert signs(question, PIER).passage == 1.0


def test_a_chinese_question_of_an_english_text_knows_not_what_is_missing() -> None:
    found = signs("码头是谁建的？", PIER)
    assert (found.passage, found.missing, found.strange) == (0.0, 0.5, 0.0)


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("怎么做红烧肉？", "悟道2.0是智源研究院发布的模型。", False),
        ("有多少參數？", "它的参数量达到1.75万亿。", True),
        ("那又怎样？", "它的参数量达到1.75万亿。", True),
        ("How many parameters?", "It has 1.75 trillion parameters.", True),
        ("How is bread baked?", "It has 1.75 trillion parameters.", False),
    ],
)
def test_a_text_touches_what_it_has_a_word_of(question: str, text: str, found: bool) -> None:
    assert touches(question, text) is found


@pytest.mark.parametrize(("share", "found"), [(0.0, True), (0.2, True), (0.5, False)])
def test_a_text_touches_what_it_has_more_than_a_share_of(share: float, found: bool) -> None:
    assert touches("人才缺口有多大？", "要培养人才。", share) is found
