"""The health of the sources."""

from typing import Any

from datasette.utils.asgi import Response

from archive.reading import sources as reading
from browse.visit import Visit


async def sources(datasette: Any, request: Any) -> Response:
    """Every source: those in trouble first, what each brought, what is due."""
    visit = await Visit.begin(datasette, request)
    found = await visit.read(reading.health, visit.now)
    return visit.page(
        "sources.html",
        troubled=[source for source in found if source.failing],
        well=[source for source in found if not source.failing and source.enabled],
        off=[source for source in found if not source.failing and not source.enabled],
        days=reading.DAYS,
        vitals=await visit.read(reading.vitals, visit.now),
    )
