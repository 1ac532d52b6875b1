"""A question that stands alone, made from a follow-up and the conversation before it, by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import english_follow_up
from assistant.answer import Turn
from assistant.verify.proper import SURNAME, find_persons
from assistant.verify.reading import read
from index.text.dates import Date
from index.text.quantities import find_quantities

_TAIL = re.compile(r"[\s？?。.!！]+$")
_POLITE = re.compile(
    r"^(?:(?:请问|請問|谢谢|謝謝|好的|那麼|那么|那|关于|關於|你知道|我想知道|再问一下|再問一下)[，,：: ]*)+"
)
# What a Chinese question says of its topic starts at one of these.
_PREDICATE = re.compile(
    r"是|有|由|在|何[时時]|什[么麼]|哪|[谁誰]|多[少久大高长長快重远遠]|几|幾|怎|如何|[为為]|的|包括|属于|屬於|成立|[发發]布|推出|提出"
    r"|[说說]|表示|指出|被|会|會|能"
)
_NAME = re.compile(
    r"[《“「\"][^》”」\"]+[》”」\"]|[A-Za-z][A-Za-z\d_.+-]*(?: [A-Z][A-Za-z\d_.+-]*)*|[\u4e00-\u9fff]{2,6}\d+(?:\.\d+)?"
)
_IT = re.compile(
    r"(?<![\u4e00-\u9fff])[那这這](?:个|個|家|项|項|款|篇|次|部|座)?(?=[是有的在])|它们?|它們|(?:该|該|[这這那](?:个|個|家|项|項|款|次|座))"
    r"(?:模型|大模型|机构|機構|公司|研究院|组织|組織|平台|平臺|项目|項目|计划|計劃|方案|文件|政策|报告|報告|城市|论坛|論壇|会议|會議)?|其(?=[\u4e00-\u9fff])(?!中|他|它|实|實|余|餘|次)"
)
_PERSON_PRONOUN = re.compile(r"他(?!们|們|国|國|人)|她(?!们|們)|此人|这个人|這個人|这位[\u4e00-\u9fff]{2,4}|該人")
_POST = re.compile(
    r"(?:理事|董事|秘[书書]|研究)?[长長]|主任|主席|院[长長]|所[长長]|校[长長]|部[长長]|理事[长長]|秘[书書][长長]|总裁|總裁|CEO|院士"
)
_HOLDS_POST = re.compile(f"(?:{_POST.pattern})$")
_CALLED = f"{SURNAME}[\u4e00-\u9fff]{{1,2}}"
_NAMING_TAGS = {"ns", "nr", "nt", "nz", "nrt", "nrfg", "eng"}
_LEAST_SUBJECT = 2  # characters
_TURNS = 24  # a topic is named again within so many turns; a long conversation costs no more than these
_WHO = re.compile("[谁誰]")
# When something was so: no topic.
_WHEN = re.compile(
    r"^(?:[以之]?[后後][来來]?|[现現]在|目前|[当當][时時]|最[后後近初]|之前|以前|将来|將來|未来|未來)(?:又|还|還)?"
)
# What the name of a part or a trait is made of.
_COMMON_TAGS = {"n", "vn", "b", "m", "an"}
_CITED = re.compile(r"\[\d+\]")
_LONGEST_PART = 2  # words
_SHORT = 16  # characters of a question that can leave out its topic
# What only goes on with what was said before.
_GOES_ON = re.compile(r"其中|^又|又[用是有]|还[有是]|還[有是]|^另|前者|后者|後者|^分别|^分別|^各|再")
_WHOLE = re.compile(
    r"(?:[什甚][么麼]|何)(?:是|叫|[谓謂])|[谁誰]|(?:[怎如]何|怎[么麼样樣]+|[为為爲](?:[什甚][么麼]|何))|哪[些个個位家种種]?"
)
_WHAT_ABOUT = re.compile(r"^(?:那|那么|那麼)?[，,]?(.{1,20}?)(?:呢|又?如何|怎[么麼][样樣])$")
_ELLIPTICAL = re.compile(r"呢(?:$|[，,。？?！! ])")


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with its pronouns or its missing topic filled in from the conversation.

    A question that names its own topic comes back unchanged. The topic is what the last question that had one
    was about; a personal pronoun means the person last spoken of.
    """
    if not history:
        return question
    return _resolve(question, *_last_resolved(history))


def of_topic(question: str, history: Sequence[Turn]) -> str:
    """The question asked of what was spoken of, where its subject is a common noun and may be a part or a trait of
    that, else nothing: 总部在哪里？ Only the sources can tell it from one that is whole (人才缺口有多大？)."""
    before, _ = _last_resolved(history)
    return _of_topic(question, topic_of(before))


