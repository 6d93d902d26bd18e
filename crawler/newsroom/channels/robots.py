"""robots.txt (RFC 9309)."""

from crawler.newsroom.model import Robots


def robots_txt(robots: Robots, home: str) -> str:
    """Write the rules; "Disallow:" with nothing behind it allows everything."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in robots.disallow] or ["Disallow:"]
    if robots.crawl_delay:
        lines.append(f"Crawl-delay: {robots.crawl_delay:g}")
    if robots.sitemap:
        lines += ["", f"Sitemap: {home}sitemap.xml"]
    return "\n".join(lines) + "\n"
