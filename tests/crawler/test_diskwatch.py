"""The operator hears of a disk that fills up, once, and again after there was room."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

from archive import db
from crawler import diskwatch
from crawler.doctor import FULL_BYTES, LOW_BYTES
from crawler.notices import Operator


def test_told_once_until_there_is_room_again(tmp_path):
    free = [2 * LOW_BYTES]
    errand = diskwatch.watch(tmp_path, Operator("op@press.example"), lambda _folder: free[0])
    now = datetime(2026, 3, 10, tzinfo=UTC)
    with closing(db.create(tmp_path / "a.db")) as conn:
        for left in (2 * LOW_BYTES, LOW_BYTES - 1, LOW_BYTES - 2, LOW_BYTES + 1, LOW_BYTES - 3, FULL_BYTES - 1, FULL_BYTES - 2):
            free[0], now = left, now + timedelta(minutes=6)
            errand(conn, now)
        told = [row[0] for row in conn.execute("select subject from messages order by id")]
        assert [subject.split(":")[1].strip() for subject in told] == ["the disk is nearly full", "the disk is full"]
        for left in (3 * LOW_BYTES, LOW_BYTES - 1):
            free[0], now = left, now + timedelta(minutes=6)
            errand(conn, now)
        assert conn.execute("select count(*) from messages").fetchone()[0] == 3


def test_it_looks_every_few_minutes_only(tmp_path):
    looks = []
    errand = diskwatch.watch(tmp_path, Operator(), lambda folder: looks.append(folder) or 2 * LOW_BYTES)
    now = datetime(2026, 3, 10, tzinfo=UTC)
    with closing(db.create(tmp_path / "a.db")) as conn:
        for second in range(0, 400, 2):
            errand(conn, now + timedelta(seconds=second))
    assert len(looks) == 2
