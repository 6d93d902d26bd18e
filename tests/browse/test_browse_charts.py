"""Charts and graphs of a story: the numbers behind the pictures."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.model import Access, Precision
from archive.reading.ledger import Cited, ClaimLine, ClaimValue, Print
from archive.reading.rows import Card
from browse import chart, graph
from browse.pages.stories import tongues

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
NAMES = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def card(number: int, minutes: int, language: str = "en", copy_of: int | None = None) -> Card:
    at = NOW + timedelta(minutes=minutes)
    return Card(
        id=number, url="https://a.example/", title="T", lead="", language=language, access=Access.FULL, source_id="a",
        outlet="A", published_at=at, precision=Precision.MINUTE, first_seen_at=at, stored_at=at, updated_at=None, score=1.0,
        words=1, revision=1, story_id=1, duplicate_of=copy_of, copies=0, story_size=1,
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 600_000), st.sampled_from(["en", "de", "xx"])), min_size=1, max_size=60))
def test_pace_counts_every_report_once(drawn: list[tuple[int, str]]) -> None:
    cards = [card(n, minutes, language) for n, (minutes, language) in enumerate(sorted(drawn), 1)]
    pace = chart.pace(cards)
    assert sum(span.articles for span in pace.spans) == len(cards)
    assert len(pace.spans) <= chart.MOST_BARS
    assert max(span.articles for span in pace.spans) <= pace.top
    assert all(segment.y >= 0 for span in pace.spans for segment in span.segments)


@given(st.lists(st.tuples(NAMES, NAMES, st.integers(1, 9)), max_size=80))
def test_a_graph_stays_in_its_picture(drawn: list[tuple[str, str, int]]) -> None:
    found = [Cited(outlet, cited, "report", n, 7) for outlet, cited, n in drawn]
    picture = graph.graph(found, {"A": 7})
    assert len(picture.nodes) <= graph.MOST
    assert len(picture.nodes) + picture.left_out == len({name for o, c, _ in drawn if o != c for name in (o, c)})
    for arc in picture.arcs:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arc.path)]
        assert all(0 <= x <= graph.WIDTH for x in numbers[::2])
        assert all(0 <= y <= picture.height for y in numbers[1::2])


def test_the_most_cited_stands_on_top() -> None:
    found = [
        Cited("B", "A", "first", 1, 2),
        Cited("C", "A", "report", 2, 3),
        Cited("C", "B", "report", 1, 3),
        Cited("A", "A", "x", 1, 1),
    ]
    picture = graph.graph(found, {"B": 2, "C": 3})
    assert [(node.name, node.cited_by, node.article_id) for node in picture.nodes] == [("A", 2, 0), ("B", 1, 2), ("C", 0, 3)]
    assert len(picture.arcs) == 3


def test_values_have_rows_and_reports_their_time() -> None:
    values = tuple(ClaimValue(v, "none", n, NOW, "A", "en", 1, 0, 1) for n, v in enumerate((3.0, 14_000.0), 1))
    prints = (Print(3.0, 1, "A", "en", NOW, hedged=False), Print(3.0, 5, "B", "de", NOW + timedelta(hours=1), hedged=True))
    drawn = chart.strands(ClaimLine(1, "H", "GPU", "", 3, True, False, values, prints))
    assert [value.value for value in drawn.values] == [14_000.0, 3.0]
    assert [(dot.x, dot.y, dot.report.article_id) for dot in drawn.dots] == [(4.0, 42.0, 1), (96.0, 42.0, 5), (4.0, 14.0, 2)]


def test_languages_stand_side_by_side() -> None:
    cards = [card(1, 0, "en"), card(2, 5, "de", copy_of=1), card(3, 9, "de")]
    english, german = tongues(cards)
    assert (english.first.id, english.reports, english.copies) == (1, 1, 0)
    assert (german.first.id, german.reports, german.copies) == (3, 2, 1)
