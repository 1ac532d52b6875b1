"""Questions made from the news texts themselves, to tune the cross-encoder on news as it is written.

A Chinese question keeps its order, so that a statement with one part taken out and asked for is a question (cloze
translation: Lewis, Denoyer and Riedel, "Unsupervised Question Answering by Cloze Translation", 2019). What the text
does not say makes one that nothing answers: a part asked for that the statement never had (``partless``), or a common
fact about somebody or something of the article (``unsaid``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.asked import holds_news
from assistant.verify.proper import PERSON_AFTER, find_persons, find_proper
from assistant.verify.reading import read
from benchmarks.unsaid_facts import UNSAID, Sort
from evals.corpus import Query
from index import Article
from index.text.dates import Date
from index.text.names import find_names
from index.text.sentences import split_sentences

_SHORTEST, _LONGEST = 9, 36  # of a question, in code points
_THINNED = 0.4  # the share of adverbs, conjunctions and times that are left out
_CLAUSE = re.compile(r"[^，,。；;：:！!？?\s]+")
_OPENING = re.compile(
    r"^(?:但是?|而且?|并且?|且|其中|同时|此外|另外|不过|因此|所以|随后|据悉|据了解|目前|近日|日前|当[天日]|截至|图为|如今|据)"
)
# Datelines, credits and what is no statement of its own.
_NO_STATEMENT = re.compile(
    r"[日网社报][电讯]|记者|来源|作者|主编|正文|编辑|责编|本[网报]|www|http|[时后前]$|之[际后前]|[（()）/]"
)
_QUOTED = re.compile(r"《[^》]{2,14}》|“[^”]{2,14}”")
_NUMERAL = re.compile(r"^[\d.,万亿千百十两一二三四五六七八九零余多\-至]+")
_PLACED = re.compile(r"(?:在|于|到|来自|赴|抵达|位于)$")
_NOT_DONE_WORDS = """
是 有 在 为 成为 作为 没有 可以 需要 应 要 会 能 说 称 表示 显示 介绍 认为 指出 强调 告诉
"""
_NOT_DONE = frozenset(_NOT_DONE_WORDS.split())
_OF_SUBJECT = ("n", "eng", "j", "b", "a", "uj", "vn", "x", "l", "i")
# What ends in a reason or a purpose; the texts have been read, so that their commas are half as wide.
_REASONS = tuple(
    re.compile(pattern.replace("~", "[^,。;]"))
    for pattern in (
        r"(?:由于|因为)(?P<why>~{4,40}),(?:所以|因此|故)?(?P<what>~{6,26})",
        r"(?P<what>~{6,26}),?(?:主要)?(?:是因为|原因是|原因在于|是由于)(?P<why>~{4,40})",
        r"(?P<what>~{6,26}),(?:旨在|目的是|以期|以便)(?P<why>~{4,40})",
        r"(?:^|,)为了?(?P<why>~{6,40}),(?P<what>~{6,26})",
    )
)
_PARTS = (
    "{who}是哪一年{did}的",
    "{who}是什么时候{did}的",
    "{who}在哪里{did}",
    "{who}和谁一起{did}",
    "是谁要求{who}{did}",
    "{who}{did}用了多久",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a statement that can be asked for: its span, and the words that ask."""

    start: int
    end: int
    asking: str


def questions_of(article: Article, seed: int = 0) -> Iterator[tuple[str, Query]]:
    """At most one question of each kind, ``""`` where the article answers it; the same every time."""
    draw = random.Random(f"{seed}/{article.id}")
    sentences = [read(article.text[a:b]).text for a, b in split_sentences(article.text)]
    if answered := _answered(sentences, draw):
        question, answer = answered
        yield "", Query(f"qa0-{article.id}-answered", f"{question}？", (answer,), frozenset({article.id}))
    for kind, asked in (("partless", _partless(sentences, draw)), ("unsaid", _unsaid(article, sentences, draw))):
        if asked:
            yield kind, Query(f"qa0-{article.id}-{kind}", f"{asked}？", (), frozenset())


