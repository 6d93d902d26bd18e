"""How an extractor's output is scored against true fields.

Text: F1 on 4-word shingles, precision and recall averaged over pages and then combined, the measure of the public
article-extraction-benchmark (https://github.com/scrapinghub/article-extraction-benchmark). Snippets: F1 of passages that must
or must not stand in the text. Dates: the same day, or the same moment within a minute. Titles and author sets: equal after
folding case, punctuation and spaces.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

_SHINGLE = 4
_NAME_JOINTS = re.compile(r",| and | und | y |&")
_NAME_PREFIX = re.compile(r"^(von|by|por) ")

Row = Mapping[str, Any]


def words(text: str) -> list[str]:
    """Words in lower case."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text or "").lower())


def fold(text: str) -> str:
    """A title or name without case, punctuation and spacing."""
    return " ".join(words(unicodedata.normalize("NFKC", text or "")))


def overlap(true: str, got: str) -> tuple[float, float]:
    """Precision and recall of `got` on shingles."""
    a, b = _shingles(true), _shingles(got)
    hit = sum((a & b).values())
    return (hit / b.total() if b else float(not a)), (hit / a.total() if a else 1.0)


def score(pairs: Iterable[tuple[Row, Row]]) -> dict[str, float | int]:
    """All figures over (truth, output) pairs; figures without any truth are left out."""
    count: Counter[str] = Counter()
    precision, recall = [], []
    for truth, got in pairs:
        text = str(got.get("text") or "")
        count["pages"] += 1
        count["empty"] += not text
        if truth.get("body"):
            p, r = overlap(truth["body"], text)
            precision.append(p)
            recall.append(r)
        _count_snippets(count, truth, text)
        _count_dates(count, truth, str(got.get("published") or ""))
        _count_names(count, truth, got)
    result: dict[str, float | int] = {"pages": count["pages"], "empty": count["empty"]}
    if precision:
        result["text F1"] = _harmonic(sum(precision) / len(precision), sum(recall) / len(recall))
        result["text precision"], result["text recall"] = sum(precision) / len(precision), sum(recall) / len(recall)
    if count["snippets"]:
        stood = count["snippets right"]
        result["snippet F1"] = _harmonic(stood / max(1, stood + count["snippets wrong"]), stood / count["snippets"])
    for name, total in (
        ("date", "dates"),
        ("date wrong", "dates"),
        ("time", "times"),
        ("title", "titles"),
        ("authors", "bylines"),
        ("authors invented", "anonymous"),
    ):
        if count[total]:
            result[name] = count[name] / count[total]
    return result


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    w = words(text)
    return Counter(tuple(w[i : i + _SHINGLE]) for i in range(max(1, len(w) - _SHINGLE + 1))) if w else Counter()


def _harmonic(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def _count_snippets(count: Counter[str], truth: Row, text: str) -> None:
    if truth.get("with"):
        flat = _flat(text)
        right = sum(_flat(snippet) in flat for snippet in truth["with"])
        count["snippets"] += len(truth["with"])
        count["snippets right"] += right
        count["snippets wrong"] += sum(_flat(snippet) in flat for snippet in truth.get("without") or [])


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def _count_dates(count: Counter[str], truth: Row, got: str) -> None:
    if not truth.get("published"):
        return
    true_at, got_at = _moment(str(truth["published"])), _moment(got)
    zoned = bool(true_at and got_at and true_at.tzinfo and got_at.tzinfo)
    apart = abs(true_at - got_at) if zoned and true_at and got_at else timedelta.max
    count["dates"] += 1
    if got_at:
        right = got[:10] == str(truth["published"])[:10] or apart < timedelta(minutes=1)
        count["date" if right else "date wrong"] += 1
    if true_at and true_at.tzinfo:
        count["times"] += 1
        count["time"] += apart <= timedelta(seconds=60)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _count_names(count: Counter[str], truth: Row, got: Row) -> None:
    if truth.get("title"):
        count["titles"] += 1
        count["title"] += fold(truth["title"]) == fold(got.get("title") or "")
    if truth.get("authors"):
        count["bylines"] += 1
        count["authors"] += _names(truth["authors"]) == _names(got.get("authors") or ())
    elif truth.get("authors_known_none"):
        count["anonymous"] += 1
        count["authors invented"] += bool(_names(got.get("authors") or ()))


def _names(values: Iterable[str]) -> set[str]:
    return {_NAME_PREFIX.sub("", fold(part)) for value in values for part in _NAME_JOINTS.split(value) if fold(part)}
