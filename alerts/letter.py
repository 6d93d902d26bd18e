"""What a mail says, in the words of its language: items of the outbox grouped into stories, the most important first. Pure."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts import phrases
from alerts.excerpt import excerpt
from alerts.links import Links
from alerts.mime import blank, one_line, shorten
from alerts.phrases import Phrases
from archive.letters import SETS_KEPT, Earlier, Item
from archive.model import Access, Precision
from archive.outbox import Message

IN_FULL = 25  # stories with excerpts; further ones are listed by their headlines
IN_SHORT = 100
REPORTS = 8  # of one story
HEADLINE_CHARACTERS = 200
SUBJECT_HEADLINE = 110
NEWS = "report"  # the cause that most stories have: said once for a mail
FIGURES = 5  # of one story
FIGURE_CHARACTERS = 40
CONTESTED = 2  # quantities of one story on which reports differ
VALUES = 3  # of each
KEPT_EXCERPTS = 512  # with their articles' texts
KEPT = 4096  # stories in words: 500 stories, 3 languages, long and short
KEPT_FILLS = 16_384  # what differs between their recipients, too: time zones, and why they are told


@dataclass(frozen=True, slots=True)
class Report:
    """One article."""

    title: str
    outlet: str
    language: str
    language_name: str
    date: str  # the blank for it, in mails
    access: str  # empty when it can be read in full
    access_short: str
    change: str
    withdrawn: bool
    original: str
    reading: str


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One story: its best report first. Equal only to itself, as it is made once for all mails of a language.

    What differs between those stands in its fills: the reports' dates by the recipient's clock, then why it is told.
    """

    reports: tuple[Report, ...]
    excerpt: str
    why: str  # the blank for it, in mails
    cause: str
    why_now: str
    figures: str
    contested: str
    story: str  # where all its reports are, empty for a lone one
    not_relevant: str
    outlets: tuple[str, ...]
    also: tuple[str, ...]
    more_reports: str  # empty when all are listed

    @property
    def best(self) -> Report:
        """The report that speaks for the story."""
        return self.reports[0]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a template needs; no logic is left to it but loops."""

    words: Phrases
    subject: str
    preview: str  # what mail clients show beside the subject
    title: str
    summary: str
    full: tuple[Entry, ...]
    short: tuple[Entry, ...]
    groups: tuple[tuple[Item, ...], ...]  # of both, in their order
    more: str
    home: str
    footer: str
    unsubscribe: str
    why_now: str  # where that is no more than that a story is new


def write(message: Message, items: tuple[Item, ...], earlier: Sequence[Earlier], links: Links, contact: str) -> Letter:
    """The letter of a message. `earlier` are the mails that told of the first story before; `contact` ends subscriptions."""
    words = phrases.of(message.language)
    groups = stories(items, message.language)
    shown = groups[: IN_FULL + IN_SHORT]
    entries = tuple(_entry(_shared(group), message.language, links, full=n < IN_FULL) for n, group in enumerate(shown))
    date = phrases.day(message.created_at, words, message.timezone)
    left = len(groups) - IN_FULL - IN_SHORT
    title = words.digest_title.format(date=date) if message.kind == "digest" else words.alert_title
    return Letter(
        words=words,
        subject=_subject(message, entries, len(groups), earlier, date),
        preview=_preview(entries),
        title=title,
        summary=_summary(len(groups), len(items), words),
        full=entries[:IN_FULL],
        short=entries[IN_FULL:],
        groups=shown,
        more=phrases.counted(words.more, left) if left > 0 else "",
        home=links.home,
        footer=words.footer.format(subscription=message.subscription_id, recipient=message.recipient)
        + (f" {words.stop.format(contact=contact)}" if contact else ""),
        unsubscribe=links.unsubscribe(message.subscription_id, message.recipient),
        why_now=words.causes[NEWS] if any(entry.cause == NEWS for entry in entries) else "",
    )


@functools.lru_cache(maxsize=KEPT_FILLS)
def fills(group: tuple[Item, ...], language: str, zone_name: str) -> tuple[str, ...]:
    """What goes into the blanks of a story's entry."""
    words = phrases.of(language)
    return (*(_date(item, words, zone_name) for item in group[:REPORTS]), one_line(group[0].why))


def filled(entry: Entry, values: Sequence[str]) -> Entry:
    """An entry without blanks."""
    *dates, why = values
    reports = tuple(replace(report, date=date) for report, date in zip(entry.reports, dates, strict=True))
    return replace(entry, reports=reports, why=why)


