"""What an extract holds beside the plain text: structure, picture, live entries, how sure it is."""

import json
from datetime import UTC, datetime

from archive.model import Confidence, Extract, Picture
from pipelines.extract import extract, record

PROSE = "The lock will come nine months later than planned, two people familiar with the works said this week. "
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def read(body: str, head: str = "") -> Extract:
    page = f"<html><head><title>A lock for the harbour</title>{head}</head><body><article>{body}</article></body></html>"
    return extract(page.encode(), "https://paper.test/2026/03/03/lock", now=NOW)


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def test_structure_is_kept_beside_a_plain_text() -> None:
    found = read(
        f"<h1>A lock for the harbour</h1><p>{PROSE * 3}</p><h2>What it costs</h2><p>{PROSE * 2}</p>"
        f"<blockquote><p>We have waited for this for years, said the harbour master.</p></blockquote>"
        f"<ul><li>Ships: forty a day in the best of years</li><li>Barges: nobody counts them</li></ul><p>{PROSE}The end.</p>"
    )
    lines = found.text.split("\n")
    assert len(found.structure) == len(lines)
    assert found.structure == "phpqllp"
    assert "## What it costs\n" in record(found)["markdown"]
    assert "\n> We have waited" in record(found)["markdown"]
    assert "- Ships: forty a day in the best of years\n- Barges" in record(found)["markdown"]
    assert "##" not in found.text


def test_the_lead_image_has_its_size_and_caption() -> None:
    meta = '<meta property="og:image" content="/media/lock.jpg"><meta property="og:image:width" content="1200">'
    meta += '<meta property="og:image:height" content="630">'
    figure = "<figure><img src=/media/lock-300x158.jpg><figcaption>The lock in March. Photo: A. Example</figcaption></figure>"
    found = read(f"<h1>A lock for the harbour</h1>{figure}<p>{PROSE * 5}</p>", meta)
    assert found.picture == Picture("https://paper.test/media/lock.jpg", 1200, 630, "The lock in March. Photo: A. Example")
    assert found.captions == ("The lock in March. Photo: A. Example",)
    assert "Photo" not in found.text


def test_the_image_of_json_ld_brings_its_own_size() -> None:
    image = {"@type": "ImageObject", "url": "https://paper.test/a.jpg", "width": 800, "height": {"value": 600}, "caption": "Lock"}
    found = read(f"<p>{PROSE * 5}</p>", linked(image=image))
    assert found.picture == Picture("https://paper.test/a.jpg", 800, 600, "Lock")


def test_words_and_reading_time_are_printed() -> None:
    told = record(read(f"<p>{'word ' * 659}end.</p>"))
    assert (told["words"], told["reading_minutes"]) == (660, 3)


def test_two_places_that_agree_make_a_field_sure() -> None:
    head = linked(headline="A lock for the harbour", datePublished="2026-03-03T08:00:00Z")
    sure = read(f"<h1>A lock for the harbour</h1><p>{PROSE * 5}</p>", head).confidence
    assert (sure["title"], sure["published"]) == (Confidence.AGREED, Confidence.AGREED)  # the address has the day too
    alone = read(f"<h1>Quite another headline</h1><p>By Ada Example</p><p>{PROSE * 5}</p>")
    assert alone.confidence["published"] is Confidence.GUESSED


def live(*heads: str) -> str:
    return "".join(f"{head}<p>{number}: {PROSE * 2}</p>" for number, head in enumerate(heads))


def test_a_live_blog_becomes_dated_entries() -> None:
    meta = '<meta property="article:published_time" content="2026-03-02T22:10:00+01:00">'
    found = read(live("<h3>00:20 Over</h3>", "<h3>23:05 Halfway</h3>", "<h3>22:10 It begins</h3>"), meta)
    assert [(entry.at, entry.headline) for entry in found.entries] == [
        (datetime(2026, 3, 2, 23, 20, tzinfo=UTC), "Over"),
        (datetime(2026, 3, 2, 22, 5, tzinfo=UTC), "Halfway"),
        (datetime(2026, 3, 2, 21, 10, tzinfo=UTC), "It begins"),
    ]
    assert found.entries[1].text.startswith("1: The lock")
    assert found.structure == "hphphp"


def test_times_glued_to_headlines_are_parted() -> None:
    heads = [f"<div><span>{clock}</span>{head}</div>" for clock, head in (("10:30", "Over"), ("09:15", "It"), ("09:00", "Hello"))]
    assert "10:30 Over\n" in read(live(*heads)).text


def test_entries_of_the_data_bring_their_times_into_the_text() -> None:
    update = {
        "headline": "Water is let in",
        "datePublished": "2026-03-03T09:30:00+01:00",
        "articleBody": f"<p>0: {PROSE * 2}</p>",
    }
    blog = linked(liveBlogUpdate=[update, {"headline": "Crowds gather"}])
    found = read(live("<h3>Water is let in</h3>", "<h3>Crowds gather</h3>"), blog)
    assert (found.entries[0].at, found.entries[0].clock) == (datetime(2026, 3, 3, 8, 30, tzinfo=UTC), "09:30")
    assert "<p>" not in found.entries[0].text
    assert found.entries[1].at is None
    assert "09:30 Water is let in" in found.text.split("\n")


def test_a_few_times_of_day_are_no_live_blog() -> None:
    assert read(live("<h3>20:00 Concert</h3>", "<h3>22:00 Dance</h3>")).entries == ()
    assert (
        read(live("<h3>20:00 A</h3>", "<h3>10:00 B</h3>", "<h3>22:00 C</h3>", "<h3>09:00 D</h3>", "<h3>21:00 E</h3>")).entries
        == ()
    )


def test_a_last_line_of_tags_goes() -> None:
    tagged = f"<p>{PROSE * 5}</p><p>{PROSE}</p><p><span>Harbours</span><span>Locks</span></p>"
    assert read(tagged, '<meta name="keywords" content="Locks, Harbours">').text.endswith("this week.")
