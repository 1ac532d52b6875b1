"""Who holds which post: 首任院长是张宏江 is wrong where the source makes him 理事长 and another 院长."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.verify.proper import TITLE, find_persons
from assistant.verify.verdict import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_END = re.compile(r"[,;:。!?\n]")
_ANYONE = frozenset(["专家", "学者", "记者", "先生", "女士", "官", "代表", "负责人", "工程师", "作者"])
_GIVEN = r"(?:曾|现|将|也|并|则)?(?:担任|出任|当选为?|兼任|接任|获任|任|是|为)"


def check_posts(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults for a post that the claim gives to one person of the source and the source to another of them alone."""
    if not re.search(TITLE, claim.text):
        return
    persons = list(dict.fromkeys(find_persons(source.text)))
    told = {name: _posts(source.text, name, persons) for name in persons}
    for name, posts in told.items():
        if posts and name in claim.text:
            for post in _posts(claim.text, name, persons) - posts:
                holders = [other for other, theirs in told.items() if post in theirs]
                if holders:
                    yield Fault(f"{name} as {post} where the source has {holders[0]}")


def _posts(text: str, name: str, persons: list[str]) -> set[str]:
    """The posts right before a name, or given to it by 担任 and the like, up to the next name."""
    found: set[str] = set()
    for at in re.finditer(re.escape(name), text):
        before = _since(text[: at.start()], [other for other in persons if other != name])
        found |= set(re.findall(TITLE, before)) if re.search(rf"{TITLE}(?:是|为|由)?$", before) else set()
        after = _END.split(text[at.end() :], maxsplit=1)[0]
        if given := re.match(_GIVEN, after):
            found |= set(re.findall(TITLE, _until(after[given.end() :], persons)))
    return found - _ANYONE


def _since(text: str, names: list[str]) -> str:
    """The end of a text since its last pause or name."""
    starts = [m.end() for m in _END.finditer(text)] + [text.rfind(n) + len(n) for n in names if n in text]
    return text[max(starts, default=0) :]


def _until(text: str, names: list[str]) -> str:
    return text[: min((text.find(n) for n in names if n in text), default=len(text))]
