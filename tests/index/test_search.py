"""Search: three kinds of evidence, exact spans, and filters that hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Index, Where
from index.article import Passage
from index.passages import Chunk
from index.search import Candidate, rank
from index.space import language_of_text
from index.store.rows import StoredPassage
from index.store.vectors import unpack_vectors
from tests.doubles.hash_embedder import HashEmbedder

ARTICLES = [
    Article(
        "open",
        "开源",
        "大模型的开源生态正在形成。半数以上的模型已经开源😀。\n𠮷野家没有大模型。高校是开源的主要力量。",
        publisher="新华社",
        published="2023-06-07",
    ),
    Article(
        "cities",
        "地域",
        "从地域分布看，北京和广东数量最多。\n美国与中国的大模型数量占全球八成以上。",
        publisher="澎湃新闻",
        published="2023-05-28T18:41:56",
    ),
    Article("english", "GPT", "GPT-3.5 is a language model. It was followed by GPT-4.", publisher="OpenAI"),
    Article("hant", "開源", "臺灣的開放原始碼社群也推出語言模型。", publisher="中央社", published="2024-01-02"),
]


@pytest.fixture(scope="module")
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="module")
def index(open_hashed_once: Callable[..., Index], embedder: HashEmbedder) -> Index:
    opened = open_hashed_once(embedder, passage_tokens=32)
    opened.update(ARTICLES, "s")
    return opened


def owners(passages: list[Passage]) -> list[str]:
    return [p.article_id for p in passages]


@pytest.mark.parametrize(
    ("question", "article_id"),
    [
        ("哪些地方的大模型数量最多？", "cities"),
        ("谁是开源的主要力量", "open"),
        ("gpt 3.5", "english"),
        ("台湾的开放原始码社群", "hant"),
    ],
)
@pytest.mark.parametrize("leg", ["fused", "keyword"])
def test_the_passage_that_answers_comes_first(
    index: Index, embedder: HashEmbedder, question: str, article_id: str, leg: str
) -> None:
    assert index.search(question, leg=leg)[0].article_id == article_id  # type: ignore[arg-type]


@pytest.mark.parametrize("leg", ["fused", "dense", "keyword"])
def test_passages_and_sentences_stand_in_their_articles(index: Index, leg: str) -> None:
    found = index.search("大模型的开源 model", 50, leg=leg)  # type: ignore[arg-type]
    texts = {a.id: a.text for a in ARTICLES}
    assert set(owners(found)) == set(texts)
    for passage in found:
        text = texts[passage.article_id]
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert all(one.end <= other.start for one, other in pairwise(passage.sentences))
        assert all("\n" not in text[s.start : s.end] for s in passage.sentences)


@pytest.mark.parametrize("leg", ["fused", "dense", "keyword"])
def test_scores_fall(index: Index, leg: str) -> None:
    scores = [p.score for p in index.search("大模型的数量", 50, leg=leg)]  # type: ignore[arg-type]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def written(passage: Passage) -> list[str]:
    """The passage's sentences as their article has them."""
    text = next(a.text for a in ARTICLES if a.id == passage.article_id)
    return [text[s.start : s.end] for s in passage.sentences]


def test_the_dense_leg_orders_by_topic_and_best_sentence(index: Index) -> None:
    question = "半数以上的模型开源"

    def dense(p: Passage) -> float:
        vector = index.space.embed_question(question, language_of_text(p.text))
        rows = index.space.embed_passages([p.text, *written(p)]) @ vector
        return float(0.4 * rows[0] + 0.6 * rows[1:].max())

    found = index.search(question, 50, leg="dense")
    scores = [dense(p) for p in found]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=0.01)


@pytest.mark.parametrize("question", ["高校是开源的主要力量吗", "高校是開源的主要力量嗎", "Which language model?"])
def test_sentence_scores_are_cosines_to_the_question(index: Index, question: str) -> None:
    for passage in index.search(question, 50):
        vector = index.space.embed_question(question, language_of_text(passage.text))
        cosines = index.space.embed_passages(written(passage)) @ vector
        assert [s.score for s in passage.sentences] == pytest.approx(cosines.tolist(), abs=0.01)


