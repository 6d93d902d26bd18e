"""Which stored article a new one repeats, which was there first, and what a roundup holds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.articles import Twin
from archive.model import Duplicate
from archive.shingles import NewText, StoredText
from pipelines.direction import CUT, is_original, is_stub, is_view, kind_of, wire
from pipelines.overlap import HEAD, PASSAGE, REACH, Kin, Overlap

EXPANDED = 0.5  # an article that another fills by half is that report with additions, and tells its story
SIDE_BY_SIDE = 1.05  # a little above 1, for the shingles that run over a seam
_WORD_FOR_WORD = 0.999


@dataclass(frozen=True, slots=True)
class Match:
    """A stored text that shares much with the new one; `kin` says what the new one is to it."""

    stored: StoredText
    kin: Kin
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Passage:
    """An article whose text (`share` of it, 0 to 1) stands in another that is no copy of it and that it fills `fills` of."""

    article_id: int
    share: float
    fills: float


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What to do about a new article; all of it is decided before any of it is done."""

    duplicate: Duplicate | None = None  # the original that the new article repeats
    takes_over: tuple[Duplicate, ...] = ()  # stored originals that turn out to repeat the new article; each with the reason
    contains: tuple[Passage, ...] = ()
    part_of: tuple[Passage, ...] = ()

    @property
    def is_roundup(self) -> bool:
        """It holds others' texts, and most of it is something else: it stands for itself and must not link two stories."""
        return self.duplicate is None and bool(self.contains) and all(held.fills < EXPANDED for held in self.contains)


def same_address(twins: Sequence[Twin]) -> Duplicate | None:
    """The stored article of which the new page is another address: nothing to store."""
    found = next((twin for twin in twins if twin.same_url), None)
    return Duplicate(found.article_id, f"same article as {found.url} (canonical address)") if found else None


def plan(new: NewText, matches: Sequence[Match], originals: Mapping[int, StoredText]) -> CopyPlan:
    """Decide about a new article. `originals` are the roots of the matches; the earliest of a group represents it."""
    matches = settle([_complete(new, match) for match in matches])
    copies = sorted((m for m in matches if m.kin is Kin.COPY), key=lambda m: -_closeness(m))
    contains = [Passage(m.stored.root_id, m.overlap.other_share, m.overlap.share) for m in matches if m.kin is Kin.CONTAINS]
    part_of = [Passage(m.stored.root_id, m.overlap.share, m.overlap.other_share) for m in matches if m.kin is Kin.PART]
    if not copies:
        return CopyPlan(None, (), _once(contains), _once(part_of))
    best = copies[0]
    original = originals[best.stored.root_id]
    if _leads(new, best, originals):
        late = {m.stored.root_id: m for m in reversed(copies) if _leads(new, m, originals)}
        taken = tuple(_taken_over(new, originals[root], m) for root, m in sorted(late.items()))
        return CopyPlan(None, taken, _once(contains), _once(part_of))
    return CopyPlan(_repeats(new, original, best), (), _once(contains), ())


def _complete(new: NewText, match: Match) -> Match:
    """A full text whose beginning was stored as a stub (a paywall, a teaser) is that article, not a roundup that holds it."""
    begins = match.overlap.head >= HEAD and match.overlap.other_reach >= REACH
    if match.kin is Kin.CONTAINS and is_stub(match.stored.access) and not is_stub(new.access) and begins:
        return replace(match, kin=Kin.COPY)
    return match


def _leads(new: NewText, match: Match, originals: Mapping[int, StoredText]) -> bool:
    """Whether the new article is the original of the group that a match belongs to."""
    root = originals[match.stored.root_id]
    return is_original(new, root, match.overlap if match.stored.article_id == root.article_id else None)


def _repeats(new: NewText, original: StoredText, match: Match) -> Duplicate:
    agency = wire(new, original)
    kind = kind_of(new, original, agency, cut=match.overlap.other_share < CUT * match.overlap.share)
    return Duplicate(original.article_id, _why(new, original, match), kind, agency)


def _taken_over(new: NewText, stored: StoredText, match: Match) -> Duplicate:
    agency = wire(new, stored)
    kind = kind_of(stored, new, agency, cut=match.overlap.share < CUT * match.overlap.other_share)
    return Duplicate(stored.article_id, _why_taken_over(new, stored, match), kind, agency)


def settle(matches: Sequence[Match]) -> list[Match]:
    """The matches, with copies turned into passages where the new text holds two originals side by side: that is a roundup.

    Two stored texts that overlap each other cover the same part of the new one, so that their shares of it add up to more than 1.
    """
    holding = [m for m in matches if m.kin in {Kin.COPY, Kin.CONTAINS} and m.overlap.other_share >= PASSAGE]
    roundup = any(
        a.stored.root_id != b.stored.root_id and a.overlap.share + b.overlap.share <= SIDE_BY_SIDE
        for at, a in enumerate(holding)
        for b in holding[:at]
    )
    if not roundup:
        return list(matches)
    return [replace(m, kin=Kin.CONTAINS) if m in holding else m for m in matches]


def _closeness(match: Match) -> float:
    return match.overlap.share + match.overlap.other_share


def _once(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple({passage.article_id: passage for passage in passages}.values())


def _why(new: NewText, original: StoredText, match: Match) -> str:
    return f"{_how_much(match)} {original.url} ({original.outlet}{_gap(original.published_at, new)}){_credit(new, original)}"


def _how_much(match: Match) -> str:
    if min(match.overlap.share, match.overlap.other_share) >= _WORD_FOR_WORD:
        return "same text word for word as"
    return f"{match.overlap.share:.0%} of its text stands in"


def _why_taken_over(new: NewText, stored: StoredText, match: Match) -> str:
    share = f"{match.overlap.other_share:.0%} of its text stands in an article found later"
    if new.published_at < stored.published_at:
        return f"{share} that was published {_span(stored.published_at - new.published_at)} earlier{_credit(new, stored)}"
    fuller = "that is the page itself" if is_view(stored.url) else "that has the full text"
    return f"{share} {fuller}{_credit(new, stored)}"


def _gap(first: datetime, new: NewText) -> str:
    return f", published {_span(new.published_at - first)} earlier" if new.published_at > first else ""


def _span(gap: timedelta) -> str:
    minutes = max(0, int(gap.total_seconds() // 60))
    if minutes < 120:  # noqa: PLR2004 -- minutes: up to two hours they tell more than hours do
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004 -- hours


def _credit(new: NewText, original: StoredText) -> str:
    if new.agency and new.agency.casefold() == original.agency.casefold():
        return f"; both credit {new.agency}"
    if new.agency or original.agency:
        return f"; credits {new.agency}" if new.agency else f"; the original credits {original.agency}"
    return "; same outlet, another address" if new.source_id == original.source_id else ""
