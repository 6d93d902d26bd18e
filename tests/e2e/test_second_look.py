"""Articles looked at again: what the outlet corrected and withdrew meanwhile, with a real crawl of two outlets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness import install, serving

from archive import captures, revisions
from archive.model import ChangeKind
from crawler.newsroom.clock import StoppedClock, WeekTime
from crawler.newsroom.server import Newsroom

OUTLETS = ("pulso-digital", "boersenlotse")
CORRECTED, GONE, NOTICE = (
    "pulso-digital/claude-llega-a-copilot",
    "pulso-digital/mai-1-modelo-gigante-que-sabemos",
    "boersenlotse/openai-umsatzbeteiligung-sinkt",
)


def test_corrections_and_withdrawals_are_seen(tmp_path: Path) -> None:
    clock = StoppedClock(WeekTime.parse(4, "07:40"), datetime.now(UTC) - timedelta(hours=1))
    newsroom = Newsroom.from_seeds(clock)
    with serving(newsroom):
        schedule = {"revisit_minutes": [0.001] * 5, "tick_seconds": 0.1, "patience_seconds": 1.0}
        installation = install(tmp_path, newsroom, outlets=OUTLETS, schedule=schedule, fetch={"requests_per_host": 0.0})
        assert installation.run("crawl").returncode == 0
        addresses = {name: newsroom.directory.article(name) for name in (CORRECTED, GONE, NOTICE)}
        clock.move_to(8, "12:00")
        assert installation.run("crawl").returncode == 0
    with installation.reading() as conn:
        ids = {
            name: conn.execute("select id from articles where url = ?", (url,)).fetchone()[0] for name, url in addresses.items()
        }
        told = {name: {change.kind for change in revisions.changes(conn, id_, 2)} for name, id_ in ids.items()}
        assert {ChangeKind.ATTRIBUTION, ChangeKind.CORRECTION} <= told[CORRECTED]
        assert told[GONE] == told[NOTICE] == {ChangeKind.WITHDRAWN}
        notice = revisions.of_article(conn, ids[NOTICE])[1].text
        assert notice.startswith("Dieser Beitrag wurde zurückgezogen.")
        assert [c.status for c in captures.of_article(conn, ids[GONE])] == [200, 410]
        changed = conn.execute("select count(*) from articles where revision > 1").fetchone()[0]
        assert changed == len(ids)  # related headlines that came and went make no version
        due = conn.execute("select due_why from urls where url = ?", (addresses[GONE],)).fetchone()[0]
        assert "withdrawn: once a day" in due
