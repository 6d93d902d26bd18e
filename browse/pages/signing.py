"""Signing in and out, where the reading room is shared."""

import asyncio
import time
from collections import OrderedDict
from typing import Any

from datasette.utils.asgi import Response

from archive import accounts
from browse.access import READER, SESSION, options
from browse.pages.marks import own_path
from browse.visit import Visit

FREE, LONGEST = 5, 60  # failures that cost no wait; after that it doubles up to this many seconds
NAMES = 10_000  # so many names are remembered as failing; the oldest go first
AT_ONCE = 2  # hashes at a time: each takes 32 MiB and a tenth of a second of a core


class Patience:
    """How long a name has to wait after failures. In memory: a restart forgives."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str, now: float) -> int:
        """Seconds until the next try is listened to."""
        failures, at = self._failed.get(name, (0, 0.0))
        pause = min(LONGEST, 2 ** min(failures - FREE, 10)) if failures > FREE else 0
        return max(0, round(at + pause - now))

    def failed(self, name: str, now: float) -> None:
        """One more failure."""
        failures, _ = self._failed.pop(name, (0, 0.0))
        self._failed[name] = (failures + 1, now)
        while len(self._failed) > NAMES:
            self._failed.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Start anew."""
        self._failed.pop(name, None)


patience = Patience()
hashing = asyncio.Semaphore(AT_ONCE)


async def login(datasette: Any, request: Any) -> Response:
    """The login page; POST name=…&password=…&next=/path signs in."""
    visit = await Visit.of(datasette, request)
    if request.method != "POST":
        back = own_path(visit.arg("next"))
        return Response.redirect(back, status=303) if request.actor else await _page(visit, back)
    form = await request.post_vars()
    name, back = form.get("name", "").strip()[:64], own_path(form.get("next", ""))
    if wait := patience.wait(name, time.monotonic()):
        return await _page(visit, back, name, visit.words("login.wait", n=wait), 429)
    reader = datasette.get_database(READER)
    name, stored = await reader.execute_fn(lambda conn: accounts.password_of(conn, name))
    async with hashing:
        right = await asyncio.to_thread(accounts.matches, form.get("password", ""), stored)
    if not right:
        patience.failed(name, time.monotonic())
        return await _page(visit, back, name, visit.words("login.wrong"), 403)
    patience.succeeded(name)
    secret = await reader.execute_write_fn(lambda conn: accounts.begin_session(conn, name, visit.now))
    answer = Response.redirect(back, status=303)
    keep_session(datasette, answer, secret, accounts.DAYS * 24 * 3600)
    return answer


async def logout(datasette: Any, request: Any) -> Response:
    """POST ends the session."""
    if request.method != "POST":
        return Response.json({"ok": False, "error": "send this by POST"}, status=405, headers={"allow": "POST"})
    secret = request.cookies.get(SESSION, "")
    await datasette.get_database(READER).execute_write_fn(lambda conn: accounts.end_session(conn, secret))
    answer = Response.redirect(datasette.urls.path("/-/login"), status=303)
    keep_session(datasette, answer, "", 0)
    return answer


async def _page(visit: Visit, back: str, name: str = "", wrong: str = "", status: int = 200) -> Response:
    reader = visit.datasette.get_database(READER)
    people = await reader.execute_fn(lambda conn: len(accounts.everybody(conn)))
    return visit.page("login.html", status=status, back=back, name=name, wrong=wrong, people=people)


def keep_session(datasette: Any, answer: Response, secret: str, seconds: int) -> None:
    """Let the browser keep the secret of a session for so long; 0: forget it."""
    answer.set_cookie(
        SESSION,
        secret,
        max_age=seconds,
        path=datasette.urls.path("/"),
        httponly=True,
        samesite="lax",
        secure=bool(options(datasette).get("secure")),
    )
