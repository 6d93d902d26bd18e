"""What another extractor makes of a page, against what is stored of it. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from archive.db import stamp
from archive.model import Extract, Outcome
from archive.rereading import Kept
from pipelines.stage import Drop, Work

SAME, CHANGED, OFF_TOPIC, LOST = "same", "changed", "off-topic", "lost"
EXAMPLE = 160  # characters of a difference that are shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One page: the result, the fields that differ, and how like the texts are (shared words, Dice; 1 is the same words)."""

    capture: int
    article: int
    version: int
    url: str
    result: str
    fields: tuple[str, ...] = ()
    likeness: float = 1.0
    words: tuple[int, int] = (0, 0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All pages together: how many of each result and field, and the biggest differences."""

    pages: int
    results: dict[str, int]
    fields: dict[str, int]
    biggest: tuple[Difference, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def compare(kept: Kept, result: Work | Drop) -> Difference:
    """The difference for one page. A page that the extractor makes nothing of is lost, and never applied."""
    work = result.work if isinstance(result, Drop) else result
    capture = kept.capture
    told = Difference(capture.id, capture.article_id, capture.revision, capture.url, SAME)
    extract = work.extract
    if extract is None or (isinstance(result, Drop) and result.outcome is not Outcome.OFF_TOPIC):
        return _with(told, LOST, note=result.reason if isinstance(result, Drop) else "nothing was read")
    if kept.pages > 1 + len(kept.further):
        there = 1 + len(kept.further)
        return _with(told, SAME, note=f"joined from {kept.pages} pages, of which {there} are kept; left as it is")
    fields = tuple(name for name, (old, new) in _pairs(kept, extract).items() if old != new)
    words = (len(kept.text.split()), len(extract.text.split()))
    likeness = round(_likeness(kept.text, extract.text), 4)
    if isinstance(result, Drop) and kept.relevant and kept.stands:
        return _with(told, OFF_TOPIC, fields, likeness, words, result.reason)
    if not fields:
        return told
    note = "" if "text" not in fields else _example(kept.text, extract.text)
    return _with(told, CHANGED, fields, likeness, words, note)


def report(differences: Iterable[Difference], shown: int = 10) -> Report:
    """Counts, and the differences of which most text changes."""
    found = list(differences)
    results = Counter(d.result for d in found)
    fields = Counter(name for d in found for name in d.fields)
    order = {LOST: 0, OFF_TOPIC: 1}
    touched = [d for d in found if d.result != SAME and (d.result in order or d.likeness < 1 or d.fields)]
    biggest = sorted(touched, key=lambda d: (order.get(d.result, 2), d.likeness, d.capture))[:shown]
    return Report(len(found), dict(results.most_common()), dict(fields.most_common()), tuple(biggest))


def _with(
    told: Difference,
    result: str,
    fields: tuple[str, ...] = (),
    likeness: float = 1.0,
    words: tuple[int, int] = (0, 0),
    note: str = "",
) -> Difference:
    return Difference(told.capture, told.article, told.version, told.url, result, fields, likeness, words, note)


def _pairs(kept: Kept, extract: Extract) -> dict[str, tuple[object, object]]:
    """Each field as stored and as read now; of an earlier version only its texts are stored."""
    pairs: dict[str, tuple[object, object]] = {
        "title": (kept.title, extract.title),
        "teaser": (kept.teaser, extract.teaser),
        "text": (kept.text, extract.text),
    }
    if kept.stands:
        pairs |= {
            "authors": (kept.authors, extract.authors),
            "access": (kept.access, str(extract.access)),
            "language": (kept.language, extract.language),
        }
        if extract.published and kept.published_at:
            pairs["published"] = (stamp(kept.published_at), stamp(extract.published.at))
    return pairs


def _likeness(old: str, new: str) -> float:
    before, after = Counter(old.split()), Counter(new.split())
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 1.0


def _example(old: str, new: str) -> str:
    """The first line that only one of the two has."""
    before, after = old.splitlines(), new.splitlines()
    gone = next((line for line in before if line and line not in after), "")
    come = next((line for line in after if line and line not in before), "")
    return "; ".join(part for part in (f"− {gone[:EXAMPLE]}" if gone else "", f"+ {come[:EXAMPLE]}" if come else "") if part)
