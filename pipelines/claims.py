"""Claims: the same figure across the reports of a story, who prints which value, and where they contradict. Pure.

Two values of one unit are rival values of one claim when they are close (or one digit off) and the reports print one or the
other: alternatives exclude each other, parts of a sum stand side by side ("1 billion in 2019, 10 billion in 2023"). That works
across languages because it looks at numbers alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from archive.claims import Claim, Printed, Value

CLOSE = 1.6  # times: 6 or 9 months, 80 or 100 billion; see bench/figures.py, "claims"
SLIPS = (10.0, 100.0, 1000.0)  # a digit or a group too many: 15,000 or 150,000
TOGETHER = 0.5  # share of the rarer value's reports that may print both
NEAR = 1.1  # times: 13 or 14 billion, 27 or 28 percent; of such values more reports may print both, to compare them
TOGETHER_IF_NEAR = 0.8
SLIP_DISTANCE = 1.05
LEAST_SLIP = 1000  # 2 and 20 percent are no slip
SAME = 1e-9
MOST_VALUES = 60  # of a unit in one story; what is printed least beyond that stands alone


def claims(printed: Sequence[Printed]) -> tuple[Claim, ...]:
    """All claims of one story: the most contested first, then the most printed."""
    found: list[Claim] = []
    groups: dict[str, list[Printed]] = defaultdict(list)
    for item in printed:
        if item.figure.kind == "quantity" or item.figure.qualifier == "until":
            groups[item.figure.unit].append(item)
    for unit, members in groups.items():
        found += [_claim(unit, cluster) for cluster in _clusters(members)]
    return tuple(
        sorted(
            found, key=lambda claim: (not claim.disputed, not claim.unsure, -claim.articles, claim.unit, claim.values[0].value)
        )
    )


def _clusters(members: list[Printed]) -> list[list[Printed]]:
    """Figures of one unit, cut into claims."""
    by_value: dict[float, list[Printed]] = defaultdict(list)
    for item in members:
        by_value[round(item.figure.value, 6)].append(item)
    often = sorted(by_value, key=lambda value: -len(by_value[value]))[:MOST_VALUES]
    cluster_of = {value: [value] for value in by_value}
    pairs = [(ratio, one, other) for one, other in combinations(sorted(often), 2) if (ratio := _distance(one, other, members))]
    for _, one, other in sorted(pairs):
        here, there = cluster_of[one], cluster_of[other]
        if here is not there and all(_rivals(by_value[a], by_value[b]) for a in here for b in there):
            here += there
            cluster_of.update((value, here) for value in there)
    distinct = {id(cluster): cluster for cluster in cluster_of.values()}
    return [[item for value in cluster for item in by_value[value]] for cluster in distinct.values()]


def _distance(small: float, large: float, members: Sequence[Printed]) -> float | None:
    """How far two values lie apart, as a ratio; None when they are too far to be one quantity. A slip of a digit is near."""
    if small <= 0:
        return None
    ratio = large / small
    if small >= LEAST_SLIP and members[0].figure.unit != "USD" and any(abs(ratio - times) < SAME for times in SLIPS):
        return SLIP_DISTANCE
    return ratio if ratio <= CLOSE else None


def _rivals(one: list[Printed], other: list[Printed]) -> bool:
    """Can the two values only be two answers to one question?"""
    small, large = sorted((one[0].figure.value, other[0].figure.value))
    distance = _distance(small, large, one)
    if distance is None or _different_things(one, other):
        return False
    here, there = {item.article_id for item in one}, {item.article_id for item in other}
    allowed = TOGETHER_IF_NEAR if distance <= NEAR else TOGETHER
    return len(here & there) <= allowed * min(len(here), len(there))


def _different_things(one: Iterable[Printed], other: Iterable[Printed]) -> bool:
    """Products have digits in their names: parameters of Phi-4 are no answer to those of MAI-1."""
    names = [{item.figure.subject for item in items if any(c.isdigit() for c in item.figure.subject)} for items in (one, other)]
    return bool(names[0] and names[1]) and not names[0] & names[1]


def _claim(unit: str, items: list[Printed]) -> Claim:
    by_value: dict[float, list[Printed]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.at, item.article_id)):
        by_value[round(item.figure.value, 6)].append(item)
    values = tuple(_value(value, prints) for value, prints in by_value.items())
    subjects = Counter(item.figure.subject for item in items if item.figure.subject)
    return Claim(
        unit=unit,
        subject=subjects.most_common(1)[0][0] if subjects else "",
        values=values,
        articles=len({item.article_id for item in items}),
        disputed=len(values) > 1,
        unsure=any(value.reported and value.stated for value in values),
    )


def _value(value: float, prints: list[Printed]) -> Value:
    qualifiers = Counter(item.figure.qualifier for item in prints)
    hedged = {item.article_id for item in prints if item.hedged or item.figure.qualifier == "reportedly"}
    everyone = {item.article_id for item in prints}
    return Value(
        value=value,
        qualifier=qualifiers.most_common(1)[0][0],
        first_article_id=prints[0].article_id,
        first_at=prints[0].at,
        article_ids=tuple(dict.fromkeys(item.article_id for item in prints)),
        reported=len(hedged),
        stated=len(everyone - hedged),
    )
