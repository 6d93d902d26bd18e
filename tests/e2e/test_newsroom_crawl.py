"""One crawl of the newsroom, from the feeds to the mails."""

import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from harness import Crawled

from archive.model import Outcome

GOOD_RECALL = 0.95  # of the on-topic articles of the newsroom that can be read in full
GOOD_PRECISION = 0.95


def outcomes(crawled: Crawled) -> dict[str, str]:
    with crawled.installation.reading() as conn:
        return dict(conn.execute("select url, outcome from urls where url not like 'seed:%'").fetchall())


def test_it_ends_well(crawled: Crawled) -> None:
    summary = json.loads(crawled.output)
    assert crawled.status == 0
    assert summary["failing"] == 0
    assert summary["mails"] > 0
    assert summary["run"]["candidates"] == summary["candidates"]


def test_the_summary_counts_what_was_fetched(crawled: Crawled) -> None:
    asked = Counter(outcomes(crawled).values())
    assert json.loads(crawled.output)["fetched"] == asked.total() - asked[Outcome.BLOCKED]


def test_every_candidate_has_exactly_one_outcome(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        known = Counter(dict(conn.execute("select source_id, count(*) from urls group by 1").fetchall()))
        counted = Counter[str]()
        for source_id, outcome, n in conn.execute("select source_id, outcome, urls from outcome_counts"):
            assert outcome in set(Outcome)
            counted[source_id] += n
    assert known == counted
    assert json.loads(crawled.output)["candidates"] == sum(known.values())


def test_nothing_is_left_over(crawled: Crawled) -> None:
    left = {url for url, outcome in outcomes(crawled).items() if outcome in {Outcome.PENDING, Outcome.FAILED, Outcome.UNPARSABLE}}
    assert not left


def test_a_url_is_fetched_once_however_many_channels_show_it(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        shown_twice = conn.execute(
            "select u.url from urls u join sightings s on s.url_id = u.id group by u.id having count(distinct s.channel_id) > 1"
        ).fetchall()
    assert shown_twice
    asked = Counter((hit.host, hit.path) for hit in crawled.newsroom.request_log.hits if hit.status == 200)
    for (url,) in shown_twice:
        parts = urlsplit(url)
        assert asked[(parts.hostname or "").removesuffix(".localhost"), parts.path] <= 1, url


def stored_by_article(crawled: Crawled) -> dict[str, tuple[str, bool]]:
    """Newsroom article → outcome of its own address and whether it was judged relevant."""
    with crawled.installation.reading() as conn:
        rows = conn.execute(
            "select u.url, u.outcome, coalesce(a.relevant, 0) from urls u left join articles a on a.id = u.article_id"
        ).fetchall()
    found = {url: (outcome, bool(relevant)) for url, outcome, relevant in rows}
    addresses = {a.id: crawled.newsroom.directory.article(a.id) for a in crawled.newsroom.articles}
    return {article: found[url] for article, url in addresses.items() if url in found}


def test_relevance_is_right_on_what_can_be_read(crawled: Crawled) -> None:
    found = stored_by_article(crawled)
    truth = {a.id: a.truth.relevant for a in crawled.newsroom.articles if a.access == "full" and a.id in found}
    right = sum(found[i][1] for i, relevant in truth.items() if relevant and found[i][0] != Outcome.BLOCKED)
    wanted = sum(relevant for i, relevant in truth.items() if found[i][0] != Outcome.BLOCKED)
    wrong = sum(found[i][1] for i, relevant in truth.items() if not relevant)
    assert right / wanted >= GOOD_RECALL
    assert right / (right + wrong) >= GOOD_PRECISION


def test_every_article_was_found(crawled: Crawled) -> None:
    missing = {article.id for article in crawled.newsroom.articles} - stored_by_article(crawled).keys()
    assert not missing


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ("paywalled", {Outcome.PAYWALLED}),
        ("consent-wall", {Outcome.WALLED}),
        ("soft-404", {Outcome.GONE}),
    ],
)
def test_what_cannot_be_read_is_told_apart(crawled: Crawled, access: str, expected: set[Outcome]) -> None:
    found = stored_by_article(crawled)
    got = {article.id: found[article.id][0] for article in crawled.newsroom.articles if article.access == access}
    assert got
    assert set(got.values()) <= expected | {Outcome.GATED}, got


