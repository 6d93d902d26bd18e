"""What readers say of articles drawn at random, as an estimate for all."""

import sqlite3

import pytest

from archive.judging import Drawn, Rate, draw, quality, wilson


def drawn(ids, *, relevant, total):
    return [Drawn(n, "en", relevant, total) for n in ids]


def test_wilson_against_the_published_example():
    assert wilson(0.9, 10) == pytest.approx((0.596, 0.982), abs=0.001)  # 9 of 10


def test_each_article_counts_for_as_many_as_it_stands_for():
    """10 of 100 that belong and 10 of 900 that were turned away: one miss among those stands for 90."""
    sample = drawn(range(10), relevant=True, total=100) + drawn(range(10, 20), relevant=False, total=900)
    said = {n: n < 9 or n == 10 for n in range(20)}
    judged = {n: n < 10 for n in range(20)}
    (found,) = quality(sample, said, judged)
    assert found.precision.value == pytest.approx(0.9)
    assert found.recall.value == pytest.approx(90 / (90 + 90))
    assert found.recall.low < 0.2
    assert found.recall.high > 0.8
    assert (found.labelled, found.drawn) == (20, 20)


def test_verdicts_that_changed_since_are_measured_as_they_are_now():
    sample = drawn([1, 2], relevant=True, total=2) + drawn([3, 4], relevant=False, total=2)
    said = {1: True, 2: False, 3: True, 4: False}
    (before,) = quality(sample, said, {1: True, 2: True, 3: False, 4: False})
    (after,) = quality(sample, said, {1: True, 2: False, 3: True, 4: False})
    assert (before.precision.value, before.recall.value) == (0.5, 0.5)
    assert (after.precision.value, after.recall.value) == (1, 1)


def test_without_labels_nothing_is_claimed():
    (found,) = quality(drawn([1], relevant=True, total=5), {}, {1: True})
    assert (found.precision, found.recall, found.labelled) == (None, None, 0)
    (found,) = quality(drawn([1], relevant=True, total=5), {1: True}, {1: True})
    assert isinstance(found.precision, Rate)
    assert found.recall is None


def test_both_kinds_are_drawn_and_none_twice():
    conn = sqlite3.connect(":memory:")
    conn.execute("create table articles (id integer primary key, relevant integer, language text)")
    conn.executemany("insert into articles values (?, ?, 'en')", [(n, n % 4 == 0) for n in range(1, 41)])
    first = draw(conn, ["en", "de"], 5, [])
    assert [one.relevant for one in first] == [True] * 5 + [False] * 5
    assert {one.total for one in first if not one.relevant} == {30}
    second = draw(conn, ["en"], 5, [one.article_id for one in first])
    assert not {one.article_id for one in first} & {one.article_id for one in second}
