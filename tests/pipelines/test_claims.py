import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import citations as citation_rows
from archive import claims as claim_rows
from archive import figures as figure_rows
from archive.citations import Citation
from archive.claims import Printed
from archive.figures import Figure
from archive.migrations import migrations
from pipelines.claims import claims


def printed(article, value, unit="USD", *, subject="", qualifier="none", hedged=False):
    figure = Figure(value, unit, qualifier, subject, "A sentence.", "text", 0, 1)
    return Printed(article, datetime(2025, 9, 1, article % 24, tzinfo=UTC), figure, hedged)


def values(found):
    return [[value.value for value in claim.values] for claim in found]


def test_rival_values_are_one_disputed_claim():
    found = claims([printed(1, 27, "%"), printed(2, 27, "%"), printed(3, 28, "%")])
    assert values(found) == [[27, 28]]
    assert found[0].disputed


def test_who_had_a_value_first_and_how_many_print_it():
    value = claims([printed(3, 27, "%"), printed(2, 27, "%")])[0].values[0]
    assert (value.first_article_id, value.article_ids) == (2, (2, 3))


def test_parts_of_a_sum_stand_side_by_side():
    sums = [printed(article, value) for article in (1, 2, 3) for value in (10e9, 11.6e9, 13e9)]
    assert not any(claim.disputed for claim in claims(sums))


def test_thirteen_and_fourteen_contradict_each_other_even_where_some_compare_them():
    sums = [*(printed(article, 13e9) for article in range(1, 6)), printed(1, 14e9), printed(6, 14e9)]
    assert values(claims(sums)) == [[13e9, 14e9]]


def test_a_slip_of_a_digit_shows():
    assert values(claims([printed(1, 15000, "GPU"), printed(2, 150000, "GPU")])) == [[15000, 150000]]
    assert len(claims([printed(1, 2, "%"), printed(2, 20, "%")])) == 2


def test_different_products_do_not_contradict_each_other():
    found = claims([printed(1, 14e9, "parameter", subject="Phi-4"), printed(2, 15e9, "parameter", subject="MAI-1")])
    assert len(found) == 2


def test_report_to_some_and_fact_to_others():
    found = claims([printed(1, 5e11, "parameter", hedged=True), printed(2, 5e11, "parameter")])
    assert found[0].unsure
    assert not found[0].disputed


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 1e13, allow_nan=False), st.sampled_from(["USD", "%"]))))
def test_every_article_is_in_a_claim_and_none_in_two_of_a_value(items):
    found = claims([printed(*item) for item in items])
    counted = [(claim.unit, value.value) for claim in found for value in claim.values]
    assert len(counted) == len(set(counted))
    assert {(unit, round(value, 6)) for _, value, unit in items} == {(unit, value) for unit, value in counted}


@pytest.fixture
def archive():
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    migrations.apply(Database(conn))
    conn.execute("pragma foreign_keys = off")
    conn.execute(
        """insert into stories (id, headline, first_article_id, first_at, last_at)
           values (1, 'S', 1, '2025-09-01T00:00:00Z', '2025-09-01T00:00:00Z')"""
    )
    for number in (1, 2):
        conn.execute(
            """insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
                 published_origin, first_seen_at, stored_at, topic, score, relevant, words, story_id, text_hash, lead)
               values (?, ?, '', 's', '', 'en', 'full', ?, 'day', '', '', '', '', 1, 1, 9, 1, '', '')""",
            (number, number, f"2025-09-0{number}T00:00:00Z"),
        )
    return conn


def test_figures_and_claims_come_back_as_they_were_stored(archive):
    figure = Figure(27, "%", "about", "OpenAI", "So says the Wire.", "text", 3, 5)
    figure_rows.save(archive, 1, [figure])
    figure_rows.save(archive, 1, [figure])
    figure_rows.save(archive, 2, [Figure(28, "%", "none", "OpenAI", "28 %.", "text", 0, 4)])
    citation_rows.save(archive, 1, [Citation("The Wire", "wire", "report", "So says the Wire.", "text", 8, 16)])
    assert figure_rows.of_article(archive, 1) == [figure]
    claim_rows.replace(archive, 1, claims(claim_rows.printed(archive, 1)))
    rows = claim_rows.of_story(archive, 1)
    assert [(row.value, row.reported, row.stated, row.disputed) for row in rows] == [(27, 1, 0, True), (28, 0, 1, True)]


def test_a_story_has_its_reports_in_order(archive):
    assert [report.article_id for report in citation_rows.reports(archive, 1)] == [1, 2]
