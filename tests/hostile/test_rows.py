"""Hostile and broken servers, all at once on one crawl: each has a counted outcome, and the good host does not notice.

The numbers are the rows of the list of hostile inputs that the project keeps.
"""

import asyncio
import gzip
import resource
import zlib

import pytest
from hostile_site import ARTICLE, Answer, Asked, Lab, Site, article, raw, rss, status

MB = 2**20
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"
BOMB = gzip.compress(b"\0" * (64 * MB), 9)
REDIRECTS = {
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.1/",
    "cgnat": "http://100.64.0.1/",
    "mapped": "http://[::ffff:10.0.0.1]/",
    "nat64": "http://[64:ff9b::a00:1]/",
    "sixtofour": "http://[2002:a00:1::]/",
    "decimal": "http://167772161/",
    "any": "http://0.0.0.0/",
}

DECIMAL = {"decimal": ["failed"]}  # aiohttp itself takes such a host for an error


def packed(body: bytes, encoding: str = "gzip") -> Answer:
    return status(200, body, Content_Encoding=encoding)


async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(OK_HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


async def reset(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


WHOLE = ARTICLE.format(title="Microsoft and its MAI-1", head="").encode()
PAGES: dict[str, tuple[Answer, set[str]]] = {
    "01-gzip-bomb": (packed(BOMB), {"refused"}),
    "01-deflate-bomb": (packed(zlib.compress(b"\0" * (64 * MB), 9), "deflate"), {"refused"}),
    "02-double-gzip": (packed(gzip.compress(BOMB, 9), "gzip, gzip"), {"refused"}),
    "03-content-length-10-gb": (raw(OK_HEAD + b"Content-Length: 10000000000\r\n\r\n"), {"refused"}),
    "04-endless-chunks": (raw(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", forever=CHUNK), {"refused"}),
    "05-endless-headers": (raw(b"HTTP/1.1 200 OK\r\n", forever=b"X-A: " + b"a" * 1000 + b"\r\n"), {"refused", "failed"}),
    "06-many-headers": (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200_000 + b"\r\n"), {"refused", "failed"}),
    "07-cookies": (raw(OK_HEAD + b"Set-Cookie: a=" + b"b" * (8 * MB) + b"\r\n\r\n"), {"refused", "failed"}),
    "08-slow-drip": (drip, {"failed"}),
    "09-redirect-loop": (status(302, Location="/2026/11/page"), {"refused"}),
    "11-redirect-file": (status(302, Location="file:///etc/passwd"), {"refused", "failed"}),
    "11-redirect-javascript": (status(302, Location="javascript:alert(1)"), {"refused", "failed"}),
    "30-truncated-gzip": (raw(OK_HEAD + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(WHOLE)[:200]),
                          {"duplicate", "stored", "paywalled", "unparsable", "gated"}),
    "31-short-body": (raw(OK_HEAD + b"Content-Length: 5000\r\n\r\n<html>short"), {"failed"}),
    "31-reset": (reset, {"failed"}),
    "31-bad-chunk": (raw(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n"), {"failed"}),
    "32-pdf-as-text": (status(200, b"%PDF-1.7 Microsoft OpenAI MAI-1 " + bytes(range(256)) * 20), {"unsupported", "unparsable"}),
    "28-wrong-charset": (
        status(200, WHOLE.replace(b"Redmond", "Zürich".encode("latin-1")), "text/html; charset=utf-8"),
        {"stored", "duplicate"},
    ),
    "25-a-tag-of-1-mb": (status(200, WHOLE.replace(b"<article>", b"<article " + b"a=b " * 250_000 + b">")),
                         {"unparsable", "stored", "failed", "off-topic", "duplicate", "paywalled"}),
    **{f"10-redirect-{name}": (status(302, Location=to), {"refused", *DECIMAL.get(name, ())}) for name, to in REDIRECTS.items()},
}  # fmt: skip
ODD_TITLES = ("one before", "a half &#xD800; emoji", "NUL &#0; and \x00 itself", "one behind")
RSS = '<rss version="2.0"><channel><title>F</title>{}</channel></rss>'
ITEM = "<item><title>{title}</title><link>{link}</link></item>"


def items(*pairs: tuple[str, str]) -> str:
    return RSS.format("".join(ITEM.format(title=title, link=link) for link, title in pairs))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "{}"><!ENTITY c "{}"><!ENTITY d "{}"><!ENTITY e "{}">]>'.format(
    *("".join(f"&{name};" for _ in range(50)) for name in "abcd")
)
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://nowhere.example/&e;</loc></url></urlset>'


def growing(site: Site) -> Answer:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        locs = ""
        for n in range(50):
            path = f"{asked.path}{n}"
            site.on(asked.host, path, answer)
            locs += f"<sitemap><loc>http://{asked.host}{path}</loc></sitemap>"
        body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</sitemapindex>'
        await status(200, body.encode(), "application/xml")(asked, writer)

    return answer


def channels(site: Site) -> dict[str, tuple[Answer, str]]:
    many = items(*((f"javascript:{n}", f"Title {n}") for n in range(100_000)))
    million = b"<rss><channel>" + b"<item><link>http://m.example/1</link></item>" * 400_000
    return {
        "17-sitemap-that-grows": (growing(site), "sitemap"),
        "18-sitemap-entities": (status(200, (LAUGHS + MAP).encode(), "application/xml"), "sitemap"),
        "19-xml-gz-bomb": (status(200, BOMB, "application/x-gzip"), "sitemap"),
        "20-feed-entities": (status(200, (LAUGHS + items(("http://nowhere.example/1", "&e;"))).encode(), "text/xml"), "rss"),
        "20-feed-xxe": (status(200, (XXE + items(("javascript:1", "&a;"))).encode(), "text/xml"), "rss"),
        "21-feed-of-100000": (status(200, many.encode(), "text/xml"), "rss"),
        "22-feed-of-a-million": (status(200, million, "text/xml"), "rss"),
        "23-surrogate-reference": (
            status(200, items(*((f"http://r23.example/{n}", t) for n, t in enumerate(ODD_TITLES))).encode(), "text/xml"),
            "rss",
        ),
        "24-raw-surrogates": (
            status(
                200,
                items(("http://r24.example/1", "before\ue000after")).encode().replace(b"\xee\x80\x80", b"\xed\xa0\x80"),
                "text/xml",
            ),
            "rss",
        ),
        "27-lone-surrogate": (
            status(
                200,
                b'{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "url": '
                b'"http://r27.example/1", "title": "half an emoji \\ud83d, all the same"}]}',
                "application/feed+json",
            ),
            "jsonfeed",
        ),
        "29-truncated-feed": (
            status(200, items(*((f"http://r29.example/{n}", f"Title {n}") for n in range(50))).encode()[:3000], "text/xml"),
            "rss",
        ),
        "25-attribute-bomb": (status(200, b"<rss " + b'a="b" ' * 180_000 + b"><channel/></rss>", "text/xml"), "rss"),
        "44-links-of-other-schemes": (
            status(
                200,
                items(("javascript:alert(1)", "J"), ("data:text/html,x", "D"), ("file:///etc/passwd", "P")).encode(),
                "text/xml",
            ),
            "rss",
        ),
    }


@pytest.fixture(scope="module")
def hit(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """One crawl of everything."""
    lab = Lab(Site(), tmp_path_factory.mktemp("hit"), read_seconds=8.0)
    asyncio.run(crawl(lab))
    return lab


async def crawl(lab: Lab) -> None:
    server = await asyncio.start_server(lab.site.serve, "127.0.0.1", 0, limit=2**20)
    lab.site.port = server.sockets[0].getsockname()[1]
    prepare(lab, lab.site)
    lab.fetch["timeout"] = 3.0  # what is tested
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await lab.crawl()
    lab.grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    server.close()


def prepare(lab: Lab, site: Site) -> None:
    links = [site.on(f"r{name}.example", "/2026/11/page", answer) for name, (answer, _) in PAGES.items()]
    robots = ("14-robots-503", "15-robots-slow", "16-robots-50-mb")
    links += [site.on(f"r{name}.example", "/2026/11/page", article(f"Microsoft, OpenAI and {name}")) for name in robots]
    site.on("r14-robots-503.example", "/robots.txt", status(503))
    site.on("r15-robots-slow.example", "/robots.txt", drip)
    rules = b"User-agent: *\nDisallow: /2026/\n" + b"# padding\n" * (5 * MB)
    site.on("r16-robots-50-mb.example", "/robots.txt", status(200, rules, "text/plain"))
    refresh = article("Microsoft: MAI-1", '<meta http-equiv="refresh" content="0; url=http://r13-victim.example/secret">')
    links.append(site.on("r13-meta-refresh.example", "/2026/11/page", refresh))
    lab.watch(site.on("feeds.example", "/feed", rss(*links)))
    lab.watch("file:///etc/passwd")
    for name, (answer, kind) in channels(site).items():
        lab.watch(site.on(f"r{name}.example", "/channel", answer), kind)
    good = [site.on("good.example", f"/2026/11/page-{n}", article(f"Microsoft, OpenAI and MAI-1: part {n}")) for n in range(5)]
    lab.watch(site.on("good.example", "/feed", rss(*good)))


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_has_a_counted_outcome(hit: Lab, name: str) -> None:
    outcome, reason = hit.outcome(f"http://r{name}.example/2026/11/page")
    assert outcome in PAGES[name][1], reason


def test_a_truncated_gzip_is_asked_for_again(hit: Lab) -> None:
    assert hit.site.hits("r30-truncated-gzip.example")["/2026/11/page"] == 2
    events = hit.rows("select e.reason from events e join urls u on u.id = e.url_id where u.url like '%r30-%' order by e.id")
    assert events[0]["reason"] == "cut short on its way"


@pytest.mark.parametrize("name", ["14-robots-503", "15-robots-slow"])
def test_without_robots_txt_nothing_is_fetched(hit: Lab, name: str) -> None:
    assert hit.outcome(f"http://r{name}.example/2026/11/page")[0] == "failed"
    assert hit.site.hits(f"r{name}.example")["/2026/11/page"] == 0


def test_the_first_half_megabyte_of_a_huge_robots_txt_counts(hit: Lab) -> None:
    assert hit.outcome("http://r16-robots-50-mb.example/2026/11/page")[0] == "blocked"


def test_meta_refresh_is_not_followed(hit: Lab) -> None:
    assert not hit.site.hits("r13-victim.example")


def test_a_growing_sitemap_index_ends(hit: Lab) -> None:
    assert sum(hit.site.hits("r17-sitemap-that-grows.example").values()) <= 25


@pytest.mark.parametrize("name", ["18-sitemap-entities", "20-feed-entities", "20-feed-xxe"])
def test_entities_are_not_expanded(hit: Lab, name: str) -> None:
    titles = hit.rows("select s.title from sightings s join channels c on c.id = s.channel_id where c.url like ?", f"%{name}%")
    assert all(len(row["title"]) < 2000 and "root:" not in row["title"] for row in titles)


@pytest.mark.parametrize("name", ["19-xml-gz-bomb", "22-feed-of-a-million"])
def test_what_is_too_large_is_an_error_that_is_seen(hit: Lab, name: str) -> None:
    channel = hit.channel(f"http://r{name}.example/channel")
    assert channel["error_streak"] == 1
    assert channel["last_error"]


@pytest.mark.parametrize(("host", "fewest"), [("r23", 4), ("r24", 1), ("r27", 1), ("r29", 20)])
def test_odd_characters_and_a_cut_cost_no_other_entry(hit: Lab, host: str, fewest: int) -> None:
    rows = hit.rows(
        "select s.title from sightings s join urls u on u.id = s.url_id where u.url like ?", f"http://{host}.example/%"
    )
    assert len(rows) >= fewest
    assert not [row["title"] for row in rows if not row["title"].isprintable()]


def test_a_wrong_charset_is_recovered_and_noted(hit: Lab) -> None:
    (row,) = hit.rows(
        """select b.encoding, b.notes, b.text from urls u join articles a on a.id = u.article_id
           join bodies b on b.article_id = a.id where u.url like '%r28-%'"""
    )
    assert "Zürich" in row["text"]
    assert "utf-8" in row["notes"].lower()


def test_a_file_is_no_channel(hit: Lab) -> None:
    channel = hit.channel("file:///etc/passwd")
    assert channel["error_streak"] == 1
    assert not hit.rows("select 1 from sightings where channel_id = ?", channel["id"])


def test_every_channel_was_polled_once(hit: Lab) -> None:
    assert {row["polls"] for row in hit.rows("select polls from channels")} == {1}


def test_only_web_addresses_become_candidates(hit: Lab) -> None:
    assert not hit.rows("select url from urls where url not like 'http%' and url not like 'seed:%'")


def test_nothing_is_left_over(hit: Lab) -> None:
    pending = [row["url"] for row in hit.rows("select url from urls where outcome = 'pending'")]
    assert not pending


def test_the_good_host_is_served_whole(hit: Lab) -> None:
    rows = hit.rows("select outcome from urls where url like 'http://good.example/%'")
    assert len(rows) == 5
    assert {row["outcome"] for row in rows} <= {"stored", "duplicate"}


def test_time_and_memory_are_bounded(hit: Lab) -> None:
    assert hit.seconds < 120
    assert hit.grown_mb < 500  # of this process, which is the server too; one bomb alone took 1.1 GB
