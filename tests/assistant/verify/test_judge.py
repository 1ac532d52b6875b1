from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from assistant.verify import Verdict, judge

SOURCES = Path(__file__).parents[3] / "index" / "sources"
LINES = [line.strip() for path in sorted(SOURCES.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
SENTENCES = [line for line in LINES if line.endswith("。") and len(line) > 10]
CONTEXT = "中国多地抢抓大模型机遇打造人工智能创新高地 新华社 2023-06-07"
COUNTS = (
    "据统计,截至目前,中国10亿级参数规模以上大模型已发布79个;有14个省区市在开展大模型研发,主要集中在北京和广东,"
    "其中北京38个、广东20个。"
)
INDUSTRY = (
    "其中,《北京市加快建设具有全球影响力的人工智能创新策源地实施方案(2023-2025年)》提出,到2025年,"
    "北京人工智能核心产业规模达到3000亿元,持续保持10%以上增长,辐射产业规模超过1万亿元。"
)
COUNTRIES = (
    "中国科学院院士、中国计算机学会开源发展委员会主任王怀民援引统计称,过去5年在世界上参数量超过百亿的大模型大约有45个,"
    "其中有32个出现在美国,9个出现在中国,4个出现在欧洲。"
)
OPEN = "在美国32个大模型中,有15个开源。"
WUDAO = (
    "2021年,智源研究院发布了当时全球规模最大、性能最强的智能模型“悟道2.0”,参数量达到了惊人的1.75万亿,"
    "这是GPT-3.5的十倍,也超越了谷歌的超大模型Switch Transformers(1.6万亿)。"
)
LEADERS = "张宏江担任首任理事长,北京大学计算机系主任黄铁军担任首任院长。"
FUND = "深圳市5月31日发布行动方案,提出统筹设立规模1000亿元的人工智能基金群。"
CLOSED = "各科技企业现已公布的大模型多数未开源,如OpenAI发布的GPT-3以及谷歌的PaLM等。"
SMITH = "2023年4月,微软总裁布拉德·史密斯(Brad Smith)表示,微软是OpenAI最大的投资者。"


def label(claim: str, source: str, similarity: float | None = None, context: str = CONTEXT) -> str:
    return judge(claim, source, similarity, context).label


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_supports_itself(sentence: str) -> None:
    assert judge(sentence, sentence) == Verdict(1.0, "supported")


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if any(c.isdigit() for c in s)])
def test_changing_any_digit_makes_it_unsupported(sentence: str) -> None:
    for at, c in enumerate(sentence):
        if c.isdigit():
            wrong = sentence[:at] + str((int(c) + 1) % 10) + sentence[at + 1 :]
            assert judge(wrong, sentence).label == "unsupported", wrong


@lru_cache(maxsize=1)
def to_traditional() -> OpenCC:
    return OpenCC("s2t")


@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
@settings(deadline=None, max_examples=60)
def test_script_and_width_do_not_change_the_verdict(claim: str, source: str) -> None:
    verdict = judge(claim, source)
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789%"}
    assert judge(claim.translate(wide), source).label == verdict.label
    assert judge(claim, source.translate(wide)).label == verdict.label


@pytest.mark.parametrize("sentence", SENTENCES)
def test_traditional_of_a_sentence_is_supported(sentence: str) -> None:
    assert judge(to_traditional().convert(sentence), sentence).label == "supported"