def _answered(sentences: list[str], draw: random.Random) -> tuple[str, str] | None:
    """A question that a sentence of the article answers, and the words that answer it."""
    ways = draw.sample((_part_asked, _part_asked, _post_asked, _reason_asked, _list_asked), 5)
    for way in ways:
        for sentence in draw.sample(sentences, len(sentences)):
            made = way(sentence, draw)
            if made and _SHORTEST <= len(made[0]) <= _LONGEST:
                return made
    return None


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that state something."""
    found = (clause.group() for clause in _CLAUSE.finditer(sentence))
    return [clause for clause in found if not _NO_STATEMENT.search(clause)]


def _part_asked(sentence: str, draw: random.Random) -> tuple[str, str] | None:
    """A statement with one part asked for: 谁, 多少, 哪里."""
    clauses = _clauses(sentence)
    for clause in draw.sample(clauses, len(clauses)):
        if parts := list(_parts_of(clause)):
            part = draw.choice(parts[:2])
            before, after = _thinned(clause[: part.start], draw), _thinned(clause[part.end :], draw)
            if _names_of(f"{before}，{after}") and _does(f"{before}{after}"):
                return _OPENING.sub("", f"{before}{part.asking}{after}"), clause[part.start : part.end]
    return None


def _post_asked(sentence: str, draw: random.Random) -> tuple[str, str] | None:
    """Somebody's post, where it stands before the name: 院长黄铁军."""
    forms = (
        "{}担任什么职务",
        "{}是什么身份",
        "{}的头衔是什么",
        "{}到底是什么人",
        "报道里{}的职务是什么",
        "{}是哪家单位的",
    )
    found = [m for m in PERSON_AFTER.finditer(sentence) if not _NO_STATEMENT.search(m.group())]
    if not found:
        return None
    person = draw.choice(found)
    return draw.choice(forms).format(person["name"]), sentence[person.start() : person.end("name")]


def _reason_asked(sentence: str, draw: random.Random) -> tuple[str, str] | None:
    """Why something is so, where the sentence gives its reason or its purpose."""
    for pattern in _REASONS:
        found = pattern.search(sentence)
        if found and not _NO_STATEMENT.search(found["what"]) and len(found["what"]) > 5:
            what = _thinned(_OPENING.sub("", found["what"]), draw)
            form = draw.choice(("为什么{}", "{}的原因是什么", "{}是为了什么", "为何{}"))
            return form.format(what), found["why"]
    return None


def _list_asked(sentence: str, draw: random.Random) -> tuple[str, str] | None:
    """What is listed: 交通、市政、保供等领域 gives 哪些领域."""
    for clause in _clauses(sentence):
        words = [word for word, _ in read(clause).words]
        marks = [i for i, word in enumerate(words) if word == "、"]
        last = words.index("等") if "等" in words else 0
        if len(marks) < 2 or last + 1 >= len(words) or not marks[-1] < last <= marks[-1] + 4 or not marks[0]:
            continue
        before = _thinned("".join(words[: marks[0] - 1]), draw)
        rest = re.sub(r"^[\d一二三四五六七八九十多个余大]+", "", "".join(words[last + 1 :]))
        if before and rest and read(clause).text == clause:
            return _OPENING.sub("", f"{before}哪些{rest}"), "".join(words[marks[0] + 1 : marks[1]])
    return None


def _parts_of(clause: str) -> Iterator[Part]:
    told = read(clause)
    if told.text != clause:
        return
    for found in told.figures:
        asking = "什么时候" if isinstance(found, Date) else _how_many(found.text, found.unit)
        if isinstance(found, Date) and found.month is None and found.year is not None:
            asking = "哪一年"
        if isinstance(found, Date) or not (found.ordinal or found.vague or found.indefinite):
            yield Part(found.start, found.end, asking)
    yield from (_part(clause, person, "谁") for person in find_persons(clause))
    yield from (Part(m.start(), m.end(), "什么") for m in _QUOTED.finditer(clause))
    yield from _words_asked(clause)


