"""Texts of every kind an embedder may meet, the same ones each time."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "index" / "sources"
TRADITIONAL = (
    "人工智慧與大型語言模型發展迅速，臺灣的研究機構亦投入訓練繁體中文語料庫，並關注資訊安全、著作權與隱私權問題。"
)
ENGLISH = ["The", "survey", "counted", "79", "large-scale", "models", "(more", "than", "1,000,000,000", "parameters);"]
ENGLISH += ["most", "were", "built", "in", "Beijing", "and", "Guangdong,", "Who", "trained", "it?", "state-of-the-art"]
EMOJI = ["😀", "👩‍👩‍👧", "🇨🇳", "🏳️‍🌈", "❤️", "👍🏽", "🧑‍💻", "⚡", "①", "㊙", "™"]
SPACES = [" ", "  ", "\t", "\n", "\u3000", "\u00a0", "\u200b", "\r\n", "\u2581", " \n "]
MARKS = ["</s>", "<s>", "<unk>", "<pad>", "<mask>", "query: ", "passage: "]
SCRIPTS = [
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x3041, 0x30FE),
    (0xAC00, 0xD7A3),
    (0x0400, 0x04FF),
    (0x0600, 0x06FF),
    (0x0E01, 0x0E5B),
    (0x0300, 0x036F),
    (0xFF01, 0xFF5E),
    (0xF900, 0xFAFF),
    (0x2460, 0x24FF),
    (0xE000, 0xE0FF),
    (0x0021, 0x024F),
    (0x0001, 0x001F),
]


def article_lines() -> list[str]:
    """The lines of the five articles as they came."""
    files = sorted(SOURCES.glob("*.txt"))
    return [line.strip() for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def data_texts(folder: str, count: int) -> list[str]:
    """Whole texts and cuts of them from the measuring data, ``count`` at most, the same ones each time."""
    rows = [
        text
        for file in sorted(Path(folder).rglob("*.jsonl"))
        for line in file.open(encoding="utf-8")
        for text in json.loads(line).values()
        if isinstance(text, str) and text
    ]
    draw = random.Random(11)
    chosen = draw.sample(rows, min(count, len(rows)))
    return [text[: draw.choice([10, 40, 150, 500, 5_000])] for text in chosen]


def varied_texts(count: int, longest: int = 5_000, seed: int = 7) -> Iterator[str]:
    """Yield ``count`` texts of at most ``longest`` characters; a tenth are one character or none."""
    draw = random.Random(seed)
    lines = article_lines()
    kinds: list[Callable[[], str]] = [
        lambda: draw.choice(lines),
        lambda: cut(draw, "".join(draw.sample(lines, min(30, len(lines)))), longest),
        lambda: cut(draw, TRADITIONAL * 4, longest),
        lambda: " ".join(draw.choices(ENGLISH, k=draw.randint(1, 60))),
        lambda: str(draw.randint(0, 10 ** draw.randint(1, 18))) + draw.choice(["", "%", "亿元", " kg", "年5月28日"]),
        lambda: "".join(draw.choices(EMOJI, k=draw.randint(1, 12))),
        lambda: random_characters(draw, draw.randint(2, 80)),
        lambda: mixture(draw, lines),
    ]
    for place in range(count):
        if place % 10 == 0:
            yield random_characters(draw, draw.randint(0, 1))
        elif place % 50 == 7:
            yield "".join(draw.choices(lines, k=400))[: draw.randint(longest // 2, longest)]
        else:
            yield draw.choice(kinds)()[:longest]


def cut(draw: random.Random, text: str, longest: int) -> str:
    """A stretch of the text that may begin and end anywhere."""
    start = draw.randrange(len(text))
    return text[start : start + draw.randint(1, min(longest, 400))]


def random_characters(draw: random.Random, count: int) -> str:
    """Characters of one script, chosen without sense."""
    first, last = draw.choice(SCRIPTS)
    return "".join(chr(draw.randint(first, last)) for _ in range(count))


def mixture(draw: random.Random, lines: list[str]) -> str:
    """Pieces of everything side by side."""
    pieces = []
    for _ in range(draw.randint(2, 12)):
        pool = draw.choice([EMOJI, SPACES, MARKS, ENGLISH, lines])
        pieces.append(draw.choice(pool)[:60])
        pieces.append(random_characters(draw, draw.randint(0, 3)))
    return "".join(pieces)
