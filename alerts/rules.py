"""Who is told of an article, why, and when. Pure: what was told before comes in as a value."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts import changes, phrases, times
from alerts.changes import Change, Version
from alerts.mime import shorten
from alerts.phrases import Phrases
from archive.errors import ConfigError
from archive.model import Access, Alert, Article, ChangeKind, Reason, RevisionChange, Subscription

Labels = Mapping[str, Mapping[str, str]]  # subject → language → what readers call it
Key = tuple[str, str]  # subscription and recipient

CADENCES = ("immediate", "hourly", "daily", "weekly")
SHOWN_SUBJECTS = 3
SHOWN_PASSAGES = 2
PASSAGE_CHARACTERS = 40
QUOTE_CHARACTERS = 180


class Cause(StrEnum):
    """Why an article is told now."""

    REPORT = "report"  # of a story the recipient was not told of
    AGAIN = "again"  # a new independent report of a known story after a quiet time
    CHANGED = "changed"  # an article the recipient was told of says something else
    WITHDRAWN = "withdrawn"  # its outlet took it back


@dataclass(frozen=True, slots=True)
class History:
    """What a recipient knows already: the version of this article, and whether mails told of its story."""

    version: Version | None = None
    story_told: bool = False  # by a mail
    story_known: bool = False  # by a mail, or an alert is waiting


@dataclass(frozen=True, slots=True)
class Known:
    """All that was told about an article and its story, by recipient."""

    by_key: Mapping[Key, History] = field(default_factory=dict)
    last_report_at: datetime | None = None  # of the story, this article and copies left aside
    revised: Sequence[RevisionChange] = ()  # what this version of the article changed
    searches: Collection[str] = ()  # query strings of saved searches that find it

    def of(self, key: Key) -> History:
        """One recipient's history."""
        return self.by_key.get(key, History())


def plan(
    subscriptions: Iterable[Subscription],
    article: Article,
    now: datetime,
    known: Known = Known(),
    labels: Labels = {},  # noqa: B006  # only read
) -> tuple[Alert, ...]:
    """The alerts that an article, stored or revised just now, gives rise to."""
    wanted = [subscription for subscription in subscriptions if not refusal(subscription, article, now, known.searches)]
    planned = (
        _plan_one(subscription, recipient, article, now, known, labels)
        for subscription in wanted
        for recipient in dict.fromkeys(subscription.recipients)
    )
    return tuple(alert for alert in planned if alert is not None)


def refusal(subscription: Subscription, article: Article, now: datetime, searches: Collection[str] = ()) -> str:
    """Why a subscription does not want an article, in words for `presswatch why`; empty when it does."""
    if subscription.paused:
        return "the subscription is paused"
    if not article.relevant:
        return "the article does not belong to the topic"
    if article.duplicate_of is not None:
        return f"a copy of article {article.duplicate_of}"
    if _too_old(subscription, article, now):
        return f"published more than {subscription.max_age_days:g} days ago"
    if subscription.search and subscription.search not in searches:
        return "its saved search does not find it"
    return _restricted(subscription, article)


def _restricted(subscription: Subscription, article: Article) -> str:
    if subscription.languages and article.language not in subscription.languages:
        return f"language {article.language!r} is not among {', '.join(subscription.languages)}"
    if subscription.sources and article.source_id not in subscription.sources:
        return f"source {article.source_id!r} is not among {', '.join(subscription.sources)}"
    if subscription.access and article.access not in subscription.access:
        return f"access {article.access.value!r} is not among {', '.join(subscription.access)}"
    if article.score < subscription.min_score:
        return f"score {article.score:.2f} is below {subscription.min_score:.2f}"
    subjects = {item.subject for item in article.subjects}
    if subscription.subjects and not subjects.intersection(subscription.subjects):
        return f"none of the subjects {', '.join(subscription.subjects)}"
    return ""


def _too_old(subscription: Subscription, article: Article, now: datetime) -> bool:
    """A revision of an old article counts by when it was seen: it is the change that is news."""
    if not subscription.max_age_days or article.revision > 1:
        return False
    return now - article.published_at > timedelta(days=subscription.max_age_days)


def _plan_one(
    subscription: Subscription, recipient: str, article: Article, now: datetime, known: Known, labels: Labels
) -> Alert | None:
    words = phrases.of(subscription.language)
    cause, change = _cause(subscription, article, now, known, known.of((subscription.id, recipient)), words)
    if cause is None:
        return None
    due_at = due(subscription, now, follow_up=cause is Cause.AGAIN)
    why = why_line(subscription, article, words, labels)
    return Alert(subscription.id, recipient, article.id, article.revision, due_at, why, change, cause)


def _cause(
    subscription: Subscription, article: Article, now: datetime, known: Known, history: History, words: Phrases
) -> tuple[Cause | None, str]:
    """Why to tell, and what changed in words; None when there is nothing to tell."""
    if history.version is not None:
        found = changes.compare(history.version, Version(article.title, article.text), known.revised)
        cause = Cause.WITHDRAWN if found.withdrawn else Cause.CHANGED
        return (cause, change_line(found, words)) if found.material else (None, "")
    if any(change.kind is ChangeKind.WITHDRAWN for change in known.revised):
        return None, ""  # who was not told of it needs not be told that it is gone
    if not history.story_known:
        return Cause.REPORT, ""
    if subscription.first_only:
        return None, ""
    if not history.story_told:
        return Cause.REPORT, ""  # the mail that is waiting takes it along
    return (Cause.AGAIN, "") if _after_quiet(subscription, known.last_report_at, now) else (None, "")


