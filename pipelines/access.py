"""How much of an article a page shows: pure, in English, German and Spanish, and careful.

A full article must not be called a wall. So words alone never decide: a wall has a short main text as well, and none of the
marks of an article that was meant to be read. Measured on real pages and the newsroom: `./run bench extract --only access`.
"""

from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.model import Access
from pipelines.access_words import (
    BOT_MARKUP,
    BOT_TITLE,
    BROKEN_OFF,
    CONSENT,
    CONSENT_KINDS,
    LOGIN,
    NEEDS_SCRIPT,
    NOT_FOUND,
    PAYWALL,
    READ_ON,
    SIGN_IN,
)
from pipelines.jsonld import LinkedArticle

LONG_TEXT = 1500  # characters of main text: nothing this long is a wall
_STUB = 1000  # and this much may be a stub without a word about subscribing, when JSON-LD says it is not free
_NOTE = 900  # "not found", consent and login pages say little else
_BARE = 300  # characters of all shown text: an empty shell
_SMALL_PAGE = 4000  # characters of all shown text
_TEASER = 400
_SPINNER = 60  # characters that an empty shell may show while its scripts load
_KINDS = 4  # of words that pages asking for consent are made of
_SHOWN_PART = 300  # characters in the part that JSON-LD calls walled: then it is shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict rests on: the tree before anything was cut, all shown text, and what was read from it."""

    tree: HtmlElement
    shown: str
    title: str
    text: str
    linked: LinkedArticle


def judge_access(page: Evidence) -> tuple[Access, str]:
    """The access status of a page that came with status 200, and why; the reason is "" for a full article."""
    if len(page.text) >= LONG_TEXT:
        return Access.FULL, ""
    for judge in (_bot_wall, _script_only, _soft_404, _consent, _paywall, _login, _teaser):
        verdict = judge(page)
        if verdict:
            return verdict
    return Access.FULL, ""


Verdict = tuple[Access, str] | None


def _bot_wall(page: Evidence) -> Verdict:
    """An article about robot checks has a date, or more text than they have."""
    if len(page.shown) < _SMALL_PAGE and len(page.text) < _NOTE and not page.linked.published:
        for words in (*_headings(page), page.text if len(page.text) < _BARE else ""):
            if match := BOT_TITLE.search(words):
                return Access.BOT_WALL, f"the page says {match.group()!r}"
    if len(page.shown.strip()) < _BARE:
        for script in page.tree.iter("script", "iframe"):
            if match := BOT_MARKUP.search(script.get("src") or script.text or ""):
                return Access.BOT_WALL, f"markup of a robot check: {match.group()}"
    return None


def _script_only(page: Evidence) -> Verdict:
    if len(" ".join(page.shown.split())) >= _BARE or not _has_scripts(page.tree):
        return None
    notes = " ".join(" ".join(n.itertext()) for n in page.tree.iter("noscript")) + page.shown
    if NEEDS_SCRIPT.search(notes):
        return Access.JS_ONLY, "an empty page that asks for JavaScript"
    if len(page.text) < _SPINNER and any(
        (e.get("id") or "") in {"root", "app", "__next", "__nuxt", "main-app"} for e in page.tree.iter("div")
    ):
        return Access.JS_ONLY, "an empty container for scripts"
    return None


def _has_scripts(tree: HtmlElement) -> bool:
    return next(tree.iter("script"), None) is not None


def _soft_404(page: Evidence) -> Verdict:
    if len(page.text) >= _NOTE or page.linked.published:
        return None
    for words in (*_headings(page), page.text if len(page.text) < _BARE else ""):
        if match := NOT_FOUND.search(words):
            return Access.SOFT_404, f"the page says {match.group()!r}"
    return None


def _consent(page: Evidence) -> Verdict:
    """Consent banners lie over many full articles: only a page whose main text is about consent is a wall."""
    if len(page.text) >= _NOTE or page.linked.published:
        return None
    said = {match.group().lower() for match in CONSENT.finditer(page.shown)}
    about = sum(kind.search(page.text) is not None for kind in CONSENT_KINDS) >= _KINDS
    only_that = about or len(page.text) < _BARE or CONSENT.search(page.text)
    kinds = [match.group().lower() for kind in CONSENT_KINDS if (match := kind.search(page.shown))]
    if (len(said) > 1 or len(kinds) >= _KINDS) and only_that and len(page.shown) < _SMALL_PAGE:
        return Access.CONSENT, f"the page only asks for consent: {', '.join([*sorted(said), *kinds][:3])}"
    return None


def _paywall(page: Evidence) -> Verdict:
    if _walled_part_is_shown(page):
        return None
    said = PAYWALL.search(page.shown)
    if page.linked.free is False:
        if said:
            return Access.PAYWALLED, f"not free by JSON-LD, and says {said.group()!r}"
        if len(page.text) < _STUB:
            return Access.PAYWALLED, "not free by JSON-LD, and a short text"
    if said and page.linked.free is not True and len(page.text) < _STUB and _has_wall_markup(page.tree):
        return Access.PAYWALLED, f"says {said.group()!r} in a wall"
    return None


def _walled_part_is_shown(page: Evidence) -> bool:
    """Whether the part that JSON-LD calls not free is on the page after all, with text."""
    names = {selector.strip(" .") for selectors in page.linked.walled_selectors for selector in selectors.split(",")}
    return any(
        len(" ".join(element.itertext())) > _SHOWN_PART
        for element in page.tree.iter("div", "section", "article", "p")
        if not names.isdisjoint((element.get("class") or "").split())
    )


def _has_wall_markup(tree: HtmlElement) -> bool:
    wall = (
        "paywall",
        "regwall",
        "piano",
        "tp-modal",
        "subscribe-wall",
        "subscriber-only",
        "gate",
        "wall",
        "abo-",
        "premium",
        "muro",
    )
    return any(
        any(word in f"{element.get('class') or ''} {element.get('id') or ''}".lower() for word in wall)
        for element in tree.iter("div", "section", "aside", "p")
    )


def _login(page: Evidence) -> Verdict:
    if len(page.text) >= _NOTE or page.linked.published:
        return None
    field = any((element.get("type") or "").lower() == "password" for element in page.tree.iter("input"))
    said = next((match for heading in _headings(page) if (match := LOGIN.search(heading))), None)
    if not said and len(page.text) < _BARE:
        said = SIGN_IN.search(page.text)
    return (Access.LOGIN, f"the page asks to log in: {said.group()!r}") if field and said else None


def _teaser(page: Evidence) -> Verdict:
    if not 0 < len(page.text) < _TEASER:
        return None
    if READ_ON.search(page.text) or ("\n" not in page.text and BROKEN_OFF.search(page.text)):
        return Access.TEASER, "a short text that breaks off"
    return None


def _headings(page: Evidence) -> list[str]:
    """The title element and the main headings, squeezed."""
    elements = page.tree.iter("title", "h1", "h2")
    texts = (" ".join(" ".join(element.itertext()).split()) for element in elements)
    return [text for text in texts if text][:6]
