"""Numbering: each span has one marker, by first appearance."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.draft import Draft, Numbering, cite_all
from assistant.evidence import Evidence

SPANS = st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.floats(0, 1))


def evidence(article: str, start: int) -> Evidence:
    return Evidence(article, start, start + 2, f"{article}{start}", 0.0, 0.8, frozenset(), 0.0)


def draft() -> Draft:
    return Draft("问题？", "zh-Hans", (), [], {})


def test_the_first_span_is_one() -> None:
    numbering = Numbering()
    marker, [citation] = numbering.cite(evidence("a", 3), 0.9)
    assert marker == 1
    assert (citation.marker, citation.article_id, citation.start, citation.end) == (1, "a", 3, 5)
    assert (citation.quote, citation.support) == ("a3", 0.9)


def test_the_same_span_keeps_its_marker_and_is_new_once() -> None:
    numbering = Numbering()
    numbering.cite(evidence("a", 3), 0.9)
    assert numbering.cite(evidence("a", 3), 0.5) == (1, ())
    assert [c.support for c in numbering.citations] == [0.9]


def test_the_same_place_in_another_article_is_another_span() -> None:
    numbering = Numbering()
    numbering.cite(evidence("a", 3), 1.0)
    marker, new = numbering.cite(evidence("b", 3), 1.0)
    assert (marker, len(new)) == (2, 1)


@given(st.lists(SPANS, max_size=30))
def test_markers_run_from_one_without_gaps_by_first_appearance(spans: list[tuple[str, int, float]]) -> None:
    numbering = Numbering()
    seen: list[int] = []
    for article, start, support in spans:
        marker, new = numbering.cite(evidence(article, start), support)
        assert bool(new) == (marker not in seen)
        assert numbering.citations[marker - 1].start == start
        seen.append(marker)
    assert list(dict.fromkeys(seen)) == list(range(1, len(numbering.citations) + 1))
    assert [c.marker for c in numbering.citations] == list(range(1, len(numbering.citations) + 1))


@given(st.lists(st.lists(SPANS, max_size=4), max_size=8))
def test_citing_several_at_once_is_citing_each(groups: list[list[tuple[str, int, float]]]) -> None:
    together, alone = draft(), Numbering()
    for group in groups:
        found = [(evidence(article, start), support) for article, start, support in group]
        markers, new = cite_all(together, found)
        each = [alone.cite(e, s) for e, s in found]
        assert markers == [marker for marker, _ in each]
        assert new == tuple(c for _, fresh in each for c in fresh)
    assert together.numbering.citations == alone.citations


def test_two_drafts_share_nothing() -> None:
    first, second = draft(), draft()
    cite_all(first, [(evidence("a", 1), 1.0)])
    first.notes.append("note")
    first.unsupported.append("sentence")
    assert (second.numbering.citations, second.notes, second.unsupported) == ([], [], [])
