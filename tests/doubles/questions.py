"""Records to break one thing in, and the small articles they are about."""

from __future__ import annotations

import dataclasses
from typing import Any

from evals.dataset import Question, Support
from index.article import Article

TEXT = "中国的9个大模型中有5个开源。\n基金群规模1000亿元。北京38个,广东20个。\n中国的9个大模型中有5个开源。"
ARTICLES = {"news": Article("news", "", TEXT), "other": Article("other", "", "OpenAI對其實行閉源發展。")}


def question(**changes: Any) -> Question:
    """A sound record; each test breaks one thing in it."""
    record = Question(
        id="q1",
        type="single_fact",
        language="zh-Hans",
        split="dev",
        turns=("中国有几个大模型开源？",),
        answerable=True,
        facts=(("5个", "五个"),),
        must_not=("79个",),
        support=(Support(0, "news", "中国的9个大模型中有5个开源。"),),
    )
    return dataclasses.replace(record, **changes)


def refusal(**changes: Any) -> Question:
    return question(
        **{
            "id": "q2",
            "type": "unanswerable",
            "kind": "other_entity",
            "turns": ("日本有几个大模型开源？",),
            "answerable": False,
            "facts": (),
            "support": (),
            **changes,
        }
    )
