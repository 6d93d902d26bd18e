"""Where in a text the reasons stand: the text cut into pieces, each with the reasons that cover it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.model import Reason


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, what the reasons that cover it contribute together, and the reasons that begin with it.

    Reasons go by number (1 is the first). `strongest` of those that begin here is 0 when none does; `begins` is their sum.
    """

    text: str
    reasons: tuple[int, ...] = ()
    contribution: float = 0.0
    strongest: int = 0
    begins: float = 0.0


LEAST = 0.05  # contributions below are shown as 0.0: they name a rule that had nothing more to give
PLACES = {"title": {"title"}, "teaser": {"teaser"}, "text": {"lead", "body"}}


def text(whole: str, reasons: Sequence[tuple[int, Reason]], part: str = "text") -> list[list[Piece]]:
    """The paragraphs of an article's title (one paragraph), teaser or text, with the reasons that stand in it."""
    here = [(number, reason) for number, reason in reasons if reason.where in PLACES[part] and abs(reason.contribution) >= LEAST]
    spans = [span for span in (_span(whole, number, reason) for number, reason in here) if span]
    if part == "title":
        return [_pieces(whole, 0, len(whole), spans)]
    paragraphs, start = [], 0
    for line in whole.splitlines(keepends=True):
        if line.strip():
            paragraphs.append(_pieces(whole, start, start + len(line.rstrip()), spans))
        start += len(line)
    return paragraphs


_Span = tuple[int, int, int, float]


def _span(whole: str, number: int, reason: Reason) -> _Span | None:
    """Where the reason stands; looked for when the text is not where its offsets say (a reason of an older version)."""
    if not reason.passage:
        return None
    start, end = reason.start, reason.end
    if whole[start:end] != reason.passage:
        start = whole.find(reason.passage)
        end = start + len(reason.passage)
    return (start, end, number, reason.contribution) if start >= 0 else None


def _pieces(whole: str, start: int, end: int, spans: Sequence[_Span]) -> list[Piece]:
    cuts = {start, end} | {cut for span in spans for cut in span[:2] if start < cut < end}
    ordered = sorted(cuts)
    return [_piece(whole, a, b, spans) for a, b in pairwise(ordered)]


def _piece(whole: str, start: int, end: int, spans: Sequence[_Span]) -> Piece:
    covering = [span for span in spans if span[0] < end and span[1] > start]
    beginning = [span for span in covering if span[0] == start]
    return Piece(
        text=whole[start:end],
        reasons=tuple(span[2] for span in covering),
        contribution=sum(span[3] for span in covering),
        strongest=max(beginning, key=lambda span: abs(span[3]))[2] if beginning else 0,
        begins=sum(span[3] for span in beginning),
    )
