"""Which story an article belongs to, and what that changes about the stories around it. Pure.

Online clustering that may change its mind: the article is compared with the live stories; those that come near are taken apart
and grouped anew, it among them, by average linkage (the mean log-odds over all pairs of two groups). So a story that was begun
twice becomes one when a report links both, and one that held two events comes apart when enough is known. A group keeps the id
of the story that most of its reports had.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pipelines.likeness import Likeness, Matrix
from pipelines.signature import Signature

WINDOW = timedelta(hours=96)  # a story is live so long after its last report: each report stretches it
THRESHOLD = -1.5  # log-odds; at -2 B³ of all newsroom stories is .954 instead of .975; those kept back stand at .979 at both
# Two groups of two reports and more join when their pairs are as alike as those inside the looser of them, less BOUNDARY;
# being more alike inside than COHESION does not count. Two contracts of one company stand at 1.0 between and 8.5 within, two
# central banks at -1.2 and 9.4, halves of one story at 3 and more between. B³ within / across (`python -m bench.stories`,
# `python -m bench.busy_weeks`): newsroom .976/.975 without the rule, .989/.987 with it; the weeks .990/.963 and .968/.961,
# now 1.000/.988 and 1.000/1.000; development texts .966/.961, now .961/.961. Any COHESION from 6 to 10 with BOUNDARY 5 to 7
# gives the same.
COHESION, BOUNDARY = 8.0, 6.0
NEAR = -5.0  # stories this close are grouped anew together with the article
NEIGHBOURS = 4  # stories
MEMBERS = 30  # reports of a story that are compared, the latest; the others stay with the largest part
LIVE = 2000  # reports


@dataclass(frozen=True, slots=True)
class Member:
    """A report that has a story. Originals only: copies follow theirs."""

    article_id: int
    story_id: int
    published_at: datetime
    signature: Signature


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that tell one story: the id it keeps (None for a new story), its reports, and the one that represents it best.

    NEW among the reports is the article that was asked about.
    """

    story_id: int | None
    members: tuple[int, ...]
    representative: int


NEW = 0


def regroup(signature: Signature, published_at: datetime, members: Sequence[Member]) -> list[Group]:
    """The groups that an article makes of itself and the stories near it; the one that holds it first.

    Only groups that differ from the story as it was, or hold the article, are told.
    """
    live = _live(members, published_at)
    if not live:
        return [Group(None, (NEW,), NEW)]
    likeness = Likeness([*(member.signature for member in live), signature])
    near = _near(live, likeness.to_all(len(live)))
    together = [*near, len(live)]
    odds = likeness.among(together)
    story_of = {at: live[index].story_id for at, index in enumerate(near)}
    ids = [*(live[index].article_id for index in near), NEW]
    parts = _named(average_linkage(odds, THRESHOLD), story_of)
    groups = [Group(story_id, tuple(ids[at] for at in part), ids[_medoid(odds, part)]) for story_id, part in parts]
    former = {story_id: {ids[at] for at in story_of if story_of[at] == story_id} for story_id in story_of.values()}
    changed = [group for group in groups if group.story_id is None or set(group.members) != former[group.story_id]]
    return sorted(changed, key=lambda group: NEW not in group.members)


def _live(members: Sequence[Member], published_at: datetime) -> list[Member]:
    """Reports of the stories with a report inside the window before or after the article; the latest LIVE of them."""
    close = {member.story_id for member in members if abs(member.published_at - published_at) <= WINDOW}
    kept = [member for member in members if member.story_id in close]
    return sorted(kept, key=lambda member: (member.published_at, member.article_id))[-LIVE:]


def _near(live: Sequence[Member], odds: Matrix) -> list[int]:
    """Places of the reports of the stories that come near, the nearest story first."""
    ids, story_at = np.unique([member.story_id for member in live], return_inverse=True)
    mean = np.bincount(story_at, odds[: len(live)]) / np.bincount(story_at)
    nearest = sorted(np.flatnonzero(mean >= NEAR), key=lambda story: (-mean[story], ids[story]))[:NEIGHBOURS]
    return [int(place) for story in nearest for place in np.flatnonzero(story_at == story)[-MEMBERS:]]


def average_linkage(odds: Matrix, threshold: float) -> list[list[int]]:
    """Join the two groups whose pairs are most alike on average, until none reaches the threshold (UPGMA).

    Two groups that are each much closer within than to one another stay apart: two contracts of one company with two others, two
    central banks in one week. See COHESION.
    """
    size = len(odds)
    sums, within, sizes = odds.copy(), np.zeros(size), np.ones(size)
    np.fill_diagonal(sums, -np.inf)
    apart = np.zeros((size, size), bool)
    groups = {at: [at] for at in range(size)}
    while len(groups) > 1:
        means = np.where(apart, -np.inf, sums / np.outer(sizes, sizes))
        one, other = divmod(int(np.argmax(means)), size)
        if means[one, other] < threshold:
            break
        if means[one, other] < _least(within, sizes, one, other):
            apart[one, other] = apart[other, one] = True
            continue
        within[one] += within[other] + sums[one, other]
        sums[one] = sums[:, one] = sums[one] + sums[other]
        sums[one, one] = -np.inf
        sums[other] = sums[:, other] = -np.inf
        sizes[one] += sizes[other]
        apart[one] = apart[:, one] = False
        groups[one] += groups.pop(other)
    return list(groups.values())


def _least(within: Matrix, sizes: Matrix, one: int, other: int) -> float:
    """How alike two groups must be, from how alike the reports of each are; no bound for single reports."""
    if min(sizes[one], sizes[other]) < 2:  # noqa: PLR2004 -- a pair is the least that has an inside
        return -np.inf
    pairs = sizes * (sizes - 1) / 2
    return float(min(within[one] / pairs[one], within[other] / pairs[other], COHESION) - BOUNDARY)


def _named(parts: Sequence[Sequence[int]], story_of: Mapping[int, int]) -> list[tuple[int | None, Sequence[int]]]:
    """Give each part the id of the story it holds most of, the largest part first; an id is given once."""
    taken: set[int] = set()
    named: list[tuple[int | None, Sequence[int]]] = []
    for part in sorted(parts, key=lambda part: (-len(part), min(part))):
        held = Counter(story_of[at] for at in part if at in story_of)
        free = sorted((story_id for story_id in held if story_id not in taken), key=lambda story_id: (-held[story_id], story_id))
        taken |= set(free[:1])
        named.append((free[0] if free else None, part))
    return named


def _medoid(odds: Matrix, part: Sequence[int]) -> int:
    """The report most like the others; of two reports the earlier one."""
    if len(part) < 3:  # noqa: PLR2004 -- two are equally like each other
        return min(part)
    inside = odds[np.ix_(part, part)].copy()
    np.fill_diagonal(inside, 0)
    return part[int(np.argmax(inside.sum(axis=1)))]
