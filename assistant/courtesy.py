"""What is said to the assistant and asks the sources nothing: a greeting, thanks, who are you."""

from __future__ import annotations

import re

from assistant.question import Language

_ENDS = r"[\s!！。.~～,，?？呀啊吗嗎么呢]*"
_GREETINGS = (
    r"(?:你好|您好|大家好|哈[喽啰囉]|嗨|早上好|早安|下午好|晚上好|在[吗嗎]|(?:hello|hi|hey)(?: there)?"
    r"|good (?:morning|afternoon|evening))"
)
_THANKS = (
    r"(?:(?:非常|多|太|十分)?(?:谢谢|謝謝|感谢|感謝|多谢|多謝)(?:你|您|了)*"
    r"|thanks(?: a lot| so much)?|thank you(?: very much| so much)?)"
)
_WHO = (
    r"(?:(?:请问|請問)?[你您](?:是[谁誰]|是[什甚][么麼](?:模型|人|东西|東西)?|叫[什甚][么麼](?:名字)?"
    r"|[能会會可]以?(?:做|干|幹)?[什甚些哪]*[么麼些]?(?:做|事|事情)?|有(?:[什甚][么麼]|哪些)(?:功能|用))"
    r"|(?:请|請)?介[绍紹]一下[你您]?自己|怎[么麼]用|使用说明|使用說明|帮助|幫助"
    r"|who are you|what are you|what(?:'s| is) your name|what can you do"
    r"|how (?:do i use|does) (?:this|it)(?: work)?|help)"
)
_KINDS = {
    kind: re.compile(
        rf"^(?:{_GREETINGS}{_ENDS})?{said}{_ENDS}$" if kind == "who" else f"^{said}{_ENDS}$", re.IGNORECASE
    )
    for kind, said in (("greeting", _GREETINGS), ("thanks", _THANKS), ("who", _WHO))
}
_SAID = {
    "zh-Hans": {
        "greeting": "你好！请就馆藏的{count}篇文章提问：每一句回答都附上原句，文章里没有的我会直说。",
        "thanks": "不客气。还想知道什么，请接着问。",
        "who": "我是原文，只依据馆藏的{count}篇文章作答，每一句都附上原句。"
        "可以问其中的事实、数字、人物和说法，也可以让我总结文章。",
    },
    "zh-Hant": {
        "greeting": "你好！請就館藏的{count}篇文章提問：每一句回答都附上原句，文章裡沒有的我會直說。",
        "thanks": "不客氣。還想知道什麼，請接著問。",
        "who": "我是原文，只依據館藏的{count}篇文章作答，每一句都附上原句。"
        "可以問其中的事實、數字、人物和說法，也可以讓我總結文章。",
    },
    "en": {
        "greeting": "Hello! Ask what the articles here ({count}) say: every sentence of an answer comes with its source"
        " sentence, and what they do not say I will tell you.",
        "thanks": "You are welcome. Ask on.",
        "who": "I am Yuanwen. I answer from the articles here ({count}) alone, every sentence with its source sentence:"
        " ask for facts, figures, people and views in them, or for a summary.",
    },
}


def courteous_reply(said: str, count: int, language: Language) -> str:
    """The reply to a greeting, to thanks or to who are you; empty for a question.

    ``count`` articles are there; with none there is something else to say first.
    """
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(said.strip())), "")
    return _SAID[language][kind].format(count=f"{count:,}") if kind and count else ""
