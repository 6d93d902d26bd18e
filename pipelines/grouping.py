"""Carries out what `stories` decides, inside the transaction that saves an article."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from archive import stories as table
from archive.model import Article
from archive.stories import Event
from pipelines.shelf import Shelf
from pipelines.signature import Signature, pack
from pipelines.stories import LIVE, NEW, WINDOW, Group, Member, regroup

_shelf = Shelf(2 * LIVE)  # 10 kB each


def place(conn: sqlite3.Connection, article: Article, signature: Signature, now: datetime) -> set[int]:
    """Put a new original into its story, regrouping the stories near it. Returns every story that gained or lost reports."""
    reports = table.live(conn, article.published_at - WINDOW, article.published_at + WINDOW, LIVE)
    reports = [report for report in reports if report.article_id != article.id]
    members = [
        Member(report.article_id, report.story_id, report.published_at, held)
        for report, held in zip(reports, _shelf.signatures(conn, reports), strict=True)
    ]
    groups = regroup(signature, article.published_at, members)
    table.sign(conn, article.id, *pack(signature))
    former = {member.article_id: member.story_id for member in members}
    events = [event for group in groups for event in _carry_out(conn, group, article, former, now)]
    ended = _end_empty(conn, groups, events, now)
    table.log(conn, [event for event in events if event.other_id not in {end.other_id for end in ended}] + ended)
    gained = {table.of(conn, article.id) or 0} | {event.story_id for event in events}
    return gained | {event.other_id for event in events}


def stand_alone(conn: sqlite3.Connection, article: Article) -> int:
    """A story of its own, for a roundup. Returns the story's id."""
    return table.found(conn, article.title, article.id, article.published_at)


def follow(conn: sqlite3.Connection, article: Article, original: int) -> None:
    """A copy belongs where its original does."""
    story_id = table.of(conn, original)
    if story_id is not None:
        table.join(conn, story_id, article.id, article.published_at)


def lead(conn: sqlite3.Connection, article: Article, signature: Signature, late: Sequence[int]) -> None:
    """An original found after its copies takes their story over."""
    story_id = table.of(conn, late[0])
    if story_id is None:
        story_id = stand_alone(conn, article)
    for article_id in (article.id, *late):
        table.assign(conn, article_id, story_id)
    table.sign(conn, article.id, *pack(signature))
    table.refresh(conn, story_id)


def resign(conn: sqlite3.Connection, article_id: int, signature: Signature) -> None:
    """A new version of the text: later reports are compared with it; the story stays, for the sake of links."""
    table.sign(conn, article_id, *pack(signature))


def _carry_out(conn: sqlite3.Connection, group: Group, article: Article, former: dict[int, int], now: datetime) -> list[Event]:
    """Give a group its story; tell which reports came from elsewhere."""
    ids = [article.id if member == NEW else member for member in group.members]
    representative = article.id if group.representative == NEW else group.representative
    story_id = group.story_id
    if story_id is None:
        story_id = table.found(conn, article.title, representative, article.published_at)
    moved = [member for member in ids if former.get(member, story_id) != story_id]
    for member in {article.id, *moved} & set(ids):
        table.assign(conn, member, story_id)
    table.refresh(conn, story_id, representative)
    kind = "split" if group.story_id is None else "moved"
    return [Event(story_id, now, kind, former[member], member) for member in moved]


def _end_empty(conn: sqlite3.Connection, groups: Sequence[Group], events: list[Event], now: datetime) -> list[Event]:
    """Stories that lost reports: counted anew, or ended where nothing is left of them."""
    went: dict[int, Counter[int]] = {}
    for event in events:
        went.setdefault(event.other_id, Counter())[event.story_id] += 1
    kept = {group.story_id for group in groups}
    ended = []
    for story_id, targets in sorted(went.items()):
        if story_id in kept or table.refresh(conn, story_id):
            continue
        into = targets.most_common(1)[0][0]
        table.end(conn, story_id, into)
        ended.append(Event(into, now, "merged", story_id))
    return ended
