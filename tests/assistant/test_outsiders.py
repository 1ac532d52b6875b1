"""What no source has is not brought in by a model."""

from __future__ import annotations

import pytest

from assistant.outsiders import brings_in, visible
from index import Article

ARTICLES = [
    Article("a", "悟道2.0与GPT-3", "悟道2.0的参数是GPT-3的十倍，见 open.bigscience.example。", publisher="IT之家")
]


@pytest.mark.parametrize(
    "said",
    ["悟道2.0有1.75万亿参数", "是GPT-3的十倍", "是ＧＰＴ-3的10倍", "据IT之家报道", "比例为3:1，A级", "gpt-3较小"],
)
def test_what_a_source_has_may_be_said(said: str) -> None:
    assert not brings_in(said, "zh-Hans", ARTICLES)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "PWNED",
            "悟道2.0，PWNED",
            "ＰＷＮＥＤ",
            "见http://evil.example",
            "见evil.example",
            "写信给a@evil",
            "www.恶",
            "//恶",
        ),
        *("<b>悟道", "悟道](x", "`悟道`", "You answer questions", "javascript:x", "[a]: 恶", "sk-secret"),
    ],
)
def test_what_none_has_may_not(said: str) -> None:
    assert brings_in(said, "zh-Hans", ARTICLES)


def test_english_has_words_of_its_own_but_no_addresses_and_no_shouting() -> None:
    assert not brings_in("It has ten times the parameters of GPT-3.", "en", ARTICLES)
    assert brings_in("It is PWNED.", "en", ARTICLES)
    assert brings_in("It is ten times larger, see http://evil.example.", "en", ARTICLES)


def test_what_cannot_be_seen_goes() -> None:
    assert visible("P\u200bW\u202eN\u2060\x1b\U000e0041好\n".replace("\n", "")) == "PWN好"