def test_robots_txt_is_obeyed(crawled: Crawled) -> None:
    blocked = {url for url, outcome in outcomes(crawled).items() if outcome == Outcome.BLOCKED}
    assert blocked
    assert all("/premium/" in url for url in blocked)
    assert not [hit for hit in crawled.newsroom.request_log.hits if "/premium/" in hit.path]


def test_a_host_that_asks_for_a_pause_gets_it(crawled: Crawled) -> None:
    busy = [hit for hit in crawled.newsroom.request_log.hits if hit.status == 429]
    assert busy
    for hit in busy:
        later = [h.at for h in crawled.newsroom.request_log.hits if h.host == hit.host and h.at > hit.at + 0.3]
        assert min(later) >= hit.at + 1.9


def test_copies_point_to_their_original(crawled: Crawled) -> None:
    copies = [a for a in crawled.newsroom.articles if a.truth.duplicate_of and a.kind == "copy"]
    found = stored_by_article(crawled)
    assert [a for a in copies if found[a.id][0] == Outcome.DUPLICATE]


def test_umlauts_are_composed_and_latin_1_is_read(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        texts = conn.execute(
            """select b.text from bodies b join articles a on a.id = b.article_id
               where a.source_id in ('alpenblick', 'rheintal-anzeiger')"""
        ).fetchall()
    everything = " ".join(text for (text,) in texts)
    assert "für" in everything
    assert "\u0308" not in everything
    assert "\ufffd" not in everything


def test_each_recipient_is_mailed_each_article_once(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        waiting = conn.execute("select count(*) from waiting_alerts").fetchone()[0]
        told = conn.execute(
            "select q.recipient, article_id, count(*) from alerts join queues q on q.id = queue_id group by 1, 2, revision"
        ).fetchall()
    assert waiting == 0
    assert all(n == 1 for *_, n in told)
    message_ids = Counter(mail.header("Message-ID") for mail in crawled.mailbox.messages())
    assert message_ids
    assert set(message_ids.values()) == {1}


def test_why_of_a_url_never_seen(crawled: Crawled) -> None:
    done = crawled.installation.run("why", "http://example.org/never")
    assert done.returncode == 1
    assert "never seen" in done.stderr


def test_why_tells_the_life_of_a_url(crawled: Crawled) -> None:
    url = next(url for url, outcome in outcomes(crawled).items() if outcome == Outcome.STORED)
    told = json.loads(crawled.installation.run("why", url).stdout)
    assert told["outcome"] == "stored"
    assert told["sightings"]
    assert [event["outcome"] for event in told["events"]][-1] == "stored"


def test_a_second_crawl_finds_nothing_new(crawled: Crawled) -> None:
    before = outcomes(crawled)
    mails = len(crawled.mailbox.messages())
    done = crawled.installation.run("crawl", "--all", "--json")
    assert done.returncode == 0, done.stderr
    assert outcomes(crawled) == before
    assert len(crawled.mailbox.messages()) == mails
    run = json.loads(done.stdout)["run"]
    assert (run["candidates"], run["relevant"], run["mails"]) == (0, 0, 0)
    assert "This run: 0 new addresses" in done.stderr


def test_an_article_in_several_pages_is_joined(crawled: Crawled) -> None:
    paged = next(a for a in crawled.newsroom.articles if a.pages > 1)
    url = crawled.newsroom.directory.article(paged.id)
    with crawled.installation.reading() as conn:
        text, pages = conn.execute(
            """select b.text, p.pages from articles a join bodies b on b.article_id = a.id
               join presentations p on p.article_id = a.id where a.url = ?""",
            (url,),
        ).fetchone()
    assert pages == paged.pages
    last_sentence = paged.body.strip().rsplit("\n", 1)[-1][-40:]
    assert last_sentence in text
    path = urlsplit(url or "").path
    asked = [hit.path for hit in crawled.newsroom.request_log.hits if hit.path.startswith(path)]
    assert asked == [path, *(f"{path}/{n}" for n in range(2, paged.pages + 1))]


def test_a_page_on_the_web_is_read_as_the_crawler_reads_it(crawled: Crawled) -> None:
    article = next(a for a in crawled.newsroom.articles if a.access == "full" and a.truth.relevant)
    address = crawled.newsroom.directory.article(article.id)
    done = crawled.installation.run("extract", address, "http://nowhere.invalid/x")
    assert done.returncode == 1
    assert "nowhere.invalid" in done.stderr
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["id"], found["title"]) == (address, article.title)
