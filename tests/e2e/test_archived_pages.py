"""After a crawl: each article that belongs has its raw page, and the commands print it."""

import json

from harness import Crawled


def test_every_article_that_belongs_has_its_page(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        without = conn.execute(
            """select url from articles where relevant and source_id <> 'seed' and url not like 'seed:%'
                 and id not in (select article_id from captures)"""
        ).fetchall()
        kept = conn.execute("select count(*) from captures").fetchone()[0]
    assert not without
    assert kept


def test_it_is_printed_as_the_outlet_sent_it(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        url, title = conn.execute("select a.url, a.title from articles a join captures c on c.article_id = a.id").fetchone()
    done = crawled.installation.run("page", url, "--headers")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("HTTP/1.1 200\n")
    assert title.split()[0] in done.stdout
    listed = crawled.installation.run("page", url, "--list")
    assert json.loads(listed.stdout)["version"] == 1


def test_an_address_without_a_page_is_told(crawled: Crawled) -> None:
    done = crawled.installation.run("page", "https://nobody.example/")
    assert (done.returncode, "no page is kept" in done.stderr) == (1, True)


def test_the_index_for_other_tools_is_sorted(crawled: Crawled) -> None:
    lines = crawled.installation.run("cdxj").stdout.splitlines()
    assert lines == sorted(lines)
    assert json.loads(lines[0].split(" ", 2)[2])["filename"].endswith(".warc.gz")