def _after_quiet(subscription: Subscription, last_report_at: datetime | None, now: datetime) -> bool:
    """Between digests of a day or a week there was quiet enough."""
    if subscription.cadence in ("daily", "weekly") or last_report_at is None:
        return True
    return now - last_report_at >= timedelta(hours=subscription.again_after_hours)


def due(subscription: Subscription, now: datetime, *, follow_up: bool = False) -> datetime:
    """When an alert planned now goes out at the latest (a mail to the same recipient may take it along before)."""
    match subscription.cadence:
        case "hourly":
            return times.next_hourly(now, subscription.at, subscription.timezone)
        case "daily":
            return times.next_daily(now, subscription.at, subscription.timezone)
        case "weekly":
            return times.next_daily(now, subscription.at, subscription.timezone, subscription.weekday)
        case _:
            wait = max(subscription.follow_up_seconds, subscription.group_seconds) if follow_up else subscription.group_seconds
            return times.after_quiet(now + timedelta(seconds=wait), subscription.quiet, subscription.timezone)


def why_line(subscription: Subscription, article: Article, words: Phrases, labels: Labels) -> str:
    """The strongest reasons in one readable line, in the language of the mail."""
    parts = []
    subjects = _subjects(subscription, article, words.code, labels)
    if subjects:
        parts.append(words.about.format(subjects=_listed(subjects, words)))
    in_title, elsewhere = _passages(article.reasons)
    if in_title:
        parts.append(words.in_title.format(passages=", ".join(in_title)))
    elif elsewhere:
        parts.append(words.names.format(passages=", ".join(elsewhere)))
    if not parts:
        parts.append(words.belongs.format(score=f"{article.score:.2f}"))
    return " · ".join(parts)


def _subjects(subscription: Subscription, article: Article, language: str, labels: Labels) -> list[str]:
    """Labels of the article's strongest subjects, those asked for first."""
    strongest = sorted(article.subjects, key=lambda item: (item.subject not in subscription.subjects, -item.score, item.subject))
    return [label(item.subject, language, labels) for item in strongest[:SHOWN_SUBJECTS]]


def label(subject: str, language: str, labels: Labels) -> str:
    """What readers of a language call a subject; its id, made readable, when nobody has said."""
    known = labels.get(subject, {})
    return known.get(language) or known.get("en") or subject.replace("-", " ").replace("_", " ")


def _passages(reasons: Iterable[Reason]) -> tuple[list[str], list[str]]:
    """What spoke for the article, strongest first: in the headline, and elsewhere."""
    found: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for reason in sorted(reasons, key=lambda reason: -reason.contribution):
        passage = " ".join(reason.passage.split())
        if reason.contribution > 0 and 0 < len(passage) <= PASSAGE_CHARACTERS:
            known = found[reason.where == "title"]
            if not any(passage.casefold() in longer or longer in passage.casefold() for longer in known):
                known[passage.casefold()] = passage
    in_title, elsewhere = (list(found[place].values())[:SHOWN_PASSAGES] for place in (True, False))
    return in_title, elsewhere


def change_line(change: Change, words: Phrases) -> str:
    """What is new in a version, in one line."""
    if change.withdrawn:
        return words.withdrawn
    parts = []
    if change.former_title:
        parts.append(words.former_title.format(title=" ".join(change.former_title.split())))
    gone, new = (", ".join(figures[: changes.SHOWN_FIGURES]) for figures in (change.gone, change.new))
    if gone and new:
        parts.append(words.figures_changed.format(gone=gone, new=new))
    elif new:
        parts.append(words.figures_new.format(new=new))
    elif gone:
        parts.append(words.figures_gone.format(gone=gone))
    if change.quote:
        parts.append(words.quote_changed.format(quote=shorten(change.quote, QUOTE_CHARACTERS)))
    if change.correction:
        parts.append(words.correction.format(note=shorten(change.correction, QUOTE_CHARACTERS)))
    return "; ".join(parts)


def _listed(items: Sequence[str], words: Phrases) -> str:
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {words.and_word} {items[-1]}"


def check(subscriptions: Iterable[Subscription]) -> None:
    """Raise ConfigError for the first subscription that could not work as written; says which key and what was expected."""
    seen: set[str] = set()
    for subscription in subscriptions:
        where = f"[[alerts.subscriptions]] id = {subscription.id!r}:"
        if subscription.id in seen:
            raise ConfigError(f"{where} used twice; give each subscription its own id")
        seen.add(subscription.id)
        _check_times(subscription, where)
        unknown = set(subscription.access) - {access.value for access in Access}
        if unknown:
            raise ConfigError(f"{where} access = {min(unknown)!r}; expected one of {', '.join(Access)}")


def _check_times(subscription: Subscription, where: str) -> None:
    if subscription.cadence not in CADENCES:
        raise ConfigError(f"{where} cadence = {subscription.cadence!r}; expected one of {', '.join(CADENCES)}")
    try:
        ZoneInfo(subscription.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"{where} timezone = {subscription.timezone!r} is not known; expected a name such as Europe/Berlin"
        ) from error
    for key, value in (("at", subscription.at), *(("quiet", end) for end in subscription.quiet or ())):
        try:
            times.clock(value)
        except ValueError as error:
            raise ConfigError(f'{where} {key} = {value!r}; expected a time of day such as "07:00"') from error
    if subscription.weekday not in range(7):
        raise ConfigError(f"{where} weekday = {subscription.weekday!r}; expected 0 (Monday) to 6")
