"""Pictures of every kind of mail, to be looked at: desktop and phone, light and dark.

    python -m tests.alerts.screenshots FOLDER [--archive FILE]

With the archive of a demo (`./run demo --once`, then var/demo/presswatch.db) the mails tell its stories, otherwise the tests'.
Also writes each mail as HTML and text beside its pictures.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from alerts import desk, spikes
from alerts.links import Links
from alerts.message import Stationery, Written, compose, compose_confirmation, compose_notice
from archive import db, letters, pace
from archive import outbox as store
from archive.letters import Item, Shelf
from archive.queues import Stretch
from archive.subjects import labels
from tests.alerts.press import Press, subscription
from tests.browse.live import DESKTOP, PHONE, chromium

STATIONERY = Stationery("presswatch@example.org", Links("https://press.example.org"), contact="operator@example.org")
TALLEST = 1800  # pixels: more cannot be judged in one look
SHAPES = {"desktop": DESKTOP, "phone": PHONE}
FEW = 3  # stories of a mail sent at once


def mails(archive: Path) -> Iterator[tuple[str, Written]]:
    """A mail of each kind, digests and mails at once in every language."""
    conn = db.connect(archive, readonly=True)
    now = datetime.now(UTC)
    identity = store.identity(conn)
    queue, last = conn.execute("select queue_id, max(n) from alerts group by queue_id order by 2 desc").fetchone()
    everything = letters.items(conn, Stretch(queue, 0, last), now, Shelf())
    for language in ("en", "de", "es"):
        message = desk.message("newsdesk", "leserin@example.org", "alert", language, "Europe/Berlin", now, STATIONERY)
        for name, told in (("digest", everything), ("alert", everything[:FEW]), *_changed(everything[:1])):
            kind = "digest" if name == "digest" else "alert"
            yield f"{name}-{language}", compose(replace(message, kind=kind), told, [], STATIONERY, identity)
        asked = replace(message, kind="confirmation", notice="07:30 (Europe/Berlin)")
        yield f"confirmation-{language}", compose_confirmation(asked, STATIONERY, identity)
        odd = spikes.Oddity("", 14, 3.2, 2e-6, 8)
        told_of = pace.latest(conn, "", now, 4)
        subject, text = spikes.told(odd, language, told_of, labels(conn), STATIONERY.links, now)
        yield f"spike-{language}", compose_notice(replace(message, kind="notice", subject=subject, notice=text), STATIONERY)
    conn.close()


def _changed(items: tuple[Item, ...]) -> Iterator[tuple[str, tuple[Item, ...]]]:
    for cause, change in (("changed", "15,000 → 20,000"), ("withdrawn", "…"), ("again", "")):
        yield cause, tuple(replace(item, cause=cause, change=change) for item in items)


def take(archive: Path, folder: Path) -> None:
    """Write and picture them."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name, written in mails(archive):
            (folder / f"{name}.html").write_text(written.parts.html, "utf-8")
            (folder / f"{name}.txt").write_text(f"{written.subject}\n\n{written.parts.text}", "utf-8")
            for shape, size in SHAPES.items():
                for scheme in ("light", "dark"):
                    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                    page.set_content(written.parts.html)
                    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                    clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
                    page.screenshot(path=folder / f"{name}-{shape}-{scheme}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
                    page.close()
        browser.close()


def _sample(folder: Path) -> Path:
    press = Press(folder / "a.db", subscription(group_seconds=0))
    for source in ("circuit-post", "elbe-kurier", "pulso-digital"):
        press.publish(source=source)
    return press.path


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        take(given.archive or _sample(Path(scratch)), given.folder)


if __name__ == "__main__":
    main()
