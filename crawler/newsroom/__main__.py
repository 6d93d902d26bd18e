"""Runs the newsroom by itself: ``python -m crawler.newsroom --port 8042``."""

import argparse
import asyncio
import contextlib
import sys

from crawler.newsroom.clock import StoppedClock, demo_clock, utc_now
from crawler.newsroom.errors import NewsroomError
from crawler.newsroom.filler import filler
from crawler.newsroom.outlets import load_outlets
from crawler.newsroom.server import SEEDS, Newsroom

SLOW_IN_DEMO = 0.8
FILLER_SEED = 1


def main() -> int:
    """Serve until interrupted; 0 done, 1 when the seeds are wrong or the port is taken."""
    options = _options()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(options))
    except (NewsroomError, OSError) as error:
        sys.stderr.write(f"newsroom: {error}\n")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawler.newsroom", description="Serve the bundled newsroom on loopback.")
    parser.add_argument("--port", type=int, default=8042, help="0 takes a free port (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=15, help="real minutes in which the rest of the week appears")
    parser.add_argument("--stopped", action="store_true", help="stand still at the end of the week")
    parser.add_argument("--filler", type=int, default=20, help="ordinary articles to add (default: %(default)s)")
    parser.add_argument("--slow", type=float, default=SLOW_IN_DEMO, help="seconds the slow outlet takes to answer")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    clock = StoppedClock(anchor=utc_now()) if options.stopped else demo_clock(options.minutes)
    extra = filler(FILLER_SEED, options.filler, load_outlets(SEEDS / "outlets.yaml"))
    newsroom = Newsroom.from_seeds(clock, extra, slow=options.slow)
    await newsroom.start(options.port)
    try:
        for outlet in newsroom.outlets:
            sys.stdout.write(f"{newsroom.directory.home(outlet.id):48} {outlet.name}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
    finally:
        await newsroom.stop()


if __name__ == "__main__":
    sys.exit(main())
