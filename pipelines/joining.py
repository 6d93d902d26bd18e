"""An article that stands on several pages, as one. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from archive.model import Extract
from pipelines.furniture import fold
from pipelines.structure import PARAGRAPH


def join(first: Extract, others: Sequence[Extract]) -> Extract:
    """`first` with the texts of the pages after it; what they repeat (teaser, table of contents, headline) once."""
    lines, letters = first.text.split("\n"), list(first.structure)
    seen = {fold(line) for line in (*lines, first.title, first.teaser)}
    for page in others:
        for line, kind in zip(page.text.split("\n"), page.structure.ljust(page.text.count("\n") + 1, PARAGRAPH), strict=False):
            if fold(line) and fold(line) not in seen:
                lines.append(line)
                letters.append(kind)
                seen.add(fold(line))
    links = {link.url: link for extract in (first, *others) for link in extract.links}
    captions = dict.fromkeys(caption for extract in (first, *others) for caption in extract.captions)
    return replace(
        first,
        text="\n".join(lines),
        structure="".join(letters),
        links=tuple(links.values()),
        captions=tuple(captions),
        entries=tuple(entry for extract in (first, *others) for entry in extract.entries),
        next_url=others[-1].next_url if others else first.next_url,
        pages=1 + len(others),
    )
