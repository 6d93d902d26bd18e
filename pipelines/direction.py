"""Of two copies: which one is the original, and what the other makes of it. Pure.

What decides, in this order: an article outranks its own AMP page or print view; a full text outranks the stub that was seen of
it; an agency outranks those it serves; then the earlier publication, and where dates are vague what was seen first.
"""

import re
from urllib.parse import urlsplit

from archive.model import Access, CopyKind, Precision
from archive.shingles import NewText, StoredText
from pipelines.overlap import Overlap
from pipelines.words import words

AGENCY = "agency"  # kind of an outlet in the catalogue
FULLER = 1.3  # times as long: a full text beside its stub
CUT = 0.7  # of the original's length: a copy that leaves out a third is a cut
_TO_THE_MINUTE = {Precision.SECOND, Precision.MINUTE}
_PARTIAL = {Access.PAYWALLED, Access.TEASER, Access.CONSENT, Access.LOGIN}
# AMP by the conventions of its documentation (host, path segment, ending, parameter); print views as common systems have them.
_VIEWS = "amp|print|printview|druckversion|druckansicht|drucken|imprimir"
_VIEW_HOST = re.compile(r"^(?:amp|print|m)\.")
_VIEW_PATH = re.compile(rf"(?:^|[/.-])(?:{_VIEWS})(?:\.html?|\.php)?(?:/|$)", re.IGNORECASE)
_VIEW_QUERY = re.compile(r"(?:^|&)(?:amp|print|printview|(?:outputtype|view|format)=(?:amp|print))(?:=|&|$)", re.IGNORECASE)


def is_view(url: str) -> bool:
    """Whether an address is that of an AMP page, a mobile page or a print view."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_VIEW_HOST.match(parts.hostname or "") or _VIEW_PATH.search(parts.path) or _VIEW_QUERY.search(parts.query))


def is_stub(access: Access) -> bool:
    """Whether only a part of an article could be read."""
    return access in _PARTIAL


def is_original(new: NewText, stored: StoredText, overlap: Overlap | None = None) -> bool:
    """Whether a new article is the original of a stored one, of whose text it shares `overlap`."""
    if new.source_id == stored.source_id and is_view(new.url) is not is_view(stored.url):
        return is_view(stored.url)
    partial, stored_partial = is_stub(new.access), is_stub(stored.access)
    if overlap is not None and partial is not stored_partial:
        longer, shorter = (overlap.other_share, overlap.share) if stored_partial else (overlap.share, overlap.other_share)
        if longer >= shorter * FULLER:
            return stored_partial
    return came_first(new, stored)


def came_first(new: NewText, stored: StoredText) -> bool:
    """Whether a new article was published before one we already have. An agency was first; in doubt, what we saw first."""
    if (new.outlet_kind == AGENCY) is not (stored.outlet_kind == AGENCY):
        return new.outlet_kind == AGENCY
    precisions = {new.published_precision, stored.published_precision}
    if precisions <= _TO_THE_MINUTE:
        return new.published_at < stored.published_at
    if Precision.FIRST_SEEN in precisions:
        return False
    return new.published_at.date() < stored.published_at.date()


def wire(new: NewText, stored: StoredText) -> str:
    """The wire service that two copies go back to: the one that sent it, or that either credits; "" when none is known."""
    sent = next((text.outlet for text in (stored, new) if text.outlet_kind == AGENCY), "")
    return sent or stored.agency or new.agency


def kind_of(copy: NewText | StoredText, original: NewText | StoredText, agency: str, cut: bool) -> CopyKind:
    """What a copy makes of its original. `cut`: it leaves much out."""
    if copy.source_id == original.source_id:
        if is_view(copy.url):
            return CopyKind.VIEW
        return CopyKind.MOVED if words(copy.title) == words(original.title) else CopyKind.HEADLINE
    if agency:
        return CopyKind.AGENCY
    return CopyKind.CUT if cut else CopyKind.COPY
