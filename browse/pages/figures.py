"""The claims ledger: figures that reports print, contradictions first."""

from datetime import timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive.reading import ledger
from browse.visit import Visit

DAYS = 30


async def figures(datasette: Any, request: Any) -> Response:
    """Claims of the stories of the last days."""
    visit = await Visit.begin(datasette, request)
    claims = await visit.read(ledger.claims, visit.now - timedelta(days=DAYS), 100)
    return visit.page("figures.html", claims=claims, days=DAYS)
