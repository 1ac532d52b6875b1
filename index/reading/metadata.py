"""Reads who published an article, who wrote it, when and where, from the lines around it. Unknown stays empty."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.reading import marks
from index.reading.names import PEN_NAMES, is_name, read_names

_COLON = r"\s*[:：]\s*"
_NAME = r"[^\s()（）\[\]【】|｜:：]+"
_PUBLISHER = re.compile(
    rf"(?:(?:文章|新闻|新聞|信息|本文|稿件|消息)?(?:[来來]\s?源|出[处處]|稿源){_COLON}|本文[来來]源[于於自]?|(?:摘|[转轉])自\s*[:：]?)"
    r"[《〈「]?(?P<name>[A-Za-z][\w.'&-]*(?: [A-Za-z][\w.'&-]*)+|[^\s《》〈〉「」()（）\[\]【】|｜,，。;；:：]{2,24})"
)
_AUTHOR = re.compile(
    rf"(?:作\s?者|撰文|[记記]者){_COLON}(?P<names>{_NAME}(?:[\s、]+{_NAME}){{0,4}})|^文\s?[/／]\s?(?P<by>\S+)"
    r"|^By\s+(?P<english>[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,3})$"
)
_SIGNED = re.compile(
    r"\W{0,3}(?:(?:本文|文章|稿件)?[来來]\s?源|稿源|作者|[记記]者|撰文|文\s?[/／]|[责責]\s?任?[编編]|[编編][辑輯]|[^\s:：]{2,4}\s[编編][辑輯])"
)
_EDITOR = re.compile(
    rf"(?:责任?编辑?|責任?編輯?|(?<![主总總])编辑|(?<![主總])編輯){_COLON}(?P<after>[^\s()（）\[\]【】|｜:：]{{2,10}})"
    r"|[(（\[【](?P<before>[^\s()（）\[\]【】]{2,4})\s*(?:责任?编辑|責任?編輯|编辑|編輯)[)）\]】]"
)
_JOURNAL = re.compile(r"^《?(?P<name>[^\s\d《》,，。]{2,16}?)》?\s*(?:19|20)\d\d\s?年\s?第?\s?\d{1,2}\s?期")
_OUTLET = re.compile(
    r"(?P<name>[^\s\d:：()（）\[\]【】|]{1,14}?(?:[网網]站?|[报報]|社|[电電][视視台臺]{1,2}|周刊|週刊|[杂雜][志誌]|新[闻聞]|财经|財經|在线|在線|之[声聲]))(?:微博)?"
)
_DISCLAIMER = re.compile(
    r"仅代表[^。]{0,16}[,，]\s*[与與](?P<name>[^\s本此该該,，。]{2,10}(?:[网網]|[报報]|社))[无無][关關]"
)
_DATELINE = re.compile(
    r"^\W{0,2}(?P<agency>[^\s，。,\d()（）\[\]【】／/]{1,6}?(?:社|[网網]|[报報]|台))(?P<place>[^\s，。,\d()（）・·／/]{2,10}?)"
    r"(?:\d{1,2}月)?\d{1,2}日\s*(?:[专專]?[电電]|[讯訊]|消息|[报報][道導])"
)
_AGENCY = re.compile(
    r"^\W{0,2}(?P<agency>[^\s，。,\d()（）\[\]【】]{1,6}?(?:社|[网網]))[^\s，。]{0,10}?\d{1,2}日\s*(?:[专專]?[电電]|[讯訊]|消息)"
)
_REPORTED = re.compile(r"[／/](?P<place>[^／/\s]{2,4})[报報][导導道]")
_REPORTERS = re.compile(
    r"[记記]者\s*[:：／/]?\s*(?P<names>[^)）\]】，。：:]{2,40}?)(?=[)）\]】，。：:]|[报報][道導]|$)"
)
_STAFF = re.compile(r"\s*(?:[通][讯訊][员員]|[实實見见][习習](?:生|[记記]者)?|[摄攝]影?|[综綜]合).*$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article, each field as ``Article`` describes it."""

    publisher: str = ""
    author: str = ""
    editor: str = ""
    published: str = ""
    place: str = ""