def _shared(group: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple([item.shared or item for item in group])


@functools.lru_cache(maxsize=SETS_KEPT)
def stories(items: tuple[Item, ...], language: str) -> tuple[tuple[Item, ...], ...]:
    """Items by story, the widest covered first; within one, the report that serves the reader best first."""
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(-item.article_id if item.story_id is None else item.story_id, []).append(item)
    return tuple(sorted([_ranked(group, language) for group in groups.values()], key=_importance))


def _ranked(group: list[Item], language: str) -> tuple[Item, ...]:
    return tuple(group if len(group) == 1 else sorted(group, key=lambda item: _rank(item, language)))


def _rank(item: Item, language: str) -> tuple[bool, bool, bool, float, int]:
    """Readable in full, in the reader's language, then by score; what changed outranks what did not."""
    return (not item.change, item.access is not Access.FULL, item.language != language, -item.score, item.article_id)


def _importance(group: Sequence[Item]) -> tuple[int, float, int]:
    if len(group) == 1 and not group[0].copies:
        return (-1, -group[0].score, group[0].article_id)
    voices = {item.source_id for item in group}.union(*(item.copies for item in group))
    return (-len(voices), -max(item.score for item in group), min(item.article_id for item in group))


@functools.lru_cache(maxsize=KEPT)
def _entry(group: tuple[Item, ...], language: str, links: Links, *, full: bool) -> Entry:
    words = phrases.of(language)
    best = group[0]
    outlets = tuple(dict.fromkeys(one_line(item.outlet) for item in group))
    copies = dict.fromkeys(one_line(outlet) for item in group for outlet in item.copies)
    return Entry(
        reports=tuple(_report(item, words, blank(n), links) for n, item in enumerate(group[:REPORTS])),
        excerpt=_excerpt(best.title, best.teaser, best.text) if full else "",
        why=blank(min(len(group), REPORTS)),
        cause=_cause(group),
        why_now="" if _cause(group) == NEWS else words.causes[_cause(group)],
        figures=_figures(group, words) if full else "",
        contested=_contested(best) if full else "",
        story=links.story(best.story_id) if best.story_id is not None else "",
        not_relevant=links.not_relevant(best.article_id),
        outlets=outlets,
        also=tuple(outlet for outlet in copies if outlet not in outlets),
        more_reports=words.all_reports.format(n=len(group)) if len(group) > REPORTS else "",
    )


@functools.lru_cache(maxsize=KEPT_EXCERPTS)
def _excerpt(title: str, teaser: str, text: str) -> str:
    """The same in every language and zone: half of what a story costs."""
    return one_line(excerpt(title, teaser, text))


def _cause(group: Sequence[Item]) -> str:
    """The weightiest among the reports of a story."""
    causes = {item.cause for item in group}
    return next((cause for cause in ("withdrawn", "changed", "again") if cause in causes), NEWS)


def _figures(group: Sequence[Item], words: Phrases) -> str:
    """Quantities of the reports as the first of them prints them, those first that most reports print."""
    printed: dict[tuple[float, str], list[str]] = {}
    for item in group:
        own = {(figure.value, figure.unit): figure.words for figure in reversed(item.figures)}  # each once, as printed first
        for key, text in reversed(own.items()):
            if len(text) <= FIGURE_CHARACTERS and any(
                character.isdigit() for character in text
            ):  # "one second" says nothing alone
                printed.setdefault(key, []).append(text)
    often = sorted(printed.values(), key=lambda texts: -len(texts))[:FIGURES]
    return " · ".join(_printed(texts, words) for texts in often)


def _printed(texts: Sequence[str], words: Phrases) -> str:
    told = f" ({phrases.counted(words.reports, len(texts))})" if len(texts) > 1 else ""
    return one_line(texts[0]) + told


def _contested(item: Item) -> str:
    """Quantities of which the story's reports print different values, and who does: "14,000 GPUs (A) / 15,000 GPUs (B)"."""
    told = [
        " / ".join(f"{one_line(value.words)} ({one_line(value.outlet)})" for value in values[:VALUES])
        for values in item.contested
        if all(len(value.words) <= FIGURE_CHARACTERS for value in values)
    ]
    return " · ".join(told[:CONTESTED])


def _report(item: Item, words: Phrases, date: str, links: Links) -> Report:
    access = words.access.get(item.access, item.access.value)
    return Report(
        title=shorten(one_line(item.title) or item.url, HEADLINE_CHARACTERS),
        outlet=one_line(item.outlet),
        language=item.language,
        language_name=words.languages.get(item.language, item.language),
        date=date,
        access=access,
        access_short=access.partition(":")[0],
        change=one_line(item.change),
        withdrawn=item.cause == "withdrawn",
        original=item.url if item.url.startswith(("http://", "https://")) else "",
        reading=links.article(item.article_id),
    )


def _date(item: Item, words: Phrases, zone_name: str) -> str:
    if item.published_precision is Precision.DAY:
        return phrases.day(item.published_at, words, "UTC")
    date = phrases.day_and_time(item.published_at, words, zone_name)
    return words.first_seen.format(date=date) if item.published_precision is Precision.FIRST_SEEN else date


def _subject(message: Message, entries: Sequence[Entry], count: int, earlier: Sequence[Earlier], date: str) -> str:
    words = phrases.of(message.language)
    if not entries:
        return words.home
    best = entries[0].best
    title = shorten(best.title, SUBJECT_HEADLINE)
    if message.kind == "digest":
        return phrases.counted(words.digest_subject, count, date=date, title=title, more=count - 1)
    if count > 1:
        return phrases.counted(words.more_subject, count - 1, title=title, more=count - 1)
    named = f"{title} – {best.outlet}"
    if entries[0].best.withdrawn:
        return words.withdrawn_subject.format(title=named)
    if best.change:
        return words.changed_subject.format(title=named)
    root = earlier[0] if earlier else None
    return f"Re: {root.subject}" if root and root.subject and root.stories == 1 else named


def _preview(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    first = entries[0]
    others = " · ".join(entry.best.title for entry in entries[1:4])
    return shorten(f"{first.best.outlet}: {first.excerpt or first.best.title}" + (f" · {others}" if others else ""), 220)


def _summary(stories_told: int, reports: int, words: Phrases) -> str:
    named = phrases.counted((words.one_story, words.stories), stories_told)
    return phrases.counted(words.summary, reports, stories=named, reports=reports)
