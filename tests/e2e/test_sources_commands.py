"""`presswatch sources …` on a crawled archive."""

from harness import Crawled


def test_why_explains_each_channel_of_a_source(crawled: Crawled) -> None:
    with crawled.installation.reading() as conn:
        source_id, url = conn.execute("select source_id, url from channels where enabled and last_ok_at is not null").fetchone()
    done = crawled.installation.run("sources", "why", source_id)
    assert done.returncode == 0, done.stderr
    assert url in done.stdout
    assert "next poll" in done.stdout
    assert "entries and brings" in done.stdout


def test_why_knows_no_stranger(crawled: Crawled) -> None:
    done = crawled.installation.run("sources", "why", "nobody")
    assert done.returncode == 2
    assert "presswatch sources list" in done.stderr
