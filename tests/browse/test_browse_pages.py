"""Every page: nothing breaks or weighs too much, nothing scrolls sideways, nothing needs a script, axe finds nothing."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import browse
from tests.browse import live
from tests.browse.screenshots import PAGES

pytestmark = pytest.mark.browser
# Pages take turns, so that sizes and colours meet in pairs; each page is seen in both of either.
SHAPES = (
    ((live.DESKTOP, "light"), (live.PHONE, "dark")),
    ((live.DESKTOP, "dark"), (live.PHONE, "light")),
)
STATIC = sum(file.stat().st_size for file in (Path(browse.__file__).parent / "static").iterdir())
HEAVIEST = 150_000 - STATIC  # bytes of a page, not compressed
# All rules in the first shape, those that size and colours decide in the second. A page of 40 cards tells no more about a card
# than one of 6, and takes axe seven times as long; telling where the rules were kept doubles what is left.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_LOOKS = {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]}
FEWER = """() => {
  document.querySelectorAll('details').forEach(details => { details.open = true });
  document.querySelectorAll('main :is(.card, li, tr):nth-of-type(n + 7)').forEach(more => more.remove());
}"""
RUN = "async rules => (await axe.run({runOnly: rules, resultTypes: ['violations']})).violations"
DEAD = "[...document.querySelectorAll('main button')].filter(button => button.type !== 'submit' || !button.form).length"
MORE = {
    "saved": "/saved",
    "filtered": "/articles?language=de&unread=1&copies=1&score=0.5&day=2026-01-01&until=2099-01-01",
    "empty": "/articles?outlet=nobody",
    "broken-search": "/search?q=%22a+OR+-+***",
    "never-seen": "/why?url=https://nobody.example/x",
    "unsubscribed": "/unsubscribe/{ended}",
}
PLACES = PAGES | MORE


@pytest.fixture(scope="module")
def swept(browser: Browser, server: live.Server) -> Iterator[tuple[Page, list[str]]]:
    """One page for all pages: a context of its own for each would cost more than what is looked at in it."""
    with live.watched(browser, server, reduced_motion="reduce") as watched:
        yield watched


@pytest.fixture(scope="module")
def scriptless(browser: Browser, server: live.Server) -> Iterator[tuple[Page, list[str]]]:
    """A phone whose browser runs no scripts."""
    with live.watched(browser, server, java_script_enabled=False, viewport=live.PHONE) as watched:
        yield watched


@pytest.mark.parametrize("name", PLACES)
def test_page_is_sound(swept: tuple[Page, list[str]], places: dict[str, str], name: str) -> None:
    """Light enough, nothing loaded from elsewhere, nothing scrolls sideways, axe finds nothing."""
    page, trouble = swept
    answer = page.goto(PLACES[name].format(**places))
    assert answer is not None
    assert answer.status == 200
    assert len(answer.body()) < HEAVIEST
    assert page.locator("h1").count() == 1
    assert not page.locator("img, iframe, script:not([src])").count()
    page.evaluate(FEWER)
    page.evaluate(axe())
    for shape, rules in zip(SHAPES[list(PLACES).index(name) % 2], (TAGS, BY_LOOKS), strict=True):
        page.set_viewport_size(shape[0])  # type: ignore[arg-type]
        page.emulate_media(color_scheme=shape[1])  # type: ignore[arg-type]
        assert fits(page), shape
        found = page.evaluate(RUN, rules)
        assert not found, "\n".join(f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found)
    assert not trouble


@pytest.mark.parametrize("name", PLACES)
def test_page_needs_no_script_and_fits_a_phone_in_every_language(
    scriptless: tuple[Page, list[str]], places: dict[str, str], name: str
) -> None:
    page, trouble = scriptless
    path = PLACES[name].format(**places)
    for language in ("de", "es"):
        answer = page.goto(f"{path}{'&' if '?' in path else '?'}ui={language}")
        assert answer is not None
        assert answer.status == 200
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").is_visible()
        assert fits(page), language
        assert page.evaluate(DEAD) == 0
    assert not trouble


@pytest.mark.parametrize(
    "path", ["/presswatch", "/presswatch/articles", "/presswatch/sources/circuit-post", "/presswatch/reading_list"]
)
def test_stock_pages_work_under_our_policy(page: Page, path: str) -> None:
    assert page.goto(path).status == 200  # type: ignore[union-attr]


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_marks_work_without_javascript(page: Page, places: dict[str, str]) -> None:
    page.goto(f"/article/{places['nasty']}")
    page.get_by_role("button", name="Save").click()
    assert page.url.endswith(f"/article/{places['nasty']}")
    assert page.get_by_role("button", name="Save").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Save").click()


def fits(page: Page) -> bool:
    """Does it scroll up and down only?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@cache
def axe() -> str:
    """axe-core, which the test dependency axe-playwright-python carries."""
    try:
        return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        reason = "axe-core is missing: pip install axe-playwright-python"
        pytest.fail(reason) if live.missing_in_ci() else pytest.skip(reason)
