import json
from collections import Counter
from urllib.parse import urlsplit

import pytest

from archive.model import Access
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.reply import Asked
from crawler.newsroom.server import Newsroom
from pipelines.extract import extract

SENTENCE = "The council met for three hours and decided nothing that anybody present could later remember. "
PROSE = f"<p>{SENTENCE * 6}</p>"
LONG = "".join(f"<p>{number}. {SENTENCE * 6}</p>" for number in range(4))


def access(body: str, title: str = "Council meets", linked: dict | None = None) -> Access:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return extract(
        f"<html><head><title>{title}</title>{script}</head><body>{body}</body></html>".encode(), "https://example.org/a"
    ).access


def article(*, free: bool, **more: object) -> dict:
    return {
        "@type": "NewsArticle",
        "headline": "Council meets",
        "datePublished": "2025-09-01",
        "isAccessibleForFree": free,
    } | more


@pytest.mark.parametrize(
    ("status", "title", "body"),
    [
        (Access.BOT_WALL, "Just a moment...", "<p>Checking your browser before accessing example.org.</p>"),
        (Access.BOT_WALL, "Bist du ein Mensch?", "<p>Bitte bestätige, dass du kein Roboter bist.</p>"),
        (Access.BOT_WALL, "Un momento…", "<p>Comprobando su navegador.</p>"),
        (Access.JS_ONLY, "Example", "<div id=root></div><noscript>Please enable JavaScript</noscript><script src=a.js></script>"),
        (Access.JS_ONLY, "Beispiel", "<div id=app></div><noscript>JavaScript aktivieren</noscript><script src=a.js></script>"),
        (Access.SOFT_404, "Example", "<h1>Page not found</h1><p>Try our search.</p>"),
        (Access.SOFT_404, "Beispiel", "<h1>Seite nicht gefunden</h1><p>Nutzen Sie die Suche.</p>"),
        (Access.SOFT_404, "Ejemplo", "<h1>Página no encontrada</h1><p>Use el buscador.</p>"),
        (Access.CONSENT, "Example", "<p>We value your privacy. We and our 214 partners store and/or access information.</p>"),
        (Access.CONSENT, "Beispiel", "<h2>Weiterlesen mit Werbung</h2><p>Wir brauchen Ihre Einwilligung oder ein Pur-Abo.</p>"),
        (Access.CONSENT, "Ejemplo", "<p>Valoramos su privacidad. Aceptar y continuar, o retirar el consentimiento.</p>"),
        (Access.LOGIN, "Example", "<h1>Log in to continue</h1><form><input type=password></form><p>Forgot it?</p>"),
    ],
)
def test_walls(status, title, body):
    assert access(body, title) is status


@pytest.mark.parametrize(
    "words", ["Subscribe to continue reading", "Jetzt weiterlesen mit Plus", "Suscríbete para seguir leyendo"]
)
def test_a_stub_that_asks_to_subscribe_is_paywalled(words):
    assert access(PROSE + f"<div class=paywall>{words}</div>", linked=article(free=False)) is Access.PAYWALLED


def test_a_full_article_that_is_not_free_is_full():
    assert access(LONG, linked=article(free=False)) is Access.FULL


def test_a_short_article_whose_walled_part_is_shown_is_full():
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".body"}
    assert access(f"<div class=body>{PROSE}</div>", linked=article(free=False, hasPart=part)) is Access.FULL


@pytest.mark.parametrize(
    "extra",
    [
        "<div class=cookie>We value your privacy. Accept all cookies and continue.</div>",
        "<aside>Subscribe to continue reading our other stories</aside>",
        "<form>Log in <input type=password></form>",
        "<noscript>Please enable JavaScript</noscript>",
        "<p>The study on error 404, page not found, made headlines.</p>",
    ],
)
def test_what_stands_around_an_article_does_not_make_it_a_wall(extra):
    assert access(LONG + extra) is Access.FULL


def test_a_teaser_breaks_off():
    assert (
        access("<article><h1>Council meets</h1><p>The council met for three hours and then it [...]</p></article>")
        is Access.TEASER
    )


async def test_every_wall_and_every_article_like_one_is_told_in_three_languages():
    newsroom = Newsroom.from_seeds(StoppedClock())
    async with newsroom:
        replies = [
            (wall, newsroom._sites[(urlsplit(url).hostname or "").partition(".")[0]].reply(Asked(urlsplit(url).path, now)))
            for now in [newsroom.clock.now()]
            for wall, url in newsroom.walls()
        ]
    found = {wall.id: str(extract(reply.body, "http://outlet.localhost/walls/x").access) for wall, reply in replies}
    assert found == {wall.id: wall.access for wall, _ in replies}
    assert min(Counter(wall.access for wall, _ in replies).values()) >= 6
