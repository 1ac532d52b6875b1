from __future__ import annotations

import pytest

from assistant.verify.english import find_english_names, find_in_chinese
from assistant.verify.exonyms import COUNTRIES, EXONYMS, HAN_NAMES
from assistant.verify.pinyin import find_spelled, is_long_pinyin, is_pinyin, sounds_like, spell
from assistant.verify.proper import find_proper, stands
from assistant.verify.reading import read


@pytest.mark.parametrize("word", ["Huang", "Tiejun", "Zhiyun", "Beijing", "Xi'an", "Guangdong", "lü"])
def test_pinyin(word: str) -> None:
    assert is_pinyin(word)


@pytest.mark.parametrize("word", ["Smith", "Erdogan", "Transformer", "Brad", "Tsinghua", "Google"])
def test_no_pinyin(word: str) -> None:
    assert not is_pinyin(word)


@pytest.mark.parametrize(
    ("word", "long"), [("Beijing", True), ("Huawei", True), ("Huang", False), ("Change", False), ("Game", False)]
)
def test_long_pinyin(word: str, long: bool) -> None:
    assert is_long_pinyin(word) is long


@pytest.mark.parametrize(
    ("letters", "text", "found"),
    [
        ("huangtiejun", "院长黄铁军说", ["黄铁军"]),
        ("tiejun", "院长黄铁军说", ["铁军"]),
        ("shan", "单先生", ["单"]),
        ("lyu", "吕先生", ["吕"]),
        ("beijing", "北京和背景", ["北京", "背景"]),
        ("huangtie", "黄铁军", ["黄铁"]),
        ("lijianguo", "院长黄铁军说", []),
        ("huang", "ABC 123", []),
    ],
)
def test_find_spelled(letters: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in find_spelled(letters, text)] == found


def test_spell_gives_both_orders() -> None:
    assert {"huangtiejun", "tiejunhuang"} <= spell("黄铁军")


@pytest.mark.parametrize(
    ("latin", "han"), [("Smith", "史密斯"), ("Nelson", "纳尔逊"), ("Lambert", "兰伯特"), ("Trump", "特朗普")]
)
def test_sounds_like(latin: str, han: str) -> None:
    assert sounds_like(latin, han)


@pytest.mark.parametrize(
    ("latin", "han"), [("Cook", "史密斯"), ("Smith", "库克"), ("Jackson", "奥巴马"), ("", "史"), ("Smith", "")]
)
def test_does_not_sound_like(latin: str, han: str) -> None:
    assert not sounds_like(latin, han)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Huang Tiejun said general AI is a new hot spot.", ["Huang Tiejun"]),
        ("Tiejun Huang thinks Google is the most likely.", ["Tiejun Huang", "Google"]),
        ("Microsoft president Brad Smith said so.", ["Microsoft", "Brad Smith"]),
        ("SegGPT, GPT-4 and ChatGLM-6B are models.", ["SegGPT", "GPT-4", "ChatGLM-6B"]),
        ("Wudao 2.0 was released in Beijing.", ["Wudao 2.0", "Beijing"]),
        ("The Llama architecture came first.", ["Llama"]),
        ("The model has more parameters.", []),
        ("AI and GPU makers met the CEO.", []),
        ("In May the Ministry of Science and Technology met.", ["Ministry of Science and Technology"]),
    ],
)
def test_finds_english_names(text: str, names: list[str]) -> None:
    assert [name.text for name in find_english_names(text)] == names


@pytest.mark.parametrize(
    ("name", "source", "han"),
    [
        ("Huang Tiejun said", "院长黄铁军说", ["黄铁军"]),
        ("Tiejun Huang said", "院长黄铁军说", ["黄铁军"]),
        ("in Google", "谷歌发布", ["谷歌"]),
        ("in Beijing", "北京发布", ["北京"]),
        ("in Beijing", "上海发布", []),
        ("in the UK", "出现在英国", ["英国", "英"]),
        ("in the UK", "中英两国", ["英"]),
        ("in the UK", "外长访英", ["英"]),
        ("in the UK", "英方表示", ["英"]),
        ("in the UK", "英伟达有超三千名研发者", []),
        ("in the US", "生活更美好", []),
        ("Wudao 2.0", "“悟道2.0”模型", ["悟道"]),
        ("Wudao 2.0", "“悟道3.0”模型", []),
        ("GPT-3.5", "这是GPT 3.5的十倍", ["GPT-3.5"]),
        ("GPT-3.5", "这是GPT-3的十倍", []),
        ("OpenAI", "根据Open AI测算", ["OpenAI"]),
        ("Brad Smith said", "微软总裁布拉德·史密斯表示", ["布拉德·史密斯"]),
        ("Jensen Huang said", "英伟达创始人黄仁勋表示", ["黄仁勋"]),
        ("Tim Cook said", "微软总裁布拉德·史密斯表示", []),
    ],
)
def test_finds_the_chinese_for_a_name(name: str, source: str, han: list[str]) -> None:
    (found,) = find_english_names(name)
    assert find_in_chinese(found, read(source)) == han


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("院长黄铁军说", {"黄铁军"}),
        ("中国科学技术信息研究所所长赵志耘发布报告", {"赵志耘"}),
        ("微软总裁布拉德·史密斯来自美国", {"布拉德·史密斯", "微软", "美国"}),
        ("科技部和百度在北京", {"科技部", "百度", "北京"}),
        ("与会代表们表示满意", set()),
        ("共同开发,联合开发", set()),
        ("我国和全国", set()),
    ],
)
def test_find_proper(text: str, names: set[str]) -> None:
    found = set(find_proper(read(text)))
    assert names <= found
    assert names or not found


def test_a_name_stands_without_its_ending() -> None:
    assert stands("北京市", "在北京举行")
    assert not stands("上海市", "在北京举行")


def test_the_table_is_well_formed() -> None:
    assert COUNTRIES.items() <= EXONYMS.items()
    assert all(han and all("\u4e00" <= c <= "\u9fff" for c in "".join(han)) for han in EXONYMS.values())
    assert HAN_NAMES.findall("谷歌与微软") == ["谷歌", "微软"]
