"""Ranking source sentences for a question, on small articles about other things than the five."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import Evidence, head_of, rank_sentences
from index import Article, Passage, Sentence
from index.passages import split_passages

BRIDGE = Article(
    "bridge",
    "青河大桥今日通车",
    "青河大桥概况\n青河大桥位于江城以北，连接两岸的工业区。\n大桥全长2316米，设有四条车道。\n"
    "总投资18.6亿元，由省交通集团建设。\n市民王芳表示。\n首日有三万辆汽车驶过桥面。",
    publisher="江城日报",
    author="林木",
    published="2021-03-06T08:00",
)
AQUARIUM = Article(
    "aquarium",
    "海灣水族館開幕",
    "海灣水族館今天開幕。\n館內飼養了一百二十種魚類，最大的水槽深達九公尺。\n門票定為三百元，兒童半價。\n"
    "館長林靜儀表示，水族館每年可接待八十萬名遊客。",
    publisher="海灣時報",
    published="2022-07-01",
)
FERRY = Article(
    "ferry",
    "New ferry enters service",
    "The ferry Aurora entered service on 5 May 2020. It carries 812 passengers between Harwick and Sandholm. "
    "Captain Ada Moore said the crossing takes two hours.",
    publisher="Harwick Post",
    published="2020-05-06",
)


def passages(*articles: Article, cosines: dict[str, float] | None = None, score: float = 1.0) -> list[Passage]:
    """The articles cut as the index cuts them; cosines are .8 but for sentences that hold a key of ``cosines``."""

    def cosine(text: str) -> float:
        return next((value for part, value in (cosines or {}).items() if part in text), 0.8)

    return [
        Passage(
            article.id,
            chunk.start,
            chunk.end,
            chunk.text,
            score,
            tuple(Sentence(chunk.start + a, chunk.start + b, cosine(chunk.text[a:b])) for a, b in chunk.sentences),
        )
        for article in articles
        for chunk in split_passages(article, 256)
    ]


def rank(question: str, *articles: Article, cosines: dict[str, float] | None = None) -> list[Evidence]:
    return rank_sentences(question, passages(*articles, cosines=cosines), {a.id: a for a in articles}, {})


ALL = (BRIDGE, AQUARIUM, FERRY)


@pytest.mark.parametrize(
    ("question", "article", "part"),
    [
        ("青河大桥全长多少米？", "bridge", "2316米"),
        ("青河大橋全長多少米？", "bridge", "2316米"),
        ("大桥的总投资是多少？", "bridge", "18.6亿元"),
        ("水族館的門票多少錢？", "aquarium", "三百元"),
        ("水族馆的馆长是谁？", "aquarium", "林靜儀"),
        ("How many passengers does the ferry carry?", "ferry", "812"),
        ("Who is the captain of the ferry?", "ferry", "Ada Moore"),
    ],
)
def test_the_answer_comes_first_by_words_alone(question: str, article: str, part: str) -> None:
    best = rank(question, *ALL)[0]
    assert (best.article_id, part in best.text) == (article, True)


@pytest.mark.parametrize(
    "question", ["青河大桥全长多少米？", "水族馆有多少种鱼类？", "How long does the crossing take?", "？"]
)
def test_every_sentence_comes_once_best_first_and_cut_exactly(question: str) -> None:
    ranked = rank(question, *ALL)
    texts = {a.id: a.text for a in ALL}
    spans = {(p.article_id, s.start, s.end) for p in passages(*ALL) for s in p.sentences}
    assert {(e.article_id, e.start, e.end) for e in ranked} == spans
    assert len(ranked) == len(spans)
    assert all(texts[e.article_id][e.start : e.end] == e.text for e in ranked)
    assert [e.score for e in ranked] == sorted((e.score for e in ranked), reverse=True)
    assert all(0.0 <= e.coverage <= 1.0 for e in ranked)


def test_nothing_found_gives_no_evidence() -> None:
    assert rank_sentences("青河大桥全长多少米？", [], {}, {}) == []
    assert rank_sentences("？", [Passage("bridge", 0, 0, "")], {"bridge": BRIDGE}, {}) == []


def test_a_heading_that_repeats_the_question_ranks_below_what_tells() -> None:
    ranked = [e.text for e in rank("青河大桥概况", BRIDGE)]
    assert ranked.index("青河大桥概况") > ranked.index("青河大桥位于江城以北，连接两岸的工业区。")


def test_a_scrap_of_a_sentence_ranks_below_the_answer() -> None:
    ranked = [e.text for e in rank("首日有多少辆汽车驶过大桥，市民怎么说？", BRIDGE)]
    assert ranked[0] == "首日有三万辆汽车驶过桥面。"
    plain = BRIDGE.text.replace("市民王芳表示。", "市民王芳表示满意，桥面十分平整。")
    longer = [e.text for e in rank("市民王芳表示了什么？", Article("bridge", "", plain))]
    assert longer[0] == "市民王芳表示满意，桥面十分平整。"


def test_the_vectors_decide_where_the_words_are_equal() -> None:
    twins = Article("twins", "", "东岸的码头今年扩建完成。\n西岸的码头今年扩建完成。")
    for side in ("东岸", "西岸"):
        assert rank("码头扩建", twins, cosines={side: 0.9})[0].text.startswith(side)


def test_the_kind_asked_for_decides_where_words_and_vectors_are_equal() -> None:
    twins = Article("twins", "", "码头扩建工程规模很大。\n码头扩建工程泊位九个。")
    assert rank("码头扩建工程多少？", twins)[0].text == "码头扩建工程泊位九个。"
    assert rank("码头扩建工程如何？", twins)[0].text == "码头扩建工程规模很大。"


def test_rare_words_weigh_more() -> None:
    docks = Article("docks", "", "码头正在修建新的仓库。\n渡轮每天往返四个班次。")
    question = "码头渡轮"
    for rare, first in (("码头", "码头"), ("渡轮", "渡轮")):
        ranked = rank_sentences(question, passages(docks), {"docks": docks}, {rare: 9.0, "头渡": 0.1})
        assert ranked[0].text.startswith(first)


def test_a_passage_that_speaks_of_the_name_asked_for_goes_before_one_that_does_not() -> None:
    other = Article("other", "白沙大桥今日通车", BRIDGE.text.replace("青河", "白沙"), published="2021-03-06")
    for name, article in (("青河大桥", "bridge"), ("白沙大桥", "other")):
        assert rank(f"{name}全长多少米？", BRIDGE, other)[0].article_id == article


def test_a_passage_with_the_figure_asked_for_goes_first_however_it_is_spelled() -> None:
    first = Article("first", "", "基金的规模为3000亿元。")
    second = Article("second", "", "基金的规模为1000亿元。")
    assert rank("一千亿元的基金", first, second)[0].article_id == "second"
    assert rank("三千亿元的基金", first, second)[0].article_id == "first"


def test_what_the_head_says_counts_for_every_sentence_of_the_article() -> None:
    report = "工程今日完工，共有九个泊位。"
    sea = Article("sea", "东港码头竣工", report, publisher="海港报")
    river = Article("river", "西江船闸竣工", report, publisher="江河报")
    for question, article in (("东港码头有多少个泊位？", "sea"), ("西江船闸有多少个泊位？", "river")):
        assert rank(question, sea, river)[0].article_id == article


def test_a_sentence_that_points_back_is_covered_by_what_it_points_at() -> None:
    pointing = Article("p", "", "林木设计了白塔灯塔。\n这项工作历时三年完成。\n码头上停着几条船。")
    plain = Article("p", "", pointing.text.replace("这项工作", "有项工作"))
    question = "白塔灯塔的设计"
    covered = [{e.text[-7:]: e.coverage for e in rank(question, a)}["历时三年完成。"] for a in (pointing, plain)]
    assert covered[0] > covered[1]


def test_covered_holds_only_the_sentence_s_own_words() -> None:
    by_text = {e.text: e.covered for e in rank("大桥车道", BRIDGE)}
    assert by_text["大桥全长2316米，设有四条车道。"] == {"大桥", "车道"}
    assert by_text["首日有三万辆汽车驶过桥面。"] == frozenset()


SCRIPTS = [
    ("青河大桥全长多少米？", "青河大橋全長多少米？"),
    ("大桥的总投资是多少？", "大橋的總投資是多少？"),
    ("水族馆什么时候开幕？", "水族館什麼時候開幕？"),
    ("水族馆的馆长是谁？", "水族館的館長是誰？"),
    ("门票多少钱？", "門票多少錢？"),
    ("为什么儿童半价？", "為什麼兒童半價？"),
]


@pytest.mark.parametrize(("simplified", "traditional"), SCRIPTS)
def test_the_script_of_the_question_does_not_change_the_ranking(simplified: str, traditional: str) -> None:
    plain, other = rank(simplified, *ALL), rank(traditional, *ALL)
    assert [(e.article_id, e.start) for e in plain] == [(e.article_id, e.start) for e in other]
    assert [e.score for e in plain] == pytest.approx([e.score for e in other])


@given(st.permutations(passages(*ALL)))
def test_the_order_of_the_passages_does_not_matter(shuffled: list[Passage]) -> None:
    articles = {a.id: a for a in ALL}
    ranked = rank_sentences("青河大桥全长多少米？", shuffled, articles, {})
    assert [(e.article_id, e.start) for e in ranked] == [
        (e.article_id, e.start) for e in rank("青河大桥全长多少米？", *ALL)
    ]


def test_the_head_names_outlet_author_and_day() -> None:
    assert head_of(BRIDGE) == "青河大桥今日通车 江城日报 林木 2021-03-06"
    assert head_of(Article("a", "", "")).strip() == ""
