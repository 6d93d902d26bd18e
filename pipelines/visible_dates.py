"""Dates that readers see: in `<time>` elements, in elements that say they hold a date, and below the headline.

Only days are taken from words; months in English, German and Spanish. 3/4/2025 is the third of April, unless the page is
American (a date of the page cannot be read the other way, or its language is en-US).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from lxml.html import HtmlElement

from pipelines.byline_words import ELSEWHERE
from pipelines.pagetext import stands_elsewhere

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner enero ene",
            "feb february februar feber febrero",
            "mar march märz mär mrz marzo",
            "apr april abril abr",
            "may mai mayo",
            "jun june juni junio",
            "jul july juli julio",
            "aug august agosto ago",
            "sep sept september septiembre setiembre",
            "oct october okt oktober octubre",
            "nov november noviembre",
            "dec december dez dezember diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERNS = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|º|°)?\.?\s+(?:de\s+)?(?P<m>{_MONTH})\b\.?,?\s+(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d\d)\b"),
)
_SLASHED = re.compile(r"\b(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>(?:19|20)\d\d)\b")
_LABEL = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|time|timestamp|published?|publish|posted|pubdate|dateline|byline|meta|info|datetime|entry-date)"
    r"(?:$|[\s_-])|date|publish|datum|fecha|timestamp",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"\b(?:updated?|modified|aktualisiert|geändert|actualizado|modificad[oa])\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|veröffentlicht|erschienen|publicado|publicada)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?P<h>[01]?\d|2[0-3])[:.h](?P<m>[0-5]\d)\b(?!\.\d)\s*(?:(?P<half>[ap])\.?m\b)?", re.IGNORECASE)
_LONGEST = 120  # characters of an element that holds a date and little else
_LINE = 60  # and of one that may stand anywhere
_WALK = 120  # elements after the headline
_CENTURY = 2000


def day_in(text: str, *, american: bool = False) -> date | None:
    """The first day that `text` names."""
    matches = [match for pattern in _PATTERNS if (match := pattern.search(text))]
    for match in sorted(matches, key=re.Match.start):
        if found := _day(match["y"], match["m"], match["d"]):
            return found
    if match := _SLASHED.search(text):
        first, second = (match["b"], match["a"]) if american else (match["a"], match["b"])
        return _day(match["y"], second, first) or _day(match["y"], first, second)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.casefold()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year) + (_CENTURY if len(year) == 2 else 0), number, int(day))  # noqa: PLR2004 -- "25" is 2025
    except ValueError:
        return None


def time_elements(tree: HtmlElement) -> Iterator[str]:
    """`datetime` of the page's own `<time>` elements: those that say published first, those that say updated not at all."""
    found = []
    for element in tree.iter("time"):
        raw = (element.get("datetime") or "").strip()
        label = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not raw or stands_elsewhere(element, ELSEWHERE) or _MODIFIED.search(label) or "modif" in label.lower():
            continue
        before = " ".join(_words_before(element).split())
        if _MODIFIED.search(before):
            continue
        said = "publi" in label.lower() or element.get("pubdate") is not None or _PUBLISHED.search(before)
        found.append((0 if said else 1, raw))
    yield from (raw for _, raw in sorted(found, key=lambda pair: pair[0]))


def _words_before(element: HtmlElement) -> str:
    """What stands right before `element` in its parent: "Published", "Updated on"."""
    parent = element.getparent()
    if parent is None:
        return ""
    text = parent.text or ""
    for sibling in parent.iterchildren():
        if sibling is element:
            break
        own = "" if sibling.tag == "time" else sibling.text_content() if isinstance(sibling.tag, str) else ""
        text = f"{text} {own} {sibling.tail or ''}" if sibling.tag != "time" else sibling.tail or ""
    return text[-_LINE:]


def printed_clocks(tree: HtmlElement, *, american: bool = False) -> Iterator[datetime]:
    """Days with a time of day that short pieces of text below the headline print; without a zone."""
    heading = next(tree.iter("h1", "h2"), None)
    for element in islice(heading.xpath("following::*"), _WALK) if heading is not None else ():
        text = " ".join((element.text or "").split()) if isinstance(element.tag, str) else ""
        if 5 < len(text) <= _LINE and (clock := _CLOCK.search(text)) and (day := day_in(text, american=american)):  # noqa: PLR2004
            hour = int(clock["h"]) % 12 + (12 if clock["half"].lower() == "p" else 0) if clock["half"] else int(clock["h"])
            yield datetime(day.year, day.month, day.day, hour, int(clock["m"]))  # noqa: DTZ001 -- the zone is what is looked for


def printed_days(tree: HtmlElement, *, american: bool = False) -> Iterator[date]:
    """Days in elements that say they hold a date, then in short elements below the headline."""
    for texts in (_labelled(tree), _below_headline(tree), _short_texts(tree)):
        for text in texts:
            if (found := day_in(text, american=american)) and not _MODIFIED.search(text[: text.find(str(found.year))]):
                yield found


def _labelled(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter(
        "time", "span", "div", "p", "li", "em", "small", "abbr", "a", "td", "strong", "b", "i", "h4", "h5", "h6"
    ):
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag == "time" or (len(label) > 1 and _LABEL.search(label)):
            text = " ".join(" ".join(element.itertext()).split())
            if 5 < len(text) <= _LONGEST and not stands_elsewhere(element, ELSEWHERE):  # noqa: PLR2004 -- "1.1.25"
                yield text


def _short_texts(tree: HtmlElement) -> Iterator[str]:
    """Short pieces of text anywhere, a copyright line excepted."""
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in {"script", "style", "option", "title"}:
            for text in (element.text, element.tail):
                if text and 5 < len(text) < _LINE and any(map(str.isdigit, text)) and not stands_elsewhere(element, ELSEWHERE):  # noqa: PLR2004
                    yield " ".join(text.split())


def _below_headline(tree: HtmlElement) -> Iterator[str]:
    heading = next(tree.iter("h1"), None)
    if heading is None:
        heading = next(tree.iter("h2"), None)
    if heading is None:
        return
    for steps, element in enumerate(heading.xpath("following::*")):
        if steps > _WALK:
            return
        if isinstance(element.tag, str) and element.tag not in {"script", "style"}:
            text = " ".join(" ".join(element.itertext()).split())
            if len(text) <= _LONGEST and not stands_elsewhere(element, ELSEWHERE):
                yield text