def _how_many(text: str, unit: str) -> str:
    if unit == "%":
        return "百分之多少"
    return f"多少{_NUMERAL.sub('', text)}"


def _part(clause: str, name: str, asking: str) -> Part:
    at = clause.index(name)
    return Part(at, at + len(name), asking)


def _words_asked(clause: str) -> Iterator[Part]:
    """Places, bodies, and the noun that ends the clause."""
    at, words, proper = 0, read(clause).words, find_proper(read(clause))
    for number, (word, tag) in enumerate(words):
        end = at + len(word)
        if tag == "ns" and word in proper:
            yield Part(at, end, "哪里" if _PLACED.search(clause[:at]) else "哪个地方")
        elif tag == "nt" and len(word) > 2:
            yield Part(at, end, "哪个机构")
        elif tag in ("n", "vn", "l") and len(word) > 1 and number == len(words) - 1 and words[number - 1][1] == "v":
            yield Part(at, end, "什么")
        at = end


def _thinned(text: str, draw: random.Random) -> str:
    """The text without some of the words that add to a statement and do not make it."""
    kept = (w for w, tag in read(text).words if tag not in ("d", "c", "t", "ad") or draw.random() >= _THINNED)
    return "".join(kept)


def _partless(sentences: list[str], draw: random.Random) -> str | None:
    """A statement asked for a part that neither its sentence nor the ones beside it have."""
    for place in draw.sample(range(len(sentences)), len(sentences)):
        near = sentences[max(0, place - 1) : place + 2]
        for clause in _clauses(sentences[place]):
            done = _who_did(_OPENING.sub("", clause))
            if done is None:
                continue
            for form in draw.sample(_PARTS, len(_PARTS)):
                question = form.format(who=done[0], did=done[1])
                if len(question) <= _LONGEST and not any(holds_news(question, s) for s in near):
                    return question
    return None


def _who_did(clause: str) -> tuple[str, str] | None:
    """A statement's named subject and what it did, or nothing."""
    at = 0
    for word, tag in read(clause).words:
        who, did = clause[:at], clause[at:]
        if tag == "v" and at:
            fits = word not in _NOT_DONE and 2 <= len(who) <= 14 and 4 <= len(did) <= 18 and not read(did).figures
            return (who, did) if fits and _names_of(who) else None
        if not tag.startswith(_OF_SUBJECT):
            return None
        at += len(word)
    return None


def _unsaid(article: Article, sentences: list[str], draw: random.Random) -> str | None:
    """A common fact about something that the article names, of which it says no word."""
    told = "".join([read(article.title).text, *sentences])
    named = [(name, sort) for name, sort in _sorted_names(told) if told.count(name) > 2]
    for name, sort in draw.sample(named, len(named)):
        facts = [form for form, told in UNSAID[sort] if not re.search(told, article.text)]
        if facts:
            return draw.choice(facts).format(name=name)
    return None


def _sorted_names(text: str) -> Iterator[tuple[str, Sort]]:
    told = read(text)
    tags = dict(told.words)
    yield from ((name, "person") for name in dict.fromkeys(find_persons(text)))
    for name in find_proper(told):
        if re.search(r"(?:公司|集团|大学|学院|研究院|银行|协会|医院|[委局部社])$", name) and name[0] not in "“《":
            yield name, "body"
        elif tags.get(name) == "ns":
            yield name, "place"
    yield from ((found.group().strip("“”"), "thing") for found in _QUOTED.finditer(text))
    yield from ((n.text, "thing") for n in find_names(text) if len(n.text) > 2)


def _does(text: str) -> bool:
    return any(tag == "v" for _, tag in read(text).words)


def _names_of(text: str) -> bool:
    told = read(text)
    return bool(find_proper(told) or told.names or _QUOTED.search(text))
