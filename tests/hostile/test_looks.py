"""Second looks at pages of outlets that change something at each request, answer 304 for ever, or open later."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count

from hostile_site import Answer, Asked, Lab, laboratory, rss, status  # noqa: F401 -- a fixture

from archive.warc import PageStore, Place

STUB = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
PAGE = "<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{text}</article>{foot}</body></html>"


def page(make: Callable[[int], str], **headers: str) -> Answer:
    """Another page at each request that is not conditional; a conditional one is answered 304, whatever changed."""
    number = count()

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if {"if-none-match", "if-modified-since"} & asked.headers.keys():
            await status(304, **headers)(asked, writer)
        else:
            await status(200, make(next(number)).encode(), "text/html; charset=utf-8", **headers)(asked, writer)

    return answer


def restless(number: int) -> str:
    """The same article with another token, counter, advertisement and box of headlines each time."""
    text = paragraphs(
        "Microsoft's MAI-1 answers every third question to Copilot, engineers in Redmond counted over the summer.",
        "OpenAI's models keep the hard ones: programs, sums and everything that needs more than one step.",
        "The mixture saves Microsoft about a fifth of what Copilot costs, the engineers say in their report.",
    )
    head = f'<meta name="csrf" content="{number:032x}"><script>var served = {number};</script>'
    foot = f"<aside><h4>Read also</h4><a href=/{number}>Ten questions about chip number {number}</a></aside>"
    counter = f"<p class=comments>{number} comments</p>"
    return PAGE.format(title="Microsoft's MAI-1 beside OpenAI: what changes", head=head, text=text + counter, foot=foot)


def frozen(number: int) -> str:
    """An article that grew by a paragraph, though its validators stay."""
    text = paragraphs(
        "A court in Oakland wants to see the contract by which Microsoft may train MAI-1 next to OpenAI's models.",
        "Lawyers of both companies had asked to keep eleven of its pages secret; the judge found two that need it.",
        "The case was brought by a former donor, and a jury will hear it when the winter is over.",
    )
    more = paragraphs("Microsoft's board met on Monday evening about the order, and will meet again on Friday in Redmond.")
    return PAGE.format(
        title="Judge wants to read what Microsoft and OpenAI signed", head="", text=text + more * bool(number), foot=""
    )


def opening(number: int) -> str:
    """A stub that can be read in full at the second look."""
    first = "Microsoft will pay OpenAI a smaller share of what its cloud earns by language models from spring on."
    rest = "Nadella told investors so on a call; MAI-1, he said, was good enough for the plain half of the work.", "Shares rose."
    wall = "<div class=paywall>Subscribe to continue reading</div>"
    text = paragraphs(first, *rest) if number else paragraphs(first) + wall
    return PAGE.format(
        title="Microsoft pays OpenAI less, and MAI-1 is the reason", head="" if number else STUB, text=text, foot=""
    )


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def in_two(part: int) -> str:
    """An article in two pages."""
    title = "Microsoft and OpenAI: six years of MAI and of money, told in two parts"
    first = "".join(
        f"<p>In year {n} Microsoft paid OpenAI {n} billion dollars and counted {n * 7} models.</p>" for n in range(1, 6)
    )
    second = "".join(f"<p>In month {n} of the new plan MAI-1 took over {n * 3} per cent of Copilot.</p>" for n in range(1, 6))
    link = '<a rel=next href="http://two.example/2026/11/story/2">2</a>' if part == 1 else ""
    return PAGE.format(title=title, head="", text=first if part == 1 else second, foot=link)


def look_again(lab: Lab, earlier: timedelta = timedelta()) -> None:
    """Every article is due, and as if it had been known and read so much earlier."""
    with closing(sqlite3.connect(lab.archive)) as conn, conn:
        for column in ("first_seen_at", "decided_at"):
            rows = conn.execute(f"select id, {column} from urls where article_id is not null").fetchall()
            for id_, at in rows:
                moved = datetime.fromisoformat(at) - earlier
                stamp = f"{moved.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
                conn.execute(f"update urls set {column} = ? where id = ?", (stamp, id_))
        conn.execute("update urls set due_at = '2000-01-01T00:00:00Z' where article_id is not null")


async def test_second_looks(lab: Lab) -> None:
    lab.fetch["timeout"] = 30.0
    changing = lab.site.on("a.example", "/2026/11/restless", page(restless))
    still = lab.site.on("b.example", "/2026/11/frozen", page(frozen, ETag='"always"'))
    stub = lab.site.on("c.example", "/2026/11/stub", page(opening))
    two = lab.site.on("two.example", "/2026/11/story", page(lambda _: in_two(1)))
    lab.site.on("two.example", "/2026/11/story/2", page(lambda _: in_two(2)))
    lab.watch(lab.site.on("feeds.example", "/feed", rss(changing, still, stub, two)))
    await lab.crawl()
    assert lab.outcome(stub)[0] == "paywalled"
    (why,) = lab.rows("select due_why from urls where url = ?", stub)
    assert "only a stub so far: once a day, it may open" in why["due_why"]

    look_again(lab)
    await lab.crawl()
    assert [asked.headers.get("if-none-match") for asked in lab.site.log if asked.path.endswith("frozen")] == [None, '"always"']
    assert lab.outcome(still)[0] == "stored"
    assert lab.outcome(stub) == ("updated", "can be read in full now")

    look_again(lab, timedelta(hours=3))
    await lab.crawl()
    assert lab.outcome(still)[0] == "updated"  # asked for whole: three hours old, and not read for more than half of them
    (validators,) = lab.rows("select etag from urls where url = ?", still)
    assert validators["etag"] == ""  # they lied

    versions = dict(lab.rows("select url, revision from articles where relevant"))
    assert versions == {changing: 1, still: 2, stub: 2, two: 1}
    assert lab.site.hits("a.example")["/2026/11/restless"] == 3
    assert all(event["reason"] in {"", "unchanged"} for event in lab.rows(EVENTS, changing))

    kept = lab.rows("select c.* from captures c join urls u on u.id = c.url_id where u.url = ? order by part", two)
    assert [(row["part"], row["url"]) for row in kept] == [(1, two), (2, two + "/2")]
    store = PageStore(lab.config().archive.pages_folder)
    bodies = [store.read(Place(row["file"], row["offset"], row["length"], row["digest"])).body for row in kept]
    assert bodies == [in_two(1).encode(), in_two(2).encode()]


EVENTS = "select e.reason from events e join urls u on u.id = e.url_id where u.url = ?"
FOOT = "The Lab Gazette is printed on Fridays in the old town hall."
NEWS = (
    ("Microsoft trains MAI-2 without OpenAI", "Microsoft began to train MAI-2 in Redmond on Monday; {} of the chips are new."),
    (
        "OpenAI's share for Microsoft falls",
        "OpenAI will pay Microsoft a smaller share from autumn on, {} people close to it say.",
    ),
    ("Suleyman hires for Microsoft AI", "Mustafa Suleyman hired {} researchers for Microsoft AI, who left a rival of OpenAI's."),
    ("Copilot speaks by MAI-Voice-1", "Copilot reads {} kinds of text aloud by MAI-Voice-1, a model that Microsoft made itself."),
)


async def test_furniture_is_learned_at_night_and_left_out_of_later_pages(lab: Lab) -> None:
    pages = [lab.site.on("a.example", f"/2026/11/story-{n}", page(lambda _, n=n: gazette(*NEWS[n]))) for n in range(len(NEWS))]
    lab.watch(lab.site.on("a.example", "/feed", rss(*pages[:3])))
    await lab.crawl()
    with closing(sqlite3.connect(lab.archive)) as conn, conn:
        conn.execute("update polling set learnt_at = '2020-01-01T00:00:00Z'")
    await lab.learn()
    assert [row["sample"] for row in lab.rows("select sample from furniture")] == [FOOT]
    lab.site.on("a.example", "/feed", rss(*pages))
    await lab.crawl(again=True)
    texts = [row["text"] for row in lab.rows("select text from bodies join articles on id = article_id order by id")]
    assert [FOOT in text for text in texts] == [True, True, True, False]


def gazette(title: str, sentence: str) -> str:
    text = "".join(f"<p>{sentence.format(n)}</p>" for n in ("Thirty", "Forty", "Fifty")) + f"<p>{FOOT}</p>"
    return PAGE.format(title=title, head="", text=text, foot="")