@given(st.text(max_size=60), st.text(max_size=60), st.one_of(st.none(), st.floats(-1, 1)), st.text(max_size=20))
@settings(deadline=None, max_examples=150)
def test_any_text_gives_a_verdict(claim: str, source: str, similarity: float | None, context: str) -> None:
    verdict = judge(claim, source, similarity, context)
    assert 0 <= verdict.support <= 1
    assert (verdict.support < 0.5) == (verdict.label == "unsupported")
    assert (verdict.reason == "") == (verdict.label == "supported")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("北京有38个大模型，广东有20个。", COUNTS),
        ("目前中国已发布79个10亿参数以上的大模型。", COUNTS),
        ("全国有十四个省区市正在研发大模型。", COUNTS),
        ("据新华社2023年6月7日报道：北京38个、广东20个。", COUNTS),
        ("到2025年，北京人工智能核心产业规模要达到三千亿元。", INDUSTRY),
        ("辐射产业规模超过一万亿元。", INDUSTRY),
        ("核心产业要持续保持百分之十以上的增长。", INDUSTRY),
        ("全球百亿参数以上的大模型中，美国有32个，中国9个，欧洲4个。", COUNTRIES),
        ("王怀民称，过去五年全球参数量超过百亿的大模型约有45个。", COUNTRIES),
        ("美国的32个大模型里有15个是开源的。", OPEN),
        ("智源2021年发布的“悟道2.0”有1.75万亿参数，是GPT-3.5的10倍。", WUDAO),
        ("黄铁军是首任院长，张宏江是首任理事长。", LEADERS),
        ("2023年5月31日，深圳提出设立一千亿元的人工智能基金群。", FUND),
        ("多数已公布的大模型没有开源，例如OpenAI的GPT-3。", CLOSED),
        ("他被行政拘留5天。", "公安局对他处以行政拘留五日的处罚。"),
        ("微软总裁布拉德·史密斯说，微软是Open AI最大的投资者。", SMITH),
    ],
)
def test_right_paraphrases(claim: str, source: str) -> None:
    assert label(claim, source) == "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("北京有80个大模型。", COUNTS),
        ("北京有79个大模型，广东有20个。", COUNTS),
        ("北京79个，广东20个。", COUNTS),
        ("北京20个、广东38个。", COUNTS),
        ("上海有38个大模型，广东有20个。", COUNTS),
        ("核心产业规模达到3000万元。", INDUSTRY),
        ("核心产业规模达到3000亿美元。", INDUSTRY),
        ("核心产业规模达到1万亿元,辐射产业规模超过3000亿元。", INDUSTRY),
        ("到2026年，核心产业规模达到3000亿元。", INDUSTRY),
        ("持续保持10倍以上增长。", INDUSTRY),
        ("辐射产业规模不足1万亿元。", INDUSTRY),
        ("过去5个月参数量超过百亿的大模型大约有45个。", COUNTRIES),
        ("32个出现在中国,9个出现在美国。", COUNTRIES),
        ("李建国援引统计称,过去5年大模型大约有45个。", COUNTRIES),
        ("在美国32个大模型中,有15个闭源。", OPEN),
        ("在美国32个大模型中,没有15个开源。", OPEN),
        ("悟道3.0的参数量达到1.75万亿。", WUDAO),
        ("参数量达到1.75万亿，是GPT-4的十倍。", WUDAO),
        ("也超越了微软的超大模型Switch Transformers(1.6万亿)。", WUDAO),
        ("黄铁军担任现任院长。", LEADERS),
        ("黄铁军担任副院长。", LEADERS),
        ("王志强担任首任院长。", LEADERS),
        ("广州市5月31日发布行动方案,提出设立规模1000亿元的人工智能基金群。", FUND),
        ("5月30日，深圳提出设立1000亿元的人工智能基金群。", FUND),
        ("2022年5月31日，深圳提出设立1000亿元的人工智能基金群。", FUND),
        ("各科技企业现已公布的大模型多数已开源。", CLOSED),
        ("微软总裁布拉德·库克表示,微软是OpenAI最大的投资者。", SMITH),
        ("微软是OpenAI最小的投资者。", SMITH),
        ("据新华社2023年6月8日报道：微软是OpenAI最大的投资者。", SMITH),
        ("“大模型生态”是当务之急。", LEADERS),
        ("《数据安全法》已于日前公布。", LEADERS),
        ("昨天的天气很好，适合出门散步。", COUNTS),
    ],
)
def test_wrong_claims_are_caught(claim: str, source: str) -> None:
    assert label(claim, source) == "unsupported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [("辐射产业规模达到1万亿元。", INDUSTRY), ("辐射产业规模1万亿元，核心产业规模超过3000亿元。", INDUSTRY)],
)
def test_a_dropped_or_added_comparator_is_a_shade(claim: str, source: str) -> None:
    verdict = judge(claim, source)
    assert verdict.label == "partly"
    assert verdict.reason


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Beijing has 38 of the models and Guangdong has 20.", COUNTS),
        ("China has released 79 large models with more than 1 billion parameters.", COUNTS),
        ("Beijing's core AI industry is to reach 300 billion yuan by 2025.", INDUSTRY),
        ("Of these, 32 appeared in the United States, nine in China and four in Europe.", COUNTRIES),
        ("Of the 32 large models in the US, 15 are open source.", OPEN),
        ("Wudao 2.0, released in 2021, has 1.75 trillion parameters, ten times as many as GPT-3.5.", WUDAO),
        ("Zhang Hongjiang was its first chairman and Tiejun Huang its first director.", LEADERS),
        ("On May 31, Shenzhen announced plans for AI funds worth 100 billion yuan.", FUND),
        ("No. 1 Middle School has five models.", "第一中学有五个大模型。"),
        ("Microsoft president Brad Smith said in April 2023 that Microsoft is OpenAI's largest investor.", SMITH),
    ],
)
def test_right_english_claims(claim: str, source: str) -> None:
    assert label(claim, source, 0.83) != "unsupported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Beijing has 39 of the models.", COUNTS),
        ("Shanghai has 38 of the models and Guangdong has 20.", COUNTS),
        ("Beijing's core AI industry is to reach 300 million yuan by 2025.", INDUSTRY),
        ("Beijing's core AI industry is to reach 300 billion dollars by 2025.", INDUSTRY),
        ("Beijing's core AI industry is to reach 300 billion yuan by 2030.", INDUSTRY),
        ("Of the 32 large models in the US, 15 are not open source.", OPEN),
        ("Wudao 3.0 has 1.75 trillion parameters.", WUDAO),
        ("Wudao 2.0 has ten times as many parameters as GPT-4.", WUDAO),
        ("It surpassed Microsoft's Switch Transformers.", WUDAO),
        ("Zhang Hongjiang was its first chairman and Li Jianguo its first director.", LEADERS),
        ("On June 30, Shenzhen announced plans for AI funds worth 100 billion yuan.", FUND),
        ("Microsoft president Tim Cook said in April 2023 that Microsoft is OpenAI's largest investor.", SMITH),
    ],
)
def test_wrong_english_claims(claim: str, source: str) -> None:
    assert label(claim, source, 0.83) == "unsupported"


