"""What a sample proves. Pure."""

from math import comb

CONFIDENCE = 0.95
STEPS = 60  # of the bisection: 18 digits


def upper_bound(missed: int, read: int, confidence: float = CONFIDENCE) -> float:
    """The share that is missed at most, one-sided, by Clopper and Pearson (1934): with none of n missed, about 3/n."""
    if missed >= read:
        return 1.0
    low, high = missed / read, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _at_most(missed, read, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(missed: int, read: int, share: float) -> float:
    """The chance of so few misses if `share` of all were missed."""
    return float(sum(comb(read, k) * share**k * (1 - share) ** (read - k) for k in range(missed + 1)))
