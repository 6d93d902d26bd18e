"""Pages that links in mails lead to. They need no signing in: the signed address says what it may do; a GET changes nothing."""

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import NotFound, Response

from archive import outbox, reader, subscriptions, tokens
from archive.db import moment
from browse import access
from browse.visit import Visit

BY_MAIL = "mail"  # who labelled, when nobody is signed in
ONE_CLICK = "List-Unsubscribe"  # RFC 8058


async def unsubscribe(datasette: Any, request: Any) -> Response:
    """GET: a page with one button. POST: ended, also by a mail client's One-Click; what=undo takes it back."""
    visit = await Visit.of(datasette, request)
    id_, recipient = await _fields(visit, tokens.UNSUBSCRIBE, 2)
    if request.method == "POST":
        form = await request.post_vars()
        if form.get("what") == "undo":
            await _write(visit, lambda conn: subscriptions.resubscribe(conn, id_, recipient))
        else:
            await _write(visit, lambda conn: subscriptions.unsubscribe(conn, id_, recipient, visit.now))
        if ONE_CLICK in form:
            return Response.text("unsubscribed\n")
    ended = await _reader(visit, lambda conn: (id_, recipient) in subscriptions.ended(conn))
    key = "letters.unsubscribed" if ended else "letters.unsubscribe"
    return _page(visit, key, "letters.undo" if ended else "letters.unsubscribe.button", "undo" if ended else "end", who=recipient)


async def confirm(datasette: Any, request: Any) -> Response:
    """GET: a page with one button. POST: the subscription begins."""
    visit = await Visit.of(datasette, request)
    id_, recipient, until = await _fields(visit, tokens.CONFIRM, 3)
    if visit.now > moment(until):
        return _page(visit, "letters.expired", status=410)
    if request.method == "POST":
        found = await _write(visit, lambda conn: subscriptions.confirm(conn, id_, recipient, visit.now))
        return _page(visit, "letters.confirmed" if found else "letters.gone", status=200 if found else 410, who=recipient)
    made = await _reader(visit, lambda conn: subscriptions.find(conn, id_))
    if made is None:
        return _page(visit, "letters.gone", status=410)
    if made.confirmed_at is not None:
        return _page(visit, "letters.confirmed", who=recipient)
    return _page(visit, "letters.confirm", "letters.confirm.button", "confirm", who=recipient)


async def not_relevant(datasette: Any, request: Any) -> Response:
    """GET: a page with one button. POST: the article is labelled as not relevant."""
    visit = await Visit.of(datasette, request)
    (article,) = await _fields(visit, tokens.NOT_RELEVANT, 1)
    if request.method == "POST":
        who = visit.reader if visit.request.actor and access.LABEL in visit.may else BY_MAIL
        await _write(visit, lambda conn: reader.mark(conn, who, [int(article)], "not-relevant", visit.now))
        return _page(visit, "letters.labelled")
    title = await visit.read(_title, int(article))
    return _page(visit, "letters.label", "letters.label.button", "label", who=title)


def _title(conn: sqlite3.Connection, article_id: int) -> str:
    row = conn.execute("select title from articles where id = ?", (article_id,)).fetchone()
    return str(row[0]) if row else ""


async def _fields(visit: Visit, purpose: str, count: int) -> tuple[str, ...]:
    """What the signed address says. Raises NotFound for one that is not ours."""
    secret = (await visit.read(outbox.identity)).secret
    found = tokens.read(secret, purpose, visit.request.url_vars["token"])
    if found is None or len(found) != count:
        raise NotFound("not an address of ours")
    return found


async def _write(visit: Visit, work: Callable[[sqlite3.Connection], Any]) -> Any:
    return await visit.change(lambda conn, _reader: work(conn))


async def _reader(visit: Visit, work: Callable[[sqlite3.Connection], Any]) -> Any:
    return await visit.of_reader(lambda conn, _reader: work(conn))


def _page(visit: Visit, key: str, button: str = "", what: str = "", *, who: str = "", status: int = 200) -> Response:
    return visit.page(
        "letter.html",
        status=status,
        title=visit.words(f"{key}.title"),
        text=visit.words(key, who=who),
        button=visit.words(button) if button else "",
        what=what,
    )
