"""How likely two articles tell the same story: log-odds from words, figures and vectors. Pure, in arrays.

Three measures, each a cosine: TF-IDF of the words (of one language within it, of all languages across), TF-IDF of the figures,
and of the vectors after the mean of their language is taken off (what is the language itself, and what all articles of a topic
have in common; a new archive borrows the mean of news in general, see `bench.cold_stories`). A logistic regression weighs them,
fitted on pairs of articles from the newsroom stories whose hashed id is even and on the labelled development texts, and not on
the other half, which `python -m bench.stories` reports apart. In one-off trials a measure for names added nothing to the words
that all languages share (eight other halves in turn), nor did the time between two articles (one half).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.general_press import MEAN
from pipelines.signature import SLOTS, Bag, Signature

Matrix = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.int64]
GENERAL = 5  # articles' worth of the mean over all news in the mean over the window: at first it holds one event's reports
PRIOR = 3  # articles' worth of the mean over all languages in a language's mean, while it has few articles


@dataclass(frozen=True, slots=True)
class Weights:
    """What a cosine of 1 adds to the log-odds, and where they start."""

    words: float
    figures: float
    vector: float
    start: float


WITHIN = Weights(words=24.8, figures=4.5, vector=12.0, start=-9.94)
ACROSS = Weights(words=59.0, figures=3.3, vector=15.0, start=-7.38)
WITHIN_WITHOUT_VECTOR = Weights(words=46.1, figures=4.3, vector=0.0, start=-11.44)
ACROSS_WITHOUT_VECTOR = Weights(words=109.8, figures=4.2, vector=0.0, start=-6.27)


@dataclass(frozen=True, slots=True)
class _Stacked:
    """Many bags under one another: for each entry its row, slot and count."""

    rows: Ints
    slots: Ints
    counts: Matrix
    size: int

    def take(self, wanted: Ints) -> "_Stacked":
        """Only these rows, renumbered in the order given."""
        place = np.full(self.size, -1)
        place[wanted] = np.arange(len(wanted))
        kept = place[self.rows] >= 0
        return _Stacked(place[self.rows][kept], self.slots[kept], self.counts[kept], len(wanted))

    def idf(self, documents: npt.NDArray[np.bool_] | None = None) -> Matrix:
        """log(1 + N / (df + ½)) for each slot, counted over some of the rows (all unless told)."""
        slots = self.slots if documents is None else self.slots[documents[self.rows]]
        count = self.size if documents is None else int(documents.sum())
        by_frequency = np.log(1 + count / (np.arange(count + 1) + 0.5))  # a logarithm for each df, not for each slot
        return np.asarray(by_frequency[np.bincount(slots, minlength=SLOTS)])

    def cosines(self, idf: Matrix) -> Matrix:
        """Of every row with every other."""
        weights, norms = self._weighed(idf)
        columns, inverse = np.unique(self.slots, return_inverse=True)
        dense = np.zeros((self.size, len(columns)), np.float32)
        dense[self.rows, inverse] = weights / np.maximum(norms, 1e-9)[self.rows]
        return np.asarray(dense @ dense.T, np.float64)

    def cosines_with(self, one: int, idf: Matrix) -> Matrix:
        """Of one row with every other."""
        weights, norms = self._weighed(idf)
        asked = np.zeros(SLOTS)
        mine = slice(*np.searchsorted(self.rows, (one, one + 1)))
        asked[self.slots[mine]] = weights[mine]
        products = np.bincount(self.rows, weights * asked[self.slots], minlength=self.size)
        return np.asarray(products / np.maximum(norms * norms[one], 1e-9))

    def _weighed(self, idf: Matrix) -> tuple[Matrix, Matrix]:
        """Every entry's weight, and every row's length."""
        weights = self.counts * idf[self.slots]
        return weights, np.sqrt(np.bincount(self.rows, weights * weights, minlength=self.size))


class Likeness:
    """Compares articles of one window. What is common in the window tells nothing: it sets the word weights and the means."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self._size = len(signatures)
        self._languages = np.array([signature.language for signature in signatures])
        self._terms = _stack([signature.terms for signature in signatures])
        self._figures = _stack([signature.figures for signature in signatures])
        self._figure_idf = self._figures.idf()
        self._common_idf = self._terms.idf()
        self._own_idf: dict[str, Matrix] = {}
        self._vectors = _centred(signatures, self._languages)

    def _idf_of(self, language: str) -> Matrix:
        """Word weights counted over the articles of one language."""
        if language not in self._own_idf:
            self._own_idf[language] = self._terms.idf(self._languages == language)
        return self._own_idf[language]

    def to_all(self, one: int) -> Matrix:
        """Log-odds that `one` and each article tell the same story."""
        same = self._languages == self._languages[one]
        own_idf = self._idf_of(str(self._languages[one]))
        words = np.where(same, self._terms.cosines_with(one, own_idf), self._terms.cosines_with(one, self._common_idf))
        figures = self._figures.cosines_with(one, self._figure_idf)
        vectors = None if self._vectors is None else self._vectors @ self._vectors[one]
        return _log_odds(same, words, figures, vectors)

    def among(self, some: Sequence[int]) -> Matrix:
        """Log-odds for every pair of these articles, a square matrix in their order."""
        wanted = np.asarray(some, np.int64)
        languages = self._languages[wanted]
        same = languages[:, None] == languages[None, :]
        terms = self._terms.take(wanted)
        words = terms.cosines(self._common_idf)
        for language in np.unique(languages):
            of_it = np.flatnonzero(languages == language)
            words[np.ix_(of_it, of_it)] = terms.take(of_it).cosines(self._idf_of(str(language)))
        figures = self._figures.take(wanted).cosines(self._figure_idf)
        vectors = None if self._vectors is None else self._vectors[wanted] @ self._vectors[wanted].T
        return _log_odds(same, words, figures, vectors)


