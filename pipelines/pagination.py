"""Articles in several pages: which address is the next page. Only that of the same address with the next number counts.

`rel=next` alone does not say it: many systems give it to the next article (https://html.spec.whatwg.org/#link-type-next).
"""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.links import absolute_link, registrable_domain

MOST_PAGES = 10  # of one article; galleries of a hundred pictures are no texts
_QUERY = re.compile(r"(?:^|&)(?:page|paged|p|pg|pag|pagina|seite)=(\d{1,2})(?=&|$)", re.IGNORECASE)
_PATH = re.compile(
    r"(?:/(?:page|pagina|pag|seite|p)[/-]?|[/,_-](?:(?:page|pagina|seite|p)[_-]?)?)(\d{1,2})(?=(?:\.[a-z]{3,5})?/?$)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:next(?: page)?|continue|nächste(?: seite)?|weiter(?:lesen)?|siguiente(?: página)?|página siguiente)\W*$",
    re.IGNORECASE,
)


def next_page(tree: HtmlElement, url: str) -> str:
    """The address of the article's next page, or ""."""
    here, number = numbered(url)
    for element in tree.iter("link", "a") if url else ():
        if not _offers(element, number + 1):
            continue
        address = absolute_link((element.get("href") or "").split("#")[0], url)
        if address and registrable_domain(address) == registrable_domain(url) and numbered(address) == (here, number + 1):
            return address
    return ""


def _offers(element: HtmlElement, number: int) -> bool:
    """Whether a link says that it leads on: by its relation, or by a number or a word and nothing else."""
    if "next" in (element.get("rel") or "").lower().split():
        return True
    text = "" if element.tag == "link" else element.text_content().strip()
    return text == str(number) or bool(len(text) < 30 and _NEXT.match(text))  # noqa: PLR2004 -- a button


def numbered(url: str) -> tuple[str, int]:
    """The address without the number of its page, and that number: 1 where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, 1
    number, path, query = 1, parts.path, parts.query
    if match := _QUERY.search(query):
        number, query = int(match[1]), (query[: match.start()] + query[match.end() :]).strip("&")
    elif match := _PATH.search(path):
        number, path = int(match[1]), path[: match.start()] + path[match.end() :]
    if not 1 <= number <= MOST_PAGES:  # a year, a day, the number of an article
        return url, 1
    return f"{parts.hostname}{path.rstrip('/')}?{query}", number
