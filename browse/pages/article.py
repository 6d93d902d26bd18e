"""The page of one article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from archive.model import ChangeKind, Reason
from archive.reader import Mark
from archive.reading import articles, urls
from archive.reading.rows import Body
from archive.revisions import Revision
from browse import diff, highlight
from browse.access import options
from browse.visit import Visit


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed from one version to the next."""

    version: Revision
    kinds: tuple[ChangeKind, ...]
    title: list[diff.Change]
    text: list[diff.Change]


async def article(datasette: Any, request: Any) -> Response:
    """Reading view, reasons, versions, copies, story, and how it came here."""
    visit = await Visit.begin(datasette, request)
    whole = await visit.read(articles.whole, int(request.url_vars["id"]))
    if whole is None:
        return visit.missing("article.missing")
    related = [whole.card, *whole.copies, *whole.story, *((whole.original,) if whole.original else ())]
    marks = await visit.marks([card.id for card in related])
    return visit.page(
        "article.html",
        whole=whole,
        card=whole.card,
        body=whole.body,
        edits=edits(whole.revisions),
        numbered=list(enumerate(whole.reasons, 1)),
        total=_total(whole.reasons),
        least=highlight.LEAST,
        idle=sorted({reason.rule for reason in whole.reasons if abs(reason.contribution) < highlight.LEAST}),
        teaser=_teaser(whole.body),
        picture=await visit.read(articles.image, whole.card.id) if options(datasette).get("pictures") else "",
        marks=marks,
        mark=marks.get(whole.card.id, Mark()),
        life=await visit.read(urls.life, whole.url_id),
    )


def edits(revisions: Sequence[Revision]) -> list[Edit]:
    """The changes from each version to the next, the latest first. One that was taken back is no base for those after it."""
    found: list[Edit] = []
    for number, new in enumerate(revisions[1:], 1):
        old = next((r for r in reversed(revisions[1:number]) if r.reverted_at is None), revisions[0])
        kinds = {change.kind for change in new.changes}
        ordered = tuple(kind for kind in ChangeKind if kind in kinds)
        if ChangeKind.WITHDRAWN in kinds:
            found.append(Edit(new, ordered, [], [diff.Change("added", new.text)] if new.text else []))
        else:
            found.append(Edit(new, ordered, diff.words(old.title, new.title), diff.words(_text(old), _text(new))))
    return found[::-1]


def _teaser(body: Body) -> str:
    """The teaser, unless the text begins with it."""
    return "" if " ".join(body.text.split()).startswith(" ".join(body.teaser.split())) else body.teaser


def _text(revision: Revision) -> str:
    return f"{revision.teaser}\n\n{revision.text}" if revision.teaser else revision.text


def _total(reasons: Sequence[Reason]) -> float:
    return sum(reason.contribution for reason in reasons)
