"""Small answers in every format, shared by the discovery tests."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://www.example.com/feeds/all.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
<title>Example &amp;amp; Co</title><link>https://www.example.com/</link>
<atom:link rel="hub" href="https://hub.example.com/"/><atom:link rel="self" href="https://www.example.com/feeds/all.xml"/>
<ttl>20</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<skipHours><hour>2</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<item><title>One &amp;amp; &lt;b&gt;two&lt;/b&gt;</title><link>https://www.example.com/one?utm_source=rss</link>
<pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate><description>&lt;p&gt;Lead &amp;amp; more&lt;/p&gt;</description></item>
<item><title>Two</title><link>/two</link><dc:date>2026-11-20T11:00:00Z</dc:date></item>
<item><title>Three</title><link>http://feeds.example.org/~r/3</link>
<feedburner:origLink>https://www.example.com/three</feedburner:origLink></item>
<item><title>Four</title><guid>https://www.example.com/four</guid></item>
</channel></rss>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://e.com/"><title>Plain</title></channel>
<item rdf:about="https://e.com/1"><title>First</title><link>https://e.com/1</link><dc:date>2026-11-20T10:00:00+01:00</dc:date></item>
</rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atomic</title><link rel="next" href="?page=2"/>
<entry><title type="html">A &amp;amp; B</title><link rel="alternate" type="text/html" href="/a"/><id>urn:1</id>
<published>2026-11-19T08:00:00Z</published><updated>2026-11-20T08:00:00Z</updated><summary>Short</summary></entry>
<entry><title>C</title><link rel="enclosure" href="https://www.example.com/c.mp3"/><id>https://www.example.com/c</id>
<updated>2026-11-20T09:00:00+01:00</updated></entry></feed>"""

JSONFEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Jay", "next_url": "/feed.json?p=2",
 "hubs": [{"type": "WebSub", "url": "https://hub.example.com/"}],
 "items": [{"id": "1", "url": "https://www.example.com/j1", "title": "One", "date_published": "2026-11-20T10:00:00+01:00",
            "date_modified": "2026-11-20T12:00:00Z", "summary": "Short"},
           {"id": "https://www.example.com/j2", "title": "Two"}, {"id": 3, "title": "No link"}]}"""

NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.example.com/old</loc><lastmod>2026-11-01</lastmod></url>
<url><loc>https://www.example.com/undated?a=1&b=2</loc></url>
<url><loc>https://www.example.com/new</loc><image:image><image:loc>https://www.example.com/i.jpg</image:loc></image:image>
<news:news><news:publication><news:name>Example</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-20T10:00:00Z</news:publication_date><news:title>Newest &amp; best</news:title></news:news></url>
</urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.example.com/s1.xml.gz</loc><lastmod>2026-10-01</lastmod></sitemap>
<sitemap><loc>/s2.xml</loc><lastmod>2026-11-20T00:00:00+00:00</lastmod></sitemap></sitemapindex>"""
