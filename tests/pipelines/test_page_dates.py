from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.model import Precision
from pipelines.dates import read_dates
from pipelines.extract import parse_html
from pipelines.jsonld import read_linked_article
from pipelines.pagehead import read_head

NOW = datetime(2025, 9, 3, 12, tzinfo=UTC)


def dates(head: str = "", body: str = "<p>text</p>", zone=None, url: str = "", founded=None):
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_dates(tree, read_head(tree), read_linked_article(tree), url, now=NOW, zone=zone, founded=founded)


def linked(date: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{date}"}}</script>'


@pytest.mark.parametrize(
    "raw", ["2025-09-02T10:30:00+02:00", "2025-09-02T08:30:00Z", "2025-09-02 10:30:00 +0200", "2025-09-02T10:30+02"]
)
def test_times_with_a_zone(raw):
    published = dates(linked(raw)).published
    assert published.at == datetime(2025, 9, 2, 8, 30, tzinfo=UTC)
    assert published.origin == "json-ld"
    assert published.raw == raw


def test_rfc_5322():
    assert dates(linked("Tue, 02 Sep 2025 08:30:00 GMT")).published.at == datetime(2025, 9, 2, 8, 30, tzinfo=UTC)


def test_the_day_readers_saw_is_kept():
    published = dates(linked("2025-09-02T00:30:00+02:00")).published
    assert (published.at.day, published.offset_minutes) == (1, 120)


def test_a_day_is_only_a_day():
    assert dates('<meta property="article:published_time" content="2025-09-02">').published.precision is Precision.DAY


def test_a_naive_time_is_flagged():
    found = dates(linked("2025-09-02T10:30:00"))
    assert found.published.at == datetime(2025, 9, 2, 10, 30, tzinfo=UTC)
    assert any("no zone" in note for note in found.notes)


def test_a_naive_time_is_read_in_the_outlets_zone():
    found = dates(linked("2025-09-02T10:30:00"), zone=ZoneInfo("Europe/Berlin"))
    assert found.published.at == datetime(2025, 9, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["9999-01-01", "1970-01-01T00:00:00Z", "2025-02-30", "1756807200", "2025-09-05T00:00:00Z", "", "soon"]
)
def test_impossible_dates_are_refused_and_noted(raw):
    found = dates(linked(raw))
    assert found.published is None
    assert bool(found.notes) == bool(raw)


def test_a_date_before_the_outlet_existed_is_refused_wherever_it_stands():
    url = "https://outlet.example/2009/07/01/page"
    head = linked("2011-10-31") + '<meta property="article:published_time" content="2012-03-04">'
    found = dates(head, url=url, founded=date(2011, 11, 1))
    assert found.published.at == datetime(2012, 3, 4, tzinfo=UTC)
    assert any("before the outlet" in note for note in found.notes)
    assert dates("", url=url, founded=date(2011, 11, 1)).published is None
    assert dates("", url=url).published.at == datetime(2009, 7, 1, tzinfo=UTC)


def test_a_zoned_time_of_the_same_day_is_preferred():
    meta = '<meta property="article:published_time" content="2025-09-02T10:30:00+02:00">'
    assert dates(linked("2025-09-02") + meta).published.at == datetime(2025, 9, 2, 8, 30, tzinfo=UTC)


def test_modified():
    head = linked("2025-09-02T10:30:00Z") + '<meta property="article:modified_time" content="2025-09-02T11:00:00Z">'
    assert dates(head).modified.at == datetime(2025, 9, 2, 11, tzinfo=UTC)


def test_a_date_in_the_text_is_a_last_resort():
    published = dates(body="<article><h1>Chip late</h1><p class='date'>2 September 2025</p><p>Text.</p></article>").published
    assert (published.at.date().isoformat(), published.origin) == ("2025-09-02", "printed")


def test_a_moment_in_utc_is_told_on_the_clock_that_the_page_prints():
    published = dates(
        linked("2025-09-02T02:41:00Z"), "<h1>Chip late</h1><h6><span>1/9/2025 22:41</span></h6><p>Text.</p>"
    ).published
    assert (published.at, published.offset_minutes) == (datetime(2025, 9, 2, 2, 41, tzinfo=UTC), -240)


def test_a_day_in_a_time_element_counts_by_the_words_before_it():
    updated, first = "<time datetime=2025-09-02>2 September</time>", "<time datetime=2025-08-30>30 August</time>"
    body = f"<h1>Chip late</h1><p><span>Reviewed</span> {updated}</p><p><b>Published</b> {first}</p>"
    assert dates(body=body).published.at.day == 30
    assert dates(body=f"<h1>Chip late</h1><p>Updated on {updated}</p><p>{first}</p>").published.at.day == 30


def test_the_entries_of_a_live_blog_do_not_date_it():
    entry = '{"@type":"BlogPosting","headline":"h","datePublished":"2025-09-02T20:00:00Z","articleBody":"b","author":"a"}'
    blog = f'{{"@type":"LiveBlogPosting","headline":"h","datePublished":"2025-09-01T08:00:00Z","liveBlogUpdate":[{entry}]}}'
    assert dates(f'<script type="application/ld+json">{blog}</script>').published.at.day == 1
