"""Importing this makes a process ready to read pages: every model and table that extraction loads at its first use.

The fork server of the worker pool imports it once, and every worker starts with it in memory: the first page of a cold process
costs 2 s of CPU, of a warm one 30 ms.
"""

from htmldate import find_date

from pipelines.extract import extract, parse_html

_PAGE = (
    "<html><body><h1>Title</h1><article>" + "<p>Some words of a paragraph, long enough to count as text.</p>" * 20 + "</article>"
)


def _warm_up() -> None:
    extract(_PAGE.encode(), "https://example.org/")
    tree = parse_html(_PAGE.replace("Some words", "Am 31. Sept 2021 und Mo., 5. Sept. 2021"))
    find_date(tree, extensive_search=True, original_date=True)  # loads dateparser


_warm_up()
