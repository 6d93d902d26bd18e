"""Stories, claims, sources and messages as JSON and CSV show them. Pure: values in, plain rows out."""

from collections.abc import Iterator

from archive.db import stamp
from archive.model import Outcome
from archive.outbox import Message
from archive.reading.health import ChannelRow, Punctual, SourceRow
from archive.reading.ledger import Cited, ClaimLine
from archive.reading.rows import StoryRow

Row = dict[str, object]
# The columns of CSV.
STORY = ("id", "headline", "first_article_id", "first_at", "last_at", "articles", "outlets", "languages", "moving")
CLAIM = (
    "story_id", "headline", "subject", "unit", "disputed", "unsure", "value", "qualifier", "articles", "outlet", "language",
    "article_id", "at", "first",
)  # fmt: skip
SOURCE = (
    "id", "outlet", "language", "country", "kind", "priority", "enabled", "troubled", "trouble", "error", "streak", "channels",
    "failing", "silent", "next_poll_at", "last_ok_at", "last_new_at", "new", "expected", "chance", "articles", "full", "dated",
    "copies", "seen", "first", "late_minutes",
)  # fmt: skip


def story(row: StoryRow, *, moving: bool) -> Row:
    """A story; `moving`: a report in the last 24 hours."""
    return {
        "id": row.id,
        "headline": row.headline,
        "first_article_id": row.first_article_id,
        "first_at": stamp(row.first_at),
        "last_at": stamp(row.last_at),
        "articles": row.articles,
        "outlets": row.outlets,
        "languages": list(row.languages),
        "moving": moving,
    }


def citation(one: Cited) -> Row:
    """Who names whom as source, and an article that does."""
    return {"outlet": one.outlet, "cited": one.cited, "how": one.how, "articles": one.articles, "article_id": one.article_id}


def claim(line: ClaimLine) -> Row:
    """A claim with its values and, where these differ, every report that prints one."""
    values = [
        {
            "value": value.value,
            "qualifier": value.qualifier,
            "articles": value.articles,
            "stated": value.stated,
            "reported": value.reported,
            "first": {
                "outlet": value.outlet,
                "language": value.language,
                "article_id": value.article_id,
                "at": stamp(value.first_at),
            },
        }
        for value in line.values
    ]
    reports = [
        {
            "value": one.value,
            "outlet": one.outlet,
            "language": one.language,
            "article_id": one.article_id,
            "at": stamp(one.at),
            "hedged": one.hedged,
        }
        for one in line.prints
    ]
    return _quantity(line) | {"articles": line.articles, "values": values, "reports": reports}


def claim_values(line: ClaimLine) -> Iterator[Row]:
    """A row for each value and report that prints it, as CSV has it; of a claim nobody disputes, the first report only."""
    values = {value.value: value for value in line.values}
    told = [(one.value, one.outlet, one.language, one.article_id, one.at) for one in line.prints]
    printed = {one[0] for one in told}
    told += [(v.value, v.outlet, v.language, v.article_id, v.first_at) for v in line.values if v.value not in printed]
    for value, outlet, language, article_id, at in told:
        whole = values[value]
        yield _quantity(line) | {
            "value": value,
            "qualifier": whole.qualifier,
            "articles": whole.articles,
            "outlet": outlet,
            "language": language,
            "article_id": article_id,
            "at": stamp(at),
            "first": article_id == whole.article_id,
        }


def _quantity(line: ClaimLine) -> Row:
    return {
        "story_id": line.story_id,
        "headline": line.headline,
        "subject": line.subject,
        "unit": line.unit,
        "disputed": line.disputed,
        "unsure": line.unsure,
    }


def source(row: SourceRow) -> Row:
    """How a source does: `new` and `expected` entries of 14 days, shares of the articles of 30, punctuality in stories."""
    at = {"next_poll_at": row.next_poll_at, "last_ok_at": row.last_ok_at, "last_new_at": row.last_new_at}
    quality = row.quality
    return (
        {
            "id": row.id,
            "outlet": row.outlet,
            "language": row.language,
            "country": row.country,
            "kind": row.kind,
            "priority": row.priority,
            "enabled": row.enabled,
            "troubled": row.troubled,
            "trouble": row.kind_of_trouble,
            "error": row.error,
            "streak": row.streak,
            "channels": row.channels,
            "failing": row.failing,
            "silent": row.silent,
        }
        | {name: stamp(moment) if moment else None for name, moment in at.items()}
        | {"new": row.activity.seen, "expected": round(row.activity.expected, 1), "chance": round(row.activity.chance, 4)}
        | {
            "articles": quality.articles if quality else 0,
            "full": round(quality.full, 3) if quality else None,
            "dated": round(quality.dated, 3) if quality else None,
            "copies": round(quality.copies, 3) if quality else None,
        }
        | _punctual(row.punctual)
    )


def channel(row: ChannelRow) -> Row:
    """How a channel of a source does, and why it is polled when it is."""
    health = row.health
    at = {"next_poll_at": health.next_poll_at, "last_ok_at": health.last_ok_at, "last_new_at": health.last_new_at}
    return (
        {"url": health.url, "format": health.format, "enabled": health.enabled, "disabled_reason": health.disabled_reason}
        | {name: stamp(moment) if moment else None for name, moment in at.items()}
        | {"why": row.told, "trouble": row.kind, "error": health.last_error, "streak": health.error_streak}
        | {"new": row.activity.seen, "days": list(row.activity.days), "expected": round(row.activity.expected, 1)}
        | _punctual(row.punctual)
    )


def outcomes(found: list[tuple[Outcome, int]]) -> Row:
    """What became of the latest addresses of a source."""
    return {outcome.value: urls for outcome, urls in found}


def _punctual(row: Punctual | None) -> Row:
    return {"seen": row.seen if row else 0, "first": row.first if row else 0, "late_minutes": row.late if row else None}


def message(one: Message) -> Row:
    """A letter, and what became of it."""
    at = {"created_at": one.created_at, "sent_at": one.sent_at, "next_try_at": one.next_try_at if one.state == "due" else None}
    return {
        "message_id": one.message_id,
        "kind": one.kind,
        "recipient": one.recipient,
        "subject": one.subject,
        "state": one.state,
        "attempts": one.attempts,
        "last_error": one.last_error,
    } | {name: stamp(moment) if moment else None for name, moment in at.items()}
