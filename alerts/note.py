"""A message as channels other than mail take it: a few lines for a chat, and JSON for a program. Pure.

The JSON is an event as Standard Webhooks describes one (https://www.standardwebhooks.com): type, timestamp, data.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alerts.letter import Entry, Letter, Report, filled, fills
from alerts.mime import shorten
from archive.db import stamp
from archive.outbox import Message

SHOWN = 10  # stories in a chat
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Note:
    """One message to one recipient of a channel. `id` is the same at every try, so that a receiver can drop a repeat."""

    recipient: str
    id: str
    subject: str
    text: str
    payload: bytes


def of_letter(message: Message, letter: Letter) -> Note:
    """What a letter tells."""
    told = zip((*letter.full, *letter.short), letter.groups, strict=True)
    entries = [filled(entry, fills(group, message.language, message.timezone)) for entry, group in told]
    blocks = [_block(entry, letter) for entry in entries[:SHOWN]]
    left = len(entries) - SHOWN
    tail = [f"+{left}: {letter.home}"] if left > 0 else []
    stories = [_story(entry) for entry in entries]
    data = {"summary": letter.summary, "stories": stories, "unsubscribe": letter.unsubscribe}
    return _note(message, letter.subject, "\n\n".join([*blocks, *tail]), data)


def of_notice(message: Message) -> Note:
    """A message about presswatch itself."""
    return _note(message, message.subject, message.notice, {"text": message.notice})


def _note(message: Message, subject: str, text: str, data: dict[str, Any]) -> Note:
    event = {
        "type": f"presswatch.{message.kind}",
        "timestamp": stamp(message.created_at),
        "data": {"subscription": message.subscription_id, "language": message.language, "subject": subject, **data},
    }
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Note(message.recipient, message.message_id.strip("<>"), subject, text, body)


def _block(entry: Entry, letter: Letter) -> str:
    best = entry.best
    lines = [best.title, f"{_outlets(entry)} · {best.language_name} · {best.date}"]
    if best.change:
        lines.append(f"{letter.words.changed}: {best.change}")
    if entry.excerpt:
        lines.append(shorten(entry.excerpt, EXCERPT))
    return "\n".join([*lines, best.original or best.reading])


def _outlets(entry: Entry) -> str:
    return ", ".join(entry.outlets[:4])


def _story(entry: Entry) -> dict[str, Any]:
    return {
        "headline": entry.best.title,
        "excerpt": entry.excerpt,
        "cause": entry.cause,
        "why": entry.why,
        "figures": entry.figures,
        "contested": entry.contested,
        "outlets": list(entry.outlets),
        "copies_at": list(entry.also),
        "url": entry.story or entry.best.reading,
        "reports": _reports(entry.reports),
    }


def _reports(reports: Sequence[Report]) -> list[dict[str, Any]]:
    return [
        {
            "title": report.title,
            "outlet": report.outlet,
            "language": report.language,
            "published": report.date,
            "access": report.access_short,
            "change": report.change,
            "url": report.original,
            "reading": report.reading,
        }
        for report in reports
    ]
