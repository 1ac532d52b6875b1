"""English questions about Chinese documents: the dictionary, names by sound, and how the legs share the say."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from pathlib import Path

import numpy as np
import pytest

from index import Article, Index
from index.passages import Chunk
from index.search import Candidate, rank
from index.store.catalog import StoredPassage
from index.store.keywords import KeywordIndex
from index.text.glossary import Gloss, Glossary

TEXTS = {
    "bridge": "大桥于周一通车，科学家张国庆出席。",
    "river": "河水今年上涨了三米。",
    "school": "学校新建了一座体育馆。",
    "museum": "博物馆展出了古代的词典。",
}


@pytest.fixture(scope="module")
def keywords(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    opened = KeywordIndex(tmp_path_factory.mktemp("tantivy"))
    opened.replace(((name, text, "") for name, text in TEXTS.items()), [])
    return opened


@pytest.fixture(scope="module")
def index(open_hashed_once: Callable[..., Index]) -> Index:
    opened = open_hashed_once()
    opened.update([Article(name, "", text) for name, text in TEXTS.items()], "s")
    return opened


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which dictionary is on display?", "museum"),
        ("Is there a new gymnasium?", "school"),
        ("What did the scientists attend?", "bridge"),
        ("What did Guoqing Zhang attend?", "bridge"),
    ],
)
def test_a_question_finds_the_passage_in_another_language(
    keywords: KeywordIndex, glossary: Glossary, question: str, name: str
) -> None:
    assert keywords.search(question, 5) == [], "no word of it stands there"
    assert keywords.search(question, 5, glosses=glossary.translate(question))[0][0] == name


def test_the_translations_of_a_word_count_as_one(keywords: KeywordIndex) -> None:
    gloss = Gloss("place", ("大桥", "学校", "通车", "飞船"))
    found = dict(keywords.search("?", 5, glosses=[gloss]))
    # 大桥 and 通车 both stand in one passage, which still scores once; three words stand somewhere, so three of four.
    assert found == pytest.approx(dict.fromkeys(("bridge", "school"), log(1 + (4 - 3 + 0.5) / (3 + 0.5))))


def test_a_translation_stands_whole_or_not_at_all(keywords: KeywordIndex) -> None:
    assert keywords.search("?", 5, glosses=[Gloss("gym", ("体育馆",))])
    assert not keywords.search("?", 5, glosses=[Gloss("sports", ("体育学校",))])


def test_glosses_keep_to_the_chosen_passages(keywords: KeywordIndex, glossary: Glossary) -> None:
    question = "the bridge and the school"
    found = keywords.search(question, 5, ["school"], glossary.translate(question))
    assert [name for name, _ in found] == ["school"]


def test_no_translation_known_is_no_error(tmp_path: Path) -> None:
    empty = KeywordIndex(tmp_path)
    assert empty.search("?", 5, glosses=[Gloss("bridge", ("大桥",))]) == []


def test_only_english_questions_about_chinese_text_are_translated(
    index: Index, open_hashed: Callable[..., Index]
) -> None:
    assert [g.key for g in index.glosses("Which dictionary?")] == ["dictionari"]
    assert index.glosses("哪本词典？") == ()
    english = open_hashed()
    english.update([Article("en", "", "The dictionary is on display in the museum.")], "s")
    assert english.glosses("Which dictionary?") == ()


def test_the_index_s_search_crosses_languages(index: Index) -> None:
    assert index.search("Which dictionary is on display?", 1, leg="keyword")[0].article_id == "museum"
    assert index.search("Who is Zhang Guoqing?", 1, leg="keyword")[0].article_id == "bridge"


def candidate(name: str, fact: float, keyword: float, *, foreign: bool) -> Candidate:
    chunk = Chunk(name, 0, 1, ((0, 1),), "x")
    return Candidate(StoredPassage(chunk, name, b""), fact, np.array([fact], dtype=np.float32), keyword, foreign)


@pytest.mark.parametrize(("foreign", "weight", "best"), [(False, 0.5, 0.5), (True, 0.5, 0.8), (True, 0.9, 0.9)])
def test_between_languages_the_vectors_have_most_of_the_say(foreign: bool, weight: float, best: float) -> None:
    near, shared = (candidate(n, f, k, foreign=foreign) for n, f, k in (("near", 0.9, 0.0), ("shared", 0.8, 9.0)))
    scores = {p.article_id: p.score for p in rank([near, shared], "fused", weight)}
    assert scores == pytest.approx({"near": best, "shared": 1 - best})


def test_a_leg_alone_is_itself_in_any_language() -> None:
    pair = [candidate("near", 0.9, 0.0, foreign=True), candidate("shared", 0.8, 9.0, foreign=True)]
    assert rank(pair, "keyword", 0.5)[0].article_id == "shared"
    assert rank(pair, "dense", 0.5)[0].article_id == "near"
