"""A laboratory: a raw server on loopback and a crawler with an archive of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hostile_site import Lab, Site


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, limit=2**20)
    site.port = server.sockets[0].getsockname()[1]
    yield Lab(site, tmp_path)
    server.close()
