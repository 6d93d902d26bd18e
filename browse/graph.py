"""Who cites whom, as an arc diagram: outlets in a column, an arc from each that cites to the one it cites. Pure.

Names stay HTML beside the picture, one row an outlet, so that they are links and readable on a phone; the picture holds arcs and
dots only (Wattenberg, "Arc Diagrams: Visualizing Structure in Strings", InfoVis 2002).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.reading.ledger import Cited

ROW = 32.0  # height of a row, in CSS pixels: the picture is never scaled
WIDTH = 96.0
DOT = 5.0
MOST = 16  # outlets; the table has them all


@dataclass(frozen=True, slots=True)
class Node:
    """An outlet. `cited_by` counts outlets, `article_id` is a report of its own in the story, 0 when it has none there."""

    name: str
    y: float
    cited_by: int
    article_id: int


@dataclass(frozen=True, slots=True)
class Arc:
    """From the outlet that cites to the cited one: a path, how thick, and where its arrow points."""

    path: str
    width: float
    x: float
    y: float
    citing: str
    cited: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture: WIDTH wide and `height` high. `left_out`: outlets beyond MOST."""

    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    height: float
    left_out: int = 0


def graph(found: Sequence[Cited], reports: Mapping[str, int]) -> Graph:
    """The most cited outlets on top, those that only cite below them. `reports`: an article of each outlet in the story."""
    edges = Counter[tuple[str, str]]()
    for one in found:
        if one.outlet != one.cited:
            edges[one.outlet, one.cited] += one.articles
    cited_by = Counter(cited for _, cited in edges)
    citing = Counter(outlet for outlet, _ in edges)
    names = sorted(cited_by | citing, key=lambda name: (-cited_by[name], citing[name], name))
    rows = {name: ROW * (row + 0.5) for row, name in enumerate(names[:MOST])}
    nodes = tuple(Node(name, y, cited_by[name], reports.get(name, 0)) for name, y in rows.items())
    shown = [(outlet, cited, n) for (outlet, cited), n in sorted(edges.items()) if outlet in rows and cited in rows]
    return Graph(nodes, tuple(_arcs(shown, rows)), ROW * len(rows), len(names) - len(rows))


def _arcs(edges: Iterable[tuple[str, str, int]], rows: dict[str, float]) -> Iterable[Arc]:
    spread = max(rows.values(), default=0.0)
    for outlet, cited, articles in edges:
        start, end = rows[outlet], rows[cited]
        right = WIDTH - 2 * DOT
        # Longer arcs reach further left. Half the distance would be a half circle; a long list would need a wide picture.
        reach = right - min(abs(start - end) / 2, (WIDTH - 4 * DOT) * (0.35 + 0.65 * abs(start - end) / spread))
        # An arc that runs back (the cited stands below) is drawn a little to the side, so that both of a pair are seen.
        reach -= 0 if start > end else DOT
        path = f"M{right:g} {start:g}C{reach:.1f} {start:g} {reach:.1f} {end:g} {right:g} {end:g}"
        yield Arc(path, min(4.0, 1.0 + 0.75 * (articles - 1)), right, end, outlet, cited)
