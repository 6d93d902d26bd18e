"""Every page, desktop and phone, light and dark: nothing breaks, nothing scrolls sideways, axe finds nothing."""

from functools import cache
from importlib import resources

import pytest
from playwright.sync_api import Page, Response

from tests.browse import live
from tests.browse.screenshots import PAGES

pytestmark = pytest.mark.browser
SHAPES = [(size, scheme) for size in (live.DESKTOP, live.PHONE) for scheme in ("light", "dark")]
HEAVIEST = 150_000  # bytes of a page with all it loads, not compressed
BY_LOOKS = {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MORE = {
    "saved": "/saved",
    "filtered": "/articles?language=de&unread=1&copies=1&score=0.5&day=2026-01-01&until=2099-01-01",
    "empty": "/articles?outlet=nobody",
    "broken-search": "/search?q=%22a+OR+-+***",
    "never-seen": "/why?url=https://nobody.example/x",
    "german": "/?ui=de",
    "spanish": "/sources?ui=es",
}


@pytest.mark.parametrize("name", PAGES | MORE)
def test_page_is_sound(page: Page, places: dict[str, str], name: str) -> None:
    parts: list[Response] = []
    page.on("response", lambda part: parts.append(part))  # noqa: PLW0108  Playwright refuses a builtin
    answer = page.goto((PAGES | MORE)[name].format(**places))
    assert answer is not None
    assert answer.status == 200
    assert sum(len(part.body()) for part in parts if part.status == 200) < HEAVIEST  # page, style sheet, script, icon
    assert page.locator("h1").count() == 1
    assert not page.locator("img, iframe, script:not([src])").count()
    for size, scheme in SHAPES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), size


@pytest.mark.parametrize("name", PAGES | MORE)
def test_axe_finds_nothing(page: Page, places: dict[str, str], name: str) -> None:
    source = axe()
    page.goto((PAGES | MORE)[name].format(**places))
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    # A page of 40 cards tells no more about a card than one of 6, and takes axe seven times as long.
    page.evaluate("document.querySelectorAll('.card:nth-of-type(n + 7)').forEach(card => card.remove())")
    page.evaluate(source)
    for number, (size, scheme) in enumerate(SHAPES):  # all rules in the first, those that size and colours decide in the others
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = page.evaluate("rules => axe.run({runOnly: rules})", BY_LOOKS if number else TAGS)["violations"]
        assert not found, "\n".join(f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found)


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


@cache
def axe() -> str:
    """axe-core, which the test dependency axe-playwright-python carries."""
    try:
        return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        reason = "axe-core is missing: pip install axe-playwright-python"
        pytest.fail(reason) if live.missing_in_ci() else pytest.skip(reason)
