"""What a month of use leaves beside the articles: mails that went out or did not, subscriptions, a drawn sample, a search."""

import random
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from archive import corrections, db, judging, outbox, reader, searches, subscriptions, tokens
from archive.corrections import Change, Proposal
from archive.judging import Quality, Rate
from archive.model import Subscription
from archive.outbox import Notice, Trouble
from archive.reader import ALONE
from browse import subscribing

DOMAIN = "press.example"
ANA, BEN, CLARA = "ana@reader.example", "ben@elsewhere.example", "clara@reader.example"
TAUGHT = Proposal(
    labels=12,
    rules={"partnership-in-title": -0.38, "mai-named": 0.6},
    subjects={"investment": -0.9},
    judged=100,
    joins=1,
    renamed=2,
    changes=(Change(1, "A <b>title</b> that would join", "join"), Change(2, "Money again", "subjects")),
    now=(Quality("en", Rate(0.8, 0.4, 0.96, 5), None, 6, 8),),
    then=(Quality("en", Rate(1.0, 0.57, 1.0, 5), None, 6, 8),),
)
# As the operator's file has it, and the plugin is told.
GIVEN = [asdict(Subscription("desk", ("desk@reader.example", CLARA), languages=("de",), cadence="daily", paused=True))]
HOOK = "https://hooks.example/in?desk=7"


def furnish(archive: Path, reader_db: Path, now: datetime) -> None:
    """Write it, through the functions that the service uses."""
    with closing(db.connect(archive)) as conn:
        with db.transaction(conn):
            _mail(conn, now)
            corrections.keep(conn, ALONE, TAUGHT, now)
        drawn = judging.draw(conn, judging.languages(conn), 4, ())
    with reader.opened(reader_db) as conn:
        _subscribe(conn, now)
        judging.keep(conn, ALONE, drawn, now)
        for number, one in enumerate(drawn[:6]):
            reader.mark(conn, ALONE, [one.article_id], ("relevant", "not-relevant")[number % 3 == 1], now)
        searches.save(conn, ALONE, "Roads & regulators", "q=stra%C3%9Fe+OR+regulator&language=de", now)


def addresses(archive: Path, reader_db: Path) -> dict[str, str]:
    """Tokens of the links that mails carry."""
    with closing(db.connect(archive, readonly=True)) as conn:
        secret = outbox.identity(conn).secret
        article = str(conn.execute("select max(id) from articles").fetchone()[0])
        until = db.stamp(db.moment(conn.execute("select max(stored_at) from articles").fetchone()[0]) + timedelta(days=7))
    with reader.opened(reader_db) as conn:
        made = {one.recipient: one.id for one in subscriptions.of(conn, ALONE)}
    return {
        "unsubscribe": tokens.sign(secret, tokens.UNSUBSCRIBE, made.get(ANA, "x"), ANA),
        "ended": tokens.sign(secret, tokens.UNSUBSCRIBE, made.get(CLARA, "x"), CLARA),
        "confirm": tokens.sign(secret, tokens.CONFIRM, made.get(BEN, "x"), BEN, until),
        "not_relevant": tokens.sign(secret, tokens.NOT_RELEVANT, article),
    }


def _mail(conn: db.sqlite3.Connection, now: datetime) -> None:
    for number in range(4):
        text = "In the last hour 14 articles were stored; a usual hour has 3.\n\nThe busiest outlet was Elbe-Kurier <b>."
        outbox.make_notice(conn, Notice((ANA, ANA, BEN, CLARA)[number], "An unusual day", text), DOMAIN, now)
    sent, again, dead, _ = outbox.recent_messages(conn, 4)[::-1]
    outbox.mark_sent(conn, sent.id, "An unusual day <i>", now - timedelta(hours=2))
    late = Trouble(now - timedelta(minutes=9), "451 4.7.1 greylisted, try later", now + timedelta(minutes=20))
    outbox.mark_failed(conn, again.id, late)
    outbox.mark_failed(conn, dead.id, Trouble(now, "550 5.1.1 no such user here <b>", None))
    outbox.stop(conn, BEN, "refused for good: 550 5.1.1 no such user here", now)


def _subscribe(conn: db.sqlite3.Connection, now: datetime) -> None:
    blank = dict(subscribing.blank("en", "Europe/Berlin"))
    rng = random.Random(7)
    for recipient in (ANA, BEN, CLARA, HOOK):
        settings = blank | {"cadence": rng.choice(subscribing.CADENCES), "languages": ["en", "de"], "quiet": ["22:00", "06:30"]}
        id_ = subscriptions.make(conn, ALONE, recipient, settings, now)
        if recipient != BEN:
            subscriptions.confirm(conn, id_, recipient, now)
        if recipient == CLARA:
            subscriptions.unsubscribe(conn, id_, recipient, now)
