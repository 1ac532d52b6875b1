"""What a question insists on, and whether a source speaks of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.demands import Demand, demands_of, unmet, unmet_share
from index.text.fold import to_traditional

SOURCE = "2021年3月5日，青河大桥通车，全长2316米，总投资18.6亿元，占全省交通投资的45%。《江城志》称其为“第一桥”。"


def figures(question: str) -> list[str]:
    return [d.text for d in demands_of(question) if d.kind == "figure"]


def names(question: str) -> list[str]:
    return [d.text for d in demands_of(question) if d.kind == "name"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("2021年建成的大桥有多长？", ["2021年"]),
        ("全长2316米的大桥在哪里？", ["2316米"]),
        ("投资18.6亿元的项目是哪个？", ["18.6亿元"]),
        ("占比45%的是什么？", ["45%"]),
        ("投資十八億元的項目是哪個？", ["十八亿元"]),
    ],
)
def test_figures_and_dates_are_insisted_on(question: str, found: list[str]) -> None:
    assert figures(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "哪两座桥最长？",
        "这三点要求是什么？",
        "前10名是谁？",
        "有几座桥？",
        "有5个泊位的码头在哪？",
        "两名船员是谁？",
        "有多少万人？",
        "几千亿元？",
        "第2座桥在哪？",
    ],
)
def test_a_count_that_belongs_to_the_question_is_not(question: str) -> None:
    assert figures(question) == []


@pytest.mark.parametrize(
    "question",
    ["投资了多少亿元？", "投資了多少億元？", "How many billion yuan?", "How many million?"],
)
def test_a_scale_without_a_number_is_not(question: str) -> None:
    assert figures(question) == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("《江城志》是谁写的？", "江城志"),
        ("“第一桥”在哪里？", "第一桥"),
        ("「第一橋」在哪裡？", "第一橋"),
        ("『江城志』是誰寫的？", "江城志"),
        ("Aurora-7有多重？", "Aurora-7"),
        ("Who wrote “Two Rivers”?", "Two Rivers"),
        ("Where is Harwick?", "Harwick"),
    ],
)
def test_titles_and_names_are_insisted_on(question: str, name: str) -> None:
    assert name in names(question)


@pytest.mark.parametrize("question", ["为什么？", "是谁？", "有什么用途？", "What is it for?", ""])
def test_a_question_without_names_and_figures_insists_on_nothing(question: str) -> None:
    assert demands_of(question) == ()
    assert unmet_share(question, "") == 0.0


def test_a_demand_made_twice_counts_once() -> None:
    assert figures("2021年的桥和2021年的路") == ["2021年"]


@pytest.mark.parametrize(
    "question",
    [
        "2021年通车的桥有多长？",
        "2021年3月通车的桥有多长？",
        "全长2,316米的桥在哪里？",
        "全长２３１６米的桥在哪里？",
        "投资18.6亿元的桥在哪里？",
        "投資18.6億元的橋在哪裡？",
        "占百分之四十五的是什么？",
        "《江城志》怎么说？",
        "「第一橋」在哪裡？",
    ],
)
def test_a_source_meets_a_demand_however_it_spells_it(question: str) -> None:
    assert demands_of(question)
    assert unmet(question, SOURCE) == ()
    assert unmet_share(question, SOURCE) == 0.0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2022年通车的桥有多长？", Demand("figure", "2022年")),
        ("2021年4月通车的桥有多长？", Demand("figure", "2021年4月")),
        ("全长2361米的桥在哪里？", Demand("figure", "2361米")),
        ("全长23160米的桥在哪里？", Demand("figure", "23160米")),
        ("占54%的是什么？", Demand("figure", "54%")),
        ("《海潮录》怎么说？", Demand("name", "海潮录")),
    ],
)
def test_another_figure_or_title_is_not_met(question: str, missing: Demand) -> None:
    assert missing in unmet(question, SOURCE)
    assert unmet_share(question, SOURCE, missing.kind) == 1.0


def test_a_name_in_latin_letters_is_found_in_a_chinese_source() -> None:
    assert unmet("Where is Huawei?", "华为在青河建桥。") == ()
    assert unmet("Where is Huawei?", "小米在青河建桥。") == (Demand("name", "Huawei"),)


def test_shares_are_of_one_kind_or_of_all() -> None:
    question = "“第一桥”在2022年有多长？"
    assert unmet_share(question, SOURCE, "figure") == 1.0
    assert unmet_share(question, SOURCE, "name") == 0.0
    assert unmet_share(question, SOURCE) == 0.5


@given(
    st.sampled_from(["青河", "大桥", "2021年", "2316米", "《江城志》", "45%", "Aurora", "谁", "多少"]),
    st.text(max_size=30),
)
def test_a_question_is_met_by_itself_and_the_share_is_a_share(part: str, rest: str) -> None:
    question = f"{part}{rest}"
    assert 0.0 <= unmet_share(question, SOURCE) <= 1.0
    assert set(unmet(question, "")) <= set(demands_of(question))


@pytest.mark.parametrize(
    "question",
    ["2021年通车的大桥有多长？", "投资18.6亿元的项目是哪个？", "《江城志》是谁写的？", "占百分之四十五的是什么？"],
)
def test_the_script_does_not_change_what_is_met(question: str) -> None:
    for source in (SOURCE, to_traditional(SOURCE), ""):
        assert unmet_share(to_traditional(question), source) == unmet_share(question, source)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("有将近5万人使用的语言是什么？", "49,736人使用。", "39,736人使用。"),
        ("容量超过100升的水箱是哪个？", "容量为102升。", "容量为98升。"),
        ("约50,000名游客参加了什么？", "吸引5.2万名游客。", "吸引7万名游客。"),
        ("容量100升的水箱是哪个？", "容量为100升。", "容量为102升。"),
    ],
)
def test_a_rounded_figure_is_held_by_one_near_it(question: str, near: str, far: str) -> None:
    assert unmet(question, near) == ()
    assert [d.kind for d in unmet(question, far)] == ["figure"]


@pytest.mark.parametrize(
    "question", ["中心是哪个城市？", "什么东西最轻？", "船上的GPU和AI有什么用？", "哪家公司最大？"]
)
def test_what_is_asked_for_and_what_names_nobody_is_no_name(question: str) -> None:
    assert names(question) == []


def test_terms_quoted_together_are_found_apart() -> None:
    asked = "“潮汐、洋流”这两个词是什么意思？"
    assert names(asked) == ["潮汐", "洋流"]
    assert unmet(asked, "洋流由风引起,潮汐由月球引起。") == ()
    assert names("《红与黑、白》是谁写的？") == ["红与黑、白"]


@pytest.mark.parametrize(
    ("question", "source", "held"),
    [
        ("中美两国加起来占多少？", "中国和美国占八成。", True),
        ("中美兩國加起來佔多少？", "我国与美国占八成。", True),
        ("中美两国加起来占多少？", "中美两国占八成。", True),
        ("中美两国加起来占多少？", "中国占三成。", False),
        ("美日韩三国何时会谈？", "美国、日本与韩国昨日会谈。", True),
        ("美日韩三国何时会谈？", "美国与日本昨日会谈。", False),
        ("英美两国何时签约？", "英国和美国昨日签约。", True),
        ("美中贸易额是多少？", "中美贸易额达6000亿元。", True),
        ("中国和美国一共占多少？", "中美占八成。", True),
        ("美国占多少？", "中国占八成。", False),
    ],
)
def test_countries_by_one_character_each_are_there_where_each_is(question: str, source: str, *, held: bool) -> None:
    assert (unmet(question, source) == ()) is held


@pytest.mark.parametrize("question", ["两国何时建交？", "三国在哪里会谈？"])
def test_a_count_of_countries_names_none(question: str) -> None:
    assert names(question) == []


@pytest.mark.parametrize("name", ["Zimbabwe", "Llama", "CCPIT"])
def test_an_english_name_that_chinese_writes_in_an_unknown_way_tells_nothing(name: str) -> None:
    question = f"When did the {name} sign with Google?"
    assert name in [d.text for d in demands_of(question)]
    assert [d.text for d in unmet(question, "津巴布韦与微软签约。")] == ["Google"]
    assert unmet_share(question, "津巴布韦与谷歌签约。", "name") == 0.0
    assert unmet_share(question, "津巴布韦与微软签约。", "name") == 1.0
    assert unmet_share(question, "It signed with Google.", "name") == 0.5


@pytest.mark.parametrize("name", ["Tesla", "ChatGLM-6B", "Shanghai", "Ren Zhengfei"])
def test_an_english_name_by_table_letter_or_sound_is_insisted_on(name: str) -> None:
    assert unmet_share(f"Where does {name} stand?", "谷歌在北京。", "name") == 1.0


@pytest.mark.parametrize(
    ("question", "name"), [("AMD有多少开发者？", "AMD"), ("AMD", "AMD"), ("How many live in the UK?", "UK")]
)
def test_initials_in_a_chinese_question_or_of_a_known_country_are_insisted_on(question: str, name: str) -> None:
    assert [d.text for d in unmet(question, "英伟达在美国有3000人。")] == [name]