def test_english_about_english() -> None:
    source = "Beijing has released 38 large models, Huang Tiejun said on May 28, 2023."
    assert label("Huang Tiejun said Beijing has 38 large models.", source, context="") == "supported"
    assert label("Huang Tiejun said Beijing has 39 large models.", source, context="") == "unsupported"
    assert label("Li Jianguo said Beijing has 38 large models.", source, context="") == "unsupported"
    assert label("Huang Tiejun said Beijing has not released 38 large models.", source, context="") == "unsupported"


def test_chinese_about_english() -> None:
    source = "Huang Tiejun said Beijing has released 38 large models."
    assert label("黄铁军说，北京发布了38个大模型。", source, 0.84, "") != "unsupported"
    assert label("李建国说，北京发布了38个大模型。", source, 0.84, "") == "unsupported"
    assert label("黄铁军说，北京发布了83个大模型。", source, 0.84, "") == "unsupported"


def test_between_languages_meaning_counts() -> None:
    claim = "Talent is still scarce."
    source = "但人才总量仍然稀缺,大模型具有较高门槛。"
    assert judge(claim, source, 0.86).support > judge(claim, source, 0.80).support
    assert judge(claim, source, 0.70).label == "unsupported"
    assert judge(claim, source, None).label == "unsupported"  # nothing in common that could be checked


def test_the_context_supports_names_and_dates_only_where_the_source_has_no_other() -> None:
    context = "年度报告 南方日报 2023-05-19"
    assert (
        label("据南方日报2023年5月19日报道，深圳提出设立1000亿元的人工智能基金群。", FUND, context=context)
        == "supported"
    )
    assert label("5月19日，深圳提出设立1000亿元的人工智能基金群。", FUND, context=context) == "unsupported"
    assert label("据北方日报报道，深圳提出设立1000亿元的人工智能基金群。", FUND, context=context) != "supported"


def test_reasons_say_what_was_missing() -> None:
    assert "80" in judge("北京有80个大模型。", COUNTS).reason
    assert "李建国" in judge("李建国担任首任院长。", LEADERS).reason
    assert judge("", COUNTS).label == "unsupported"
    assert judge("北京有38个大模型。", "").label == "unsupported"