def _last_resolved(history: Sequence[Turn]) -> tuple[str, str]:
    """The last question of a conversation made to stand alone, and its answer."""
    resolved, answer = "", ""
    for turn in history[-_TURNS:]:
        before = resolved
        resolved = _resolve(turn.question, before, answer) if before else turn.question
        # what was answered tells what it was asked of; where nothing was, the topic stays
        if resolved == turn.question and ((topic := topic_of(before)) in turn.answer or not _CITED.search(turn.answer)):
            resolved = _of_topic(turn.question, topic) or resolved
        answer = turn.answer
    return resolved, answer


def _resolve(question: str, before: str, answer: str) -> str:
    if not re.search("[\u4e00-\u9fff]", re.sub(r"[《“「][^》”」]*[》”」]", "", question)):
        return english_follow_up.resolve(question, before)
    if _PERSON_PRONOUN.search(question) and (person := _person(before, answer)):
        return _PERSON_PRONOUN.sub(person, question, count=1)
    topic = topic_of(before)
    if not topic:
        return question
    if found := _WHAT_ABOUT.match(_TAIL.sub("", question)):
        return _swap(before, topic, _POLITE.sub("", found.group(1)))
    if _IT.search(question):
        return _IT.sub(lambda _: topic, question, count=1)
    return f"{topic}{_POLITE.sub('', question)}" if _has_no_topic(question) else question


def _of_topic(question: str, topic: str) -> str:
    bare = _bare(question)
    topic = _HOLDS_POST.sub("", topic) or topic
    whole = len(bare) > _SHORT or _NAME.search(bare) or not topic or topic in bare
    return "" if whole or not _is_common(bare[: _predicate_at(bare)]) else f"{topic}的{_POLITE.sub('', question)}"


def _bare(question: str) -> str:
    """Without the marks that end it and without courtesies before it."""
    return _POLITE.sub("", _TAIL.sub("", question))


def _is_common(name: str) -> bool:
    words = read(name).words
    return 0 < len(words) <= _LONGEST_PART and all(tag in _COMMON_TAGS for _, tag in words)


def _is_named(topic: str) -> bool:
    return _NAME.search(topic) is not None or any(tag in _NAMING_TAGS for _, tag in read(topic).words)