def test_the_keyword_leg_orders_by_bm25(index: Index) -> None:
    found = index.search("北京和广东的开源", 50, leg="keyword")
    bm25 = index.store.keywords.search("北京和广东的开源", 50)
    stored = index.store.catalog.passages([i for i, _ in bm25])
    places = sorted((-score, stored[i].article_id, stored[i].chunk.start) for i, score in bm25)
    assert [(p.article_id, p.start) for p in found[: len(bm25)]] == [place[1:] for place in places]


@pytest.mark.parametrize("question", ["", " ", "\n\u3000\t"])
def test_an_empty_question_finds_nothing_and_embeds_nothing(
    index: Index, embedder: HashEmbedder, question: str
) -> None:
    embedder.queries.clear()
    assert index.search(question) == []
    assert embedder.queries == []


@pytest.mark.parametrize("question", ["？！", "😀", "\x00", "大" * 2_000, '" OR 1=1 --'])
def test_any_other_question_is_answered_without_an_error(index: Index, embedder: HashEmbedder, question: str) -> None:
    assert len(index.search(question, 3)) == 3


@pytest.mark.parametrize("unsafe", ["\x00", "\ud800"])
def test_an_unsafe_character_does_not_change_what_is_found(index: Index, unsafe: str) -> None:
    def best(question: str) -> list[tuple[str, int]]:
        return [(p.article_id, p.start) for p in index.search(question, 3, leg="dense")]

    try:
        found = best(f"哪些{unsafe}地方的大模型数量最多？")
    except UnicodeEncodeError:
        found = []
    assert found == best("哪些地方的大模型数量最多？")


def test_an_empty_index_finds_nothing(open_hashed: Callable[..., Index]) -> None:
    assert open_hashed().search("大模型") == []


@pytest.mark.parametrize("top_k", [0, 1, 2, 100])
def test_top_k_bounds_the_passages(index: Index, top_k: int) -> None:
    everything = index.search("大模型", 100, leg="dense")
    assert index.search("大模型", top_k, leg="dense") == everything[:top_k]
    assert len(index.search("大模型", top_k)) == len(everything[:top_k])


def test_two_articles_share_two_places(index: Index) -> None:
    best, next_best = index.search("开源", 100)[:2]
    assert best.article_id == next_best.article_id == "open"
    assert [owner == "open" for owner in owners(index.search("开源", 2))] == [True, False]
    assert owners(index.search("开源", 2, Where(articles=("open",)))) == ["open", "open"]


def test_a_negative_top_k_finds_nothing(index: Index) -> None:
    assert index.search("大模型", -1) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), {"open", "cities", "english", "hant"}),
        (Where(articles=("open", "hant", "nowhere")), {"open", "hant"}),
        (Where(publishers=("新华社", "澎湃新闻")), {"open", "cities"}),
        (Where(since="2023-06-01"), {"open", "hant"}),
        (Where(until="2023-05-28"), {"cities"}),
        (Where(since="2023-05-28", until="2023-06-07"), {"open", "cities"}),
        (Where(articles=("open",), publishers=("澎湃新闻",)), set()),
        (Where(publishers=("不存在",)), set()),
    ],
)
@pytest.mark.parametrize("leg", ["fused", "dense", "keyword"])
def test_a_filter_holds_in_every_leg(index: Index, where: Where, expected: set[str], leg: str) -> None:
    assert set(owners(index.search("大模型 model 开源", 50, where, leg))) == expected  # type: ignore[arg-type]


def test_a_filter_keeps_the_order_of_what_is_left(index: Index) -> None:
    question = "开源的主要力量"
    everything = [p for p in index.search(question, 50, leg="dense") if p.article_id in ("open", "hant")]
    chosen = index.search(question, 50, Where(articles=("open", "hant")), leg="dense")
    assert [(p.article_id, p.start) for p in chosen] == [(p.article_id, p.start) for p in everything]


@pytest.mark.parametrize("count", [50, 51, 120])
def test_few_and_many_chosen_articles_are_searched_alike(open_hashed: Callable[..., Index], count: int) -> None:
    index = open_hashed(passage_tokens=32)
    others = [Article(f"a{n}", "", f"第{n}篇讲别的事情{n}。\n还有第{n}件。") for n in range(130)]
    index.update([*others, *ARTICLES], "s")
    chosen = ("cities", *(f"a{n}" for n in range(count - 1)))
    found = index.search("从地域分布看，北京和广东第7篇", 10, Where(articles=chosen))
    assert found[0].article_id == "cities"
    assert "a7" in owners(found)
    assert set(owners(found)) <= set(chosen)
    assert index.search("高校是开源的主要力量", 1)[0].article_id == "open"
    assert "open" not in owners(index.search("高校是开源的主要力量", 50, Where(articles=chosen)))


