"""The vector space of an index: texts folded to one script, and questions moved to the documents' language.

Multilingual embeddings keep a text's language beside its meaning: an English question lies nearer to whatever
looks least Chinese than to its answer. Taking the language's mean away makes the spaces comparable (Libovický,
Rosa and Fraser, "On the Language Neutrality of Pre-trained Multilingual Representations", 2020). Here the
question alone is moved, by the difference of the two languages' means over the same questions, so that what is
stored stays what the model gave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from index.text.fold import to_simplified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding import Embedder

Language = Literal["zh", "en"]

# How far a question is moved: 1 would be the whole way. Between .5 and 1 hardly differs.
_MOVED = 0.75
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")

# The same everyday questions in both languages; only the mean of their vectors is used.
_QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "What is the capital of the country?",
        "How many people attended the meeting?",
        "When was the company founded?",
        "Who is the head of the department?",
        "Why did prices rise last year?",
        "Which city will host the games?",
        "How does the new policy affect farmers?",
        "What did the minister say about trade?",
        "Where is the factory located?",
        "How much money was raised?",
        "Which school did she attend?",
        "What caused the accident?",
        "How long does the trip take?",
        "Who wrote the report?",
        "What are the main findings of the study?",
        "When will the bridge open?",
        "How many patients were treated?",
        "What is the title of the book?",
        "Which team won the match?",
        "What measures were taken against pollution?",
    ),
    "zh": (
        "这个国家的首都是哪里？",
        "有多少人参加了会议？",
        "公司是什么时候成立的？",
        "谁是部门的负责人？",
        "去年价格为什么上涨？",
        "哪座城市将举办运动会？",
        "新政策对农民有什么影响？",
        "部长对贸易说了什么？",
        "工厂在什么地方？",
        "筹集了多少资金？",
        "她上的是哪所学校？",
        "事故的原因是什么？",
        "路上要花多长时间？",
        "报告是谁写的？",
        "研究的主要发现是什么？",
        "大桥什么时候通车？",
        "有多少病人得到治疗？",
        "这本书叫什么名字？",
        "哪支球队赢了比赛？",
        "针对污染采取了哪些措施？",
    ),
}


def language_of_text(text: str) -> Language:
    """``en`` when a text has more Latin words than Han characters, else ``zh``."""
    return "en" if len(_LATIN.findall(text)) > len(_HAN.findall(text)) else "zh"


class VectorSpace:
    """An embedder as the index uses it. Safe for use from several threads."""

    def __init__(self, embedder: Embedder, remembered: int = 0) -> None:
        """Use an embedder, keeping the vectors of the ``remembered`` questions asked last.

        They depend on the question and the model alone, never on what is in the index.
        """
        self._embedder = embedder
        self._question = lru_cache(maxsize=remembered)(self._embed_question)

    @property
    def embedder(self) -> Embedder:
        """The model itself, for a baseline that should use the same one."""
        return self._embedder

    @property
    def name(self) -> str:
        """Names the space, for the check on opening: weights, prefixes and the folding of scripts."""
        return f"{self._embedder.name}, folded to Simplified"

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return self._embedder.dimension

    def embed_question(self, question: str, target: Language) -> NDArray[np.float32]:
        """A question's unit vector, shape ``(dimension,)``, for documents in the language ``target``; not to be written
        to."""
        return self._question(question, target)

    def _embed_question(self, question: str, target: Language) -> NDArray[np.float32]:
        import numpy as np

        vector = self._embedder.embed_queries([to_simplified(question)])[0]
        source = language_of_text(question)
        if source != target:
            vector = vector + _MOVED * (self._means[target] - self._means[source])
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        unit.setflags(write=False)  # several searches share it
        return unit

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of documents' texts, shape ``(n, dimension)``; ``progress`` is told how many are done."""
        return self._embedder.embed_passages([to_simplified(text) for text in texts], progress=progress)

    def close(self) -> None:
        """Release the model."""
        self._embedder.close()

    @cached_property
    def _means(self) -> dict[Language, NDArray[np.float32]]:
        return {name: self._embedder.embed_queries(asked).mean(axis=0) for name, asked in _QUESTIONS.items()}
