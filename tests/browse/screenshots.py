"""Pictures of every page, to be looked at: desktop light and dark, and phone.

    python -m tests.browse.screenshots FOLDER [--archive var/demo/presswatch.db]
    python -m tests.browse.screenshots docs/screenshots --readme --archive var/demo/presswatch.db

It builds the sample archive and serves it, or serves a copy of the archive that is named: the demo's, say. The second form makes
the pictures of the README.
"""

import argparse
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from crawler import rooms
from crawler.config import Config
from tests.browse import lived_in
from tests.browse.live import DESKTOP, PHONE, chromium, serve
from tests.browse.sample import build

PAGES = {
    "today": "/",
    "articles": "/articles",
    "search": "/search?q=stra%C3%9Fe+OR+regulator",
    "searches": "/searches",
    "article": "/article/{corrected}",
    "nasty": "/article/{nasty}",
    "stories": "/stories",
    "story": "/story/{story}",
    "figures": "/figures",
    "sources": "/sources",
    "deliveries": "/deliveries",
    "source": "/source/circuit-post",
    "subscriptions": "/subscriptions",
    "judgement": "/judgement",
    "why": "/why?url={url}",
    "unsubscribe": "/unsubscribe/{unsubscribe}",
    "confirm": "/confirm/{confirm}",
    "not-relevant": "/not-relevant/{not_relevant}",
    "account": "/account",
    "help": "/help",
}
README = {"today": 900, "story": 1300, "article": 900}  # heights, in pixels
TALLEST = 1800  # pixels: more cannot be judged in one look
SHAPES = {
    "desktop-light": (DESKTOP, "light"),
    "desktop-dark": (DESKTOP, "dark"),
    "phone-light": (PHONE, "light"),
    "phone-dark": (PHONE, "dark"),
}


def take(browser: Browser, base: str, folder: Path, places: dict[str, str], language: str, only: list[str]) -> None:
    """One picture a page and shape, of its first TALLEST pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for shape, (size, scheme) in SHAPES.items():
        context = browser.new_context(viewport=size, color_scheme=scheme, locale=language)  # type: ignore[arg-type]
        page = context.new_page()
        for name, path in PAGES.items():
            if only and name not in only:
                continue
            page.goto(base + path.format(**places))
            height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
            page.screenshot(path=folder / f"{name}-{shape}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
        context.close()


def take_readme(browser: Browser, base: str, folder: Path, places: dict[str, str]) -> None:
    """Few and small: desktop, light, at three quarters of the size."""
    for name, height in README.items():
        page = browser.new_page(viewport={"width": 1280, "height": height}, device_scale_factor=0.75, locale="en-GB")
        page.goto(base + PAGES[name].format(**places))
        page.screenshot(path=folder / f"{name}.png")
        page.close()


@contextmanager
def served(given: Path | None) -> Iterator[tuple[str, dict[str, str]]]:
    """The sample archive, or a copy of another, served; its address and the places the pages above name."""
    with tempfile.TemporaryDirectory() as folder:
        archive, reader = Path(folder) / "presswatch.db", Path(folder) / "reader.db"
        if given is None:
            now = datetime.now(UTC).replace(microsecond=0)
            build(archive, now=now)
            lived_in.furnish(archive, reader, now)
        else:
            with (
                closing(sqlite3.connect(f"{given.resolve().as_uri()}?mode=ro", uri=True)) as old,
                closing(sqlite3.connect(archive)) as new,
            ):
                old.backup(new)
        subjects = {subject.id: dict(subject.label) for subject in rooms.seeds_of(Config()).topic.subjects.values()}
        with serve(archive, reader, subjects=subjects, subscriptions=lived_in.GIVEN) as server:
            yield server.base, places(archive, reader)


def places(archive: Path, reader: Path) -> dict[str, str]:
    """Ids and addresses that show something: an article corrected in a story, the story that cites most, a URL, mails' links."""
    from archive import db

    conn = db.connect(archive, readonly=True)
    one = {
        "corrected": "select id from articles where story_id is not null order by revision > 1 desc, id desc limit 1",
        "nasty": "select id from articles order by revision > 1 desc, id desc limit 1",
        "story": """select story_id from claims order by (select count(*) from citations n join articles a on a.id = n.article_id
                    where a.story_id = claims.story_id) desc, story_id desc limit 1""",
        "url": "select url from urls where outcome = 'stored' order by id desc limit 1",
    }
    found = {name: str(conn.execute(sql).fetchone()[0]) for name, sql in one.items()}
    conn.close()
    return found | lived_in.addresses(archive, reader)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--language", default="en-GB")
    parser.add_argument("--only", nargs="*", default=[], choices=PAGES)
    parser.add_argument("--readme", action="store_true")
    given = parser.parse_args()
    with sync_playwright() as playwright, served(given.archive) as (base, found):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        if given.readme:
            take_readme(browser, base, given.folder, found)
        else:
            take(browser, base, given.folder, found, given.language, given.only)
        browser.close()


if __name__ == "__main__":
    main()
