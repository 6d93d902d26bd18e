"""Copies as a reader meets them: agency texts, cuts, roundups, and who was first."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.model import Access, CopyKind, Precision
from archive.shingles import NewText, StoredText
from pipelines.direction import came_first, is_view, kind_of
from pipelines.duplicates import Match, plan
from pipelines.overlap import Kin, kin, overlap
from pipelines.shingles import SKETCH, shingle, sketch

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def text(seed: int, count: int = 240) -> str:
    rng = random.Random(seed)
    return " ".join(f"w{rng.randrange(3000)}" for _ in range(count))


def edited(original: str, share: float) -> str:
    rng = random.Random(1)
    return " ".join(word if rng.random() > share else "other" for word in original.split())


def kinship(new: str, stored: str) -> Kin:
    return kin(overlap(shingle(new), shingle(stored)))


@pytest.mark.parametrize(
    "copy",
    [
        f"BERLIN (dpa) - {text(1)}\n\nRedaktion",
        text(1).upper(),
        edited(text(1), 0.1),
        edited(text(1), 0.25),
        " ".join(text(1).split()[:140]),
        " ".join(text(1).split()[:40]),
    ],
    ids=["credit", "case", "tenth edited", "quarter edited", "cut", "paywalled stub"],
)
def test_a_copy_is_recognised(copy):
    assert kinship(copy, text(1)) is Kin.COPY


def test_a_roundup_contains_an_article_and_is_no_copy_of_it():
    roundup = "\n\n".join(text(seed) for seed in (2, 1, 3))
    assert kinship(roundup, text(1)) is Kin.CONTAINS
    assert kinship(text(1, 240), f"{text(4)} {text(1)} {text(5)}") is Kin.PART


def test_texts_with_a_stock_phrase_in_common_are_strangers():
    phrase = text(9, 12)
    assert kinship(f"{text(1)} {phrase}", f"{text(2)} {phrase}") is Kin.STRANGER
    assert kinship("Rain in the north, sun in the south today", "Rain in the north, snow in the alps") is Kin.STRANGER


def test_short_texts_keep_all_their_shingles():
    short = shingle("one two three four five six")
    assert len(sketch(short)) == len(short.runs) == 3
    assert sketch(shingle("")) == ()
    assert len(sketch(shingle(text(1)))) == SKETCH


def test_soft_hyphens_accents_and_quotes_make_no_difference():
    plain = "El «gigante» pidió 500.000 millones de parámetros"
    assert shingle(plain) == shingle('EL "GIGANTE" pidio 500.000 mi\u00adllones de parametros')


def new(minutes: int = 0, *, kind: str = "press", precision: Precision = Precision.MINUTE, agency: str = "") -> NewText:
    return NewText("new", kind, agency, NOON + timedelta(minutes=minutes), precision)


def stored(id_: int = 1, *, root: int = 0, kind: str = "press", agency: str = "", body: str = "") -> StoredText:
    return StoredText(
        id_, root or id_, f"https://a.example/{id_}", f"s{id_}", "Outlet", kind, agency, body or text(1), NOON, Precision.MINUTE
    )


def match(copy: str, of: StoredText) -> Match:
    shared = overlap(shingle(copy), shingle(of.text))
    return Match(of, kin(shared), shared)


@pytest.mark.parametrize(
    ("article", "other", "first"),
    [
        (new(-5), stored(), True),
        (new(5), stored(), False),
        (new(5, kind="agency"), stored(), True),
        (new(-5), stored(kind="agency"), False),
        (new(-300, precision=Precision.DAY), stored(), False),
        (new(-3000, precision=Precision.DAY), stored(), True),
        (new(-3000, precision=Precision.FIRST_SEEN), stored(), False),
    ],
    ids=["earlier", "later", "agency", "from the agency", "same day", "day before", "no date"],
)
def test_who_was_first(article, other, first):
    assert came_first(article, other) is first


def test_the_reason_names_original_outlet_time_and_agency():
    found = plan(new(35, agency="Nordlink"), [match(text(1), stored(agency="Nordlink"))], {1: stored(agency="Nordlink")})
    assert found.duplicate is not None
    assert found.duplicate.reason == (
        "same text word for word as https://a.example/1 (Outlet, published 35 min earlier); both credit Nordlink"
    )


def test_a_copy_of_a_copy_points_to_the_original():
    copy = stored(2, root=1)
    found = plan(new(9), [match(text(1), copy)], {1: stored(1), 2: copy})
    assert found.duplicate is not None
    assert found.duplicate.article_id == 1


def test_an_original_found_late_takes_its_copies_over():
    found = plan(new(-30), [match(text(1), stored())], {1: stored()})
    assert found.duplicate is None
    assert [taken.article_id for taken in found.takes_over] == [1]


def test_a_text_that_holds_two_originals_side_by_side_is_a_roundup():
    long, short = stored(1, body=text(1, 300)), stored(2, body=text(2, 90))
    roundup = f"{long.text} {short.text}"
    found = plan(new(60), [match(roundup, long), match(roundup, short)], {1: long, 2: short})
    assert found.duplicate is None
    assert {held.article_id for held in found.contains} == {1, 2}


def of_outlet(source: str, url: str, title: str = "Same", **more: object) -> NewText:
    return NewText(source, "press", "", NOON, Precision.MINUTE, outlet=source, url=url, title=title, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "view"),
    [
        ("https://amp.gazette.example/a", True),
        ("https://gazette.example/a/amp/", True),
        ("https://gazette.example/a.amp.html", True),
        ("https://gazette.example/a?outputType=amp", True),
        ("https://gazette.example/druckversion/a", True),
        ("https://gazette.example/a?print=1", True),
        ("https://gazette.example/amplifier-test", False),
        ("https://gazette.example/fingerprint", False),
        ("http://[broken", False),
    ],
)
def test_amp_pages_and_print_views_are_told_by_their_address(url: str, view: bool) -> None:
    assert is_view(url) is view


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (of_outlet("a", "https://a.example/2/amp"), CopyKind.VIEW),
        (of_outlet("a", "https://a.example/2"), CopyKind.MOVED),
        (of_outlet("a", "https://a.example/2", "Another headline"), CopyKind.HEADLINE),
        (of_outlet("b", "https://b.example/2"), CopyKind.COPY),
    ],
)
def test_what_a_copy_makes_of_its_original(copy: NewText, kind: CopyKind) -> None:
    assert kind_of(copy, of_outlet("a", "https://a.example/1"), "", cut=False) is kind


def test_agency_copies_name_the_agency_and_cuts_are_told() -> None:
    credited = plan(new(35), [match(text(1), stored(agency="dpa"))], {1: stored(agency="dpa")}).duplicate
    assert credited is not None
    assert (credited.kind, credited.agency) == (CopyKind.AGENCY, "dpa")
    short = " ".join(text(1).split()[:100])
    cut = plan(new(35), [match(short, stored())], {1: stored()}).duplicate
    assert cut is not None
    assert cut.kind is CopyKind.CUT


def test_a_full_text_takes_the_group_over_from_a_stub_seen_first() -> None:
    stub = replace(stored(body=" ".join(text(1).split()[:80])), access=Access.PAYWALLED)
    found = plan(new(45), [match(text(1), stub)], {1: stub})
    assert found.duplicate is None
    assert [(taken.article_id, taken.kind) for taken in found.takes_over] == [(1, CopyKind.CUT)]
    assert "that has the full text" in found.takes_over[0].reason
