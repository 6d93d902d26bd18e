"""Ordinary news by the thousand."""

from collections.abc import Iterable

from crawler.newsroom.model import Article, Outlet


def filler(seed: int, n: int, outlets: Iterable[Outlet]) -> tuple[Article, ...]:
    """Write ``n`` articles."""
    del seed, n, outlets
    return ()