def test_passages_vectors_are_read_without_their_sentences(index: Index) -> None:
    ids, topics = index.store.catalog.topics_of(["open", "hant"], index.store.dimension)
    stored = index.store.catalog.passages(ids)
    assert {p.article_id for p in stored.values()} == {"open", "hant"}
    for chunk_id, topic in zip(ids, topics, strict=True):
        assert topic == pytest.approx(unpack_vectors(stored[chunk_id].vectors, index.store.dimension)[0])
    assert index.store.catalog.topics_of([], index.store.dimension)[1].shape == (0, index.store.dimension)


def test_few_candidates_still_find_the_best(open_hashed: Callable[..., Index]) -> None:
    index = open_hashed(passage_tokens=32, candidates=10)
    index.update([Article(f"a{n}", "", f"第{n}篇讲别的事情{n}。") for n in range(60)] + ARTICLES, "s")
    assert index.search("从地域分布看，北京和广东", 1)[0].article_id == "cities"
    # Ten of the keyword leg and ten of the dense leg for each of the two languages.
    assert 10 <= len(index.search("第5篇", 100)) <= 30


def test_similarities_are_cosines_by_place(index: Index) -> None:
    passages = index.search("开源", 2)
    found = index.similarities("高校是主要力量", passages)
    assert set(found) == {(p.article_id, s.start) for p in passages for s in p.sentences}
    vector = index.space.embed_passages(["高校是主要力量"])[0]
    for passage in passages:
        for s, text in zip(passage.sentences, written(passage), strict=True):
            cosine = float(index.space.embed_passages([text])[0] @ vector)
            assert found[passage.article_id, s.start] == pytest.approx(cosine, abs=0.01)


def test_similarities_to_no_passage_are_none(index: Index) -> None:
    assert index.similarities("高校", []) == {}


def candidate(name: str, topic: float, fact: float, keyword: float) -> Candidate:
    chunk = Chunk(name, 0, 1, ((0, 1),), "x")
    return Candidate(StoredPassage(chunk, name, b""), topic, np.array([fact], dtype=np.float32), keyword)


def test_legs_are_scaled_before_they_are_weighed() -> None:
    # The cosines lie close together and BM25 spreads widely: each leg's best still counts one.
    near, shared = candidate("near", 0.90, 0.90, 0.0), candidate("shared", 0.88, 0.88, 40.0)
    assert [p.score for p in rank([near, shared], "fused", 0.7)] == pytest.approx([0.7, 0.3])
    assert owners(rank([near, shared], "fused", 0.7)) == ["near", "shared"]
    assert owners(rank([near, shared], "fused", 0.3)) == ["shared", "near"]
    assert owners(rank([near, shared], "dense", 0.0)) == ["near", "shared"]
    assert owners(rank([near, shared], "keyword", 1.0)) == ["shared", "near"]


def test_equal_scores_are_ordered_by_place() -> None:
    assert owners(rank([candidate(n, 0.5, 0.5, 1.0) for n in "cab"], "fused", 0.5)) == ["a", "b", "c"]


def test_no_candidates_give_no_passages() -> None:
    assert rank([], "fused", 0.5) == []


SCORES = st.floats(-1, 1, width=32)


@given(st.lists(st.tuples(SCORES, SCORES, st.floats(0, 50, width=32)), max_size=12), st.floats(0, 1))
def test_ranking_keeps_every_candidate_with_a_score_between_0_and_1(
    rows: list[tuple[float, float, float]], weight: float
) -> None:
    candidates = [candidate(f"a{n}", *row) for n, row in enumerate(rows)]
    ranked = rank(candidates, "fused", weight)
    assert sorted(owners(ranked)) == sorted(c.passage.article_id for c in candidates)
    assert all(-1e-9 <= p.score <= 1 + 1e-9 for p in ranked)
    assert [p.score for p in ranked] == sorted((p.score for p in ranked), reverse=True)