def may_stand(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question without a topic before its predicate may still be whole: 怎么做红烧肉？ after other things.

    It asks how, why or what of a thing that was not spoken of. Only the sources can tell it from one that goes on
    (怎么申请资金？ asked of the fund before).
    """
    if english_follow_up.goes_on(question):
        return english_follow_up.may_stand(question, history)
    bare = _bare(question)
    opened = _WHOLE.match(bare)
    if opened is None or _IT.search(bare) or _PERSON_PRONOUN.search(bare):
        return False
    spoken = "".join(f"{turn.question}{turn.answer}" for turn in history)
    things = [w for w, tag in read(bare[opened.end() :]).words if tag[:1] == "n" or tag in ("eng", "l", "i", "vn")]
    return any(len(thing) > 1 and thing not in read(spoken).text for thing in things)


def is_what_about(question: str) -> bool:
    """Whether a question asks the same of something else: 上海呢？ 上海的基金群呢，多大？ And AMD?"""
    return english_follow_up.goes_on(question) or _ELLIPTICAL.search(question) is not None


def topic_of(question: str) -> str:
    """What a Chinese question is about: the words before its predicate, else the first name in it."""
    bare = _bare(question)
    if quoted := re.match(r"[《“「\"][^》”」\"]+[》”」\"]", bare):
        return quoted.group()
    head = bare[: _predicate_at(bare)].strip("，, ")
    named = _NAME.search(head)
    if named and named.start() and read(head).words[0][1] == "v":  # 做ChatGPT用了
        return named.group()
    if 2 <= len(head) <= 30:
        return _subject(head)
    name = _NAME.search(bare)
    return name.group() if name else ""


def _predicate_at(question: str) -> int:
    """Where the predicate begins, or the question's end; 能 within 人工智能 begins none."""
    starts, at = set(), 0
    for word, _ in read(question).words:
        starts.add(at)
        at += len(word)
    found = (m for m in _PREDICATE.finditer(question) if m.start() in starts)
    return next((m.start() for m in found if not _ends_clause(question, m)), len(question))


def _ends_clause(question: str, at: re.Match[str]) -> bool:
    """Whether 的 ends a clause that says which one is meant: 参数超百亿的大模型, and not ChatGPT的参数."""
    return at.group() == "的" and any(tag == "v" for _, tag in read(question[: at.start()]).words[1:])


def _swap(before: str, topic: str, other: str) -> str:
    """The earlier question asked of something else: 北京有多少个？ and 广东呢？ give 广东有多少个？

    A word of the same sort, such as one place for another, takes its place; else the whole topic gives way.
    """
    if when := _same_date(before, other):
        return before[: when.start] + other + before[when.end :]
    if ending := _shared_ending(topic, other):
        return before.replace(topic[: topic.index(ending) + len(ending)], other, 1)
    if before.startswith(f"{topic}的") and _is_named(topic) and _is_common(other):
        part = before[len(topic) + 1 :]
        return f"{topic}的{other}{part[_predicate_at(part) :]}"
    sort = read(other).words[:1]
    same = [word for word, tag in read(before).words if sort and tag == sort[0][1] and tag in _NAMING_TAGS]
    if same and same[0] in before:
        return before.replace(same[0], other, 1)
    subject = _subject(topic)
    return before.replace(subject, other, 1) if subject in before else f"{other}{before}"


def _same_date(before: str, other: str) -> Date | None:
    """The date of the earlier question that another one takes the place of: 2023年 of 2022年."""
    asked = [found for found in find_quantities(other) if isinstance(found, Date)]
    if len(asked) != 1 or (asked[0].start, asked[0].end) != (0, len(other)):
        return None
    dates = (found for found in find_quantities(before) if isinstance(found, Date))
    return next((d for d in dates if _parts(d) == _parts(asked[0])), None)


def _parts(date: Date) -> tuple[bool, bool]:
    return date.year is None, date.month is None


def _shared_ending(topic: str, other: str) -> str:
    """The ending, two characters or more, that two names of one kind share: 大桥 of 杭州湾大桥 in 港珠澳大桥全长."""
    endings = (other[at:] for at in range(1, len(other) - 1))
    return next((ending for ending in endings if topic.find(ending) > 0), "")


def _subject(topic: str) -> str:
    """The topic up to its verb or adverb: 大熊猫 of 大熊猫主要吃, and all of a 创新实施方案."""
    at, words = 0, read(topic).words
    if words and words[-1][1].startswith("n"):
        return topic
    for word, tag in words:
        after = tag == "f" and len(word) > 1  # 以后, and not 上
        if at >= _LEAST_SUBJECT and (tag[:1] in ("v", "d") or after):
            return topic[:at]
        at += len(word)
    return topic


def _has_no_topic(question: str) -> bool:
    bare = _WHEN.sub("", _bare(question))
    if _NAME.search(bare) and not bare.startswith("比"):
        return False
    found = _PREDICATE.search(bare)
    starts_bare = (
        bare.startswith("比")
        or (found is not None and found.start() == 0)
        or _opens_with_post(bare)
        or _opens_with_verb(bare)
    )
    return len(bare) <= _SHORT and (starts_bare or _GOES_ON.search(bare) is not None)


def _opens_with_verb(question: str) -> bool:
    """花了多少钱？ leaves out what cost it; 戴琼海怎么说？ does not, though 戴 is also to wear."""
    if re.match(rf"{_CALLED}(?=怎|如何|[说說是在的有对對认認表指])", question):
        return False
    return any(tag in ("v", "vd") for _, tag in read(question).words[:1])


def _opens_with_post(question: str) -> bool:
    """院长是谁？ asks of the institution spoken of. The character 长 alone is no post."""
    post = _POST.match(question)
    return post is not None and len(post.group()) > 1


def _person(before: str, answer: str) -> str:
    """The person last spoken of: who holds the post asked for, else the last one named."""
    spoken = _CITED.sub("", answer)
    if named_as_asked := _in_place_of_who(before, spoken):
        return named_as_asked
    if post := _POST.search(before):
        role = re.escape(post.group())
        held = re.search(
            rf"({_CALLED})(?:担任|擔任|任|是)[^，,。]{{0,6}}{role}|{role}({_CALLED})(?![\u4e00-\u9fff]*{role})", spoken
        )
        if held:
            return held.group(1) or held.group(2)
    named = find_persons(spoken) or find_persons(before)
    return named[-1] if named else topic_of(before)


def _in_place_of_who(before: str, answer: str) -> str:
    """The name that stands in the answer where the question has 谁: 是谁写的？ and 是汤显祖写的。"""
    asked = _WHO.split(_TAIL.sub("", before))
    if len(asked) != 2 or not all(asked):
        return ""
    left, right = re.escape(asked[0][-2:]), re.escape(asked[1][:2])
    found = re.search(f"{left}([\u4e00-\u9fff·]{{2,8}}?){right}", answer)
    return found.group(1) if found else ""
