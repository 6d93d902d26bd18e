"""What a page's `<head>` says: meta elements by name, links by relation, the title element."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

_NAMES = ("property", "name", "itemprop", "http-equiv")
_LIMIT = 20_000  # characters of one value


@dataclass(frozen=True, slots=True)
class Head:
    """Meta values by lower-case name in page order, the title element's text, `rel` links and the page's language."""

    metas: Mapping[str, tuple[str, ...]]
    title: str
    canonical: str
    base: str
    language: str

    def first(self, *names: str) -> str:
        """The first value of the first of `names` that has one."""
        return next((values[0] for name in names if (values := self.metas.get(name))), "")

    def all(self, *names: str) -> tuple[str, ...]:
        """All values of all `names`, in order, without repeats."""
        return tuple(dict.fromkeys(value for name in names for value in self.metas.get(name, ())))


def read_head(tree: HtmlElement) -> Head:
    """Read the meta data of a page; `<meta>` elements count wherever they stand, broken pages put them in the body."""
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = (element.get("content") or "").strip()[:_LIMIT]
        for attribute in _NAMES:
            name = element.get(attribute)
            if name and value:
                metas.setdefault(name.strip().lower(), []).append(value)
    title = next((t.text_content() for t in tree.iter("title") if t.getparent().tag != "svg"), "")
    base = next((b.get("href") or "" for b in tree.iter("base")), "")
    return Head({name: tuple(values) for name, values in metas.items()}, title, _canonical(tree), base, tree.get("lang") or "")


def _canonical(tree: HtmlElement) -> str:
    return next((link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), "")