def _stack(bags: Sequence[Bag]) -> _Stacked:
    slots = [bag.slots for bag in bags]
    rows = np.repeat(np.arange(len(bags)), [len(found) for found in slots])
    counts = np.concatenate([bag.counts for bag in bags], dtype=np.float64)
    return _Stacked(rows, np.concatenate(slots, dtype=np.int64), counts, len(bags))


def _centred(signatures: Sequence[Signature], languages: npt.NDArray[np.str_]) -> Matrix | None:
    """Unit vectors without their language's mean; None unless every article has a vector."""
    vectors = [signature.vector for signature in signatures if signature.vector is not None]
    if len(vectors) < len(signatures):
        return None
    stacked = np.array(vectors, np.float32)
    overall = (stacked.sum(axis=0) + GENERAL * MEAN) / (len(stacked) + GENERAL)
    for language in np.unique(languages):
        of_it = np.flatnonzero(languages == language)
        own = stacked[of_it]
        stacked[of_it] = own - (own.sum(axis=0) + PRIOR * overall) / (len(of_it) + PRIOR)
    stacked /= np.sqrt(np.maximum(np.einsum("ij,ij->i", stacked, stacked), 1e-18))[:, None]
    return np.asarray(stacked)


def _log_odds(same: npt.NDArray[np.bool_], words: Matrix, figures: Matrix, vectors: Matrix | None) -> Matrix:
    within = WITHIN if vectors is not None else WITHIN_WITHOUT_VECTOR
    across = ACROSS if vectors is not None else ACROSS_WITHOUT_VECTOR
    rest = np.zeros_like(words) if vectors is None else vectors
    return np.where(same, _sum(within, words, figures, rest), _sum(across, words, figures, rest))


def _sum(weights: Weights, words: Matrix, figures: Matrix, vectors: Matrix) -> Matrix:
    return np.asarray(weights.start + weights.words * words + weights.figures * figures + weights.vector * vectors)
