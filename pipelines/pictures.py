"""The lead image with its size in pixels and its caption, as JSON-LD, the meta elements and the page's own figure give them."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.model import Picture
from pipelines.jsonld import LinkedArticle
from pipelines.links import absolute_link
from pipelines.pagehead import Head
from pipelines.scrub import one_line

_LARGEST = 100_000  # pixels: more is no width
_CAPTION = 400  # characters
_SIZE_IN_NAME = re.compile(r"[-_]?\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)")


def read_picture(tree: HtmlElement, head: Head, linked: LinkedArticle, home: str) -> tuple[Picture | None, str]:
    """The picture and where its address came from; None without one. Sizes the page does not give are 0."""
    candidates = (("meta", head.first("og:image", "twitter:image", "twitter:image:src")), ("json-ld", linked.image))
    url, origin = next(((found, origin) for origin, raw in candidates if (found := absolute_link(one_line(raw), home))), ("", ""))
    if not url:
        return None, ""
    shown = _shown(tree, url)
    of_data = linked.image and _name(linked.image) == _name(url)
    width, height = _size(head.first("og:image:width"), head.first("og:image:height")) if origin == "meta" else (0, 0)
    if not width and of_data:
        width, height = _size(linked.image_width, linked.image_height)
    if not width and shown is not None:
        width, height = _size(shown.get("width") or "", shown.get("height") or "")
    caption = (_caption(shown) if shown is not None else "") or (one_line(linked.image_caption) if of_data else "")
    return Picture(url, width, height, caption[:_CAPTION]), origin


def _shown(tree: HtmlElement, url: str) -> HtmlElement | None:
    """The page's own `<img>` of that picture, whatever its size: known by the name of its file."""
    name = _name(url)
    for image in tree.iter("img") if name else ():
        places = (image.get("src") or "", image.get("data-src") or "", (image.get("srcset") or "").split(" ")[0])
        if any(_name(place) == name for place in places if place):
            return image
    return None


def _name(url: str) -> str:
    """The last part of an address without the size that many systems put into it."""
    try:
        return _SIZE_IN_NAME.sub("", urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    except ValueError:
        return ""


def _size(width: str, height: str) -> tuple[int, int]:
    numbers = [re.fullmatch(r"\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*", str(text)) for text in (width, height)]
    if not all(numbers):
        return 0, 0
    w, h = (int(number[1]) for number in numbers if number)
    return (w, h) if 0 < w < _LARGEST and 0 < h < _LARGEST else (0, 0)


def _caption(image: HtmlElement) -> str:
    """What stands in the figure around an image."""
    figure = next(image.iterancestors("figure"), None)
    found = next(figure.iter("figcaption"), None) if figure is not None else None
    return one_line(found.text_content()) if found is not None else ""