def read_metadata(header: Sequence[str], body: Sequence[str], footer: Sequence[str]) -> Metadata:
    """Reads the lines about an article: ``header`` above its text, ``body`` its paragraphs, ``footer`` below.

    The header is trusted before the footer, of which only lines that begin with a byline's label count, as other
    stories are listed there; both are trusted before the dateline that opens the text.
    """
    signed = [line for line in _joined(footer) if _SIGNED.match(line)]
    around = [*_joined(header), *signed]
    lead = next(iter(body), "")
    return Metadata(
        publisher=_first(_publisher_of(line) for line in around) or _agency(lead) or _disclaimed(footer),
        author=_authors(_joined(header), body, signed),
        editor=_first(_editor_of(line) for line in around),
        published=_first(read_date(line) for line in header),
        place=_place(lead, header),
    )


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _joined(lines: Sequence[str]) -> list[str]:
    """A label alone on its line (``作者：``) takes the next line with it."""
    out: list[str] = []
    for line in lines:
        if out and out[-1].endswith((":", "：")) and len(out[-1]) <= 8:
            out[-1] += line
        else:
            out.append(line)
    return out


def read_date(line: str) -> str:
    """The first full date in ``line`` in ISO 8601, with its time if printed; midnight to the second is no time."""
    for found in marks.DATE.finditer(line):
        year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
        date = _date(year or 0, month or 0, day or 0)
        if date and (hour is None or (hour, minute, second) == (0, 0, 0)):
            return date
        if date:
            time = dt.time(hour or 0, minute or 0, second or 0)
            return f"{date}T{time.isoformat('minutes' if second is None else 'seconds')}"
    english = marks.ENGLISH_DATE.search(line)
    if english is None:
        return ""
    month = marks.MONTHS.index(english["month"].lower()) + 1
    return _date(int(english["year"]), month, int(english["before"] or english["after"] or 0))


def _date(year: int, month: int, day: int) -> str:
    """The date, or nothing where the calendar has none."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _publisher_of(line: str) -> str:
    labelled = _PUBLISHER.search(line)
    if labelled:
        return marks.DATE.split(labelled["name"])[0].removesuffix("微博")
    journal = _JOURNAL.match(line)
    if journal:
        return journal["name"]
    date = marks.DATE.search(line)
    if date is None or len(line) > 80:
        return ""
    return _beside_date(line[: date.start()], line[date.end() :])


def _beside_date(before: str, after: str) -> str:
    """An outlet printed without a label next to the date: ``法制晚报`` after it or ``台灣醒報 (…)`` before it."""
    words = after.split()
    first = _OUTLET.fullmatch(words[0]) if words else None
    if first:
        return first["name"]
    named = _OUTLET.fullmatch(before.rstrip(" (（"))
    return named["name"] if named and before.rstrip().endswith(("(", "（")) else ""


def _agency(lead: str) -> str:
    found = _AGENCY.match(lead)
    return found["agency"] if found else ""


def _disclaimed(footer: Sequence[str]) -> str:
    found = _DISCLAIMER.search("".join(footer))
    return found["name"] if found else ""


def _authors(header: Sequence[str], body: Sequence[str], footer: Sequence[str]) -> str:
    names = _first("、".join(_labelled(line)) for line in [*header, *footer])
    names = names or _first("、".join(_beside(line)) for line in header)
    opening, closing = body[:2], body[-1:]
    return names or _first(
        "、".join(_reporters(line)) for line in [*(x[:80] for x in opening), *(x[-40:] for x in closing), *header]
    )


def _labelled(line: str) -> list[str]:
    found = _AUTHOR.search(line)
    if found is None:
        return []
    return [found["english"]] if found["english"] else read_names(found["names"] or found["by"], strict=False)


def _beside(line: str) -> list[str]:
    """Names that stand alone after a date, as ``2024-08-09 张三`` or run on to its time."""
    date = marks.DATE.search(line)
    rest = line[date.end() :].strip() if date else ""
    names = read_names(rest) if rest and not marks.BUTTON.search(rest) else []
    return names if "".join(names) == re.sub(r"[\s、]", "", rest) else []


def _reporters(line: str) -> list[str]:
    found = _REPORTERS.search(line)
    names = read_names(_STAFF.sub("", re.split(r"[／/]", found["names"])[0])) if found else []
    return [name for name in names if is_name(name) or name in PEN_NAMES]


def _editor_of(line: str) -> str:
    found = _EDITOR.search(line) if len(line) <= 80 else None
    return (found["after"] or found["before"]) if found else ""


def _place(lead: str, header: Sequence[str]) -> str:
    found = _DATELINE.match(lead)
    if found and not re.search(r"[记記]者|[实實][习習]", found["place"]):
        return found["place"]
    slashed = next((m for m in map(_REPORTED.search, [lead[:40], *header]) if m), None)
    return slashed["place"] if slashed else ""
