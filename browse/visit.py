"""One request to a page: who reads, in which language, what time it is there, and the way to the two databases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from datasette import Forbidden
from datasette.utils.asgi import Response

from archive import reader
from archive.reader import ALONE, Mark
from archive.reading.limits import limited
from browse import access, render, security, words
from browse.access import ARCHIVE, READER, options

T = TypeVar("T")
SECONDS = 3.0  # a page's reads may take this long together
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Visit:
    """What pages work with instead of Datasette and its request."""

    datasette: Any
    request: Any
    words: words.Words
    now: datetime
    zone: tzinfo
    may: frozenset[str]  # names of access.ACTIONS

    @classmethod
    async def begin(cls, datasette: Any, request: Any, action: str = access.READ) -> Self:
        """Check that whoever asks may do this (read, if nothing else is named). Raises datasette.Forbidden."""
        visit = await cls.of(datasette, request)
        visit.need(action)
        return visit

    @classmethod
    async def of(cls, datasette: Any, request: Any) -> Self:
        """Without the check, for pages that show nothing of the archive."""
        cookies = request.cookies
        permissions = await datasette.allowed_many(actions=list(access.ACTIONS), actor=request.actor)
        return cls(
            datasette=datasette,
            request=request,
            words=words.choose(request.args.get("ui") or "", cookies.get("ui", ""), request.headers.get("accept-language") or ""),
            now=datetime.now(UTC),
            zone=_zone(cookies.get("zone", "")),
            may=frozenset(name for name, allowed in permissions.items() if allowed),
        )

    def need(self, action: str) -> None:
        """Go on only if the reader may do this. Raises datasette.Forbidden."""
        if action not in self.may:
            raise Forbidden(action)

    @property
    def may_mark(self) -> bool:
        """May this reader keep marks of read and saved?"""
        return access.READ in self.may and self.request.actor is not None

    @property
    def may_label(self) -> bool:
        """May this reader say whether articles belong?"""
        return access.LABEL in self.may and self.request.actor is not None

    @property
    def account(self) -> str:
        """The name of the account that is signed in; empty where nobody needs to."""
        who = self.request.actor or {}
        return "" if who.get("open") else str(who.get("id") or "")

    @property
    def reader(self) -> str:
        """Under which name marks are kept."""
        return str((self.request.actor or {}).get("id") or ALONE)

    @property
    def base(self) -> str:
        """The address of the front page as the reader sees it."""
        return str(self.datasette.absolute_url(self.request, self.datasette.urls.path("/")))

    def arg(self, name: str) -> str:
        """A value of the address's query, trimmed; empty when it is not there."""
        return (self.request.args.get(name) or "").strip()

    def subject(self, id_: str) -> str:
        """What the topic calls a subject in the reader's language; empty when it does not say."""
        return str(options(self.datasette).get("subjects", {}).get(id_, {}).get(self.words.language, ""))

    async def read(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a reading function on a connection to the archive, on a thread, within SECONDS."""
        work = partial(_within, function, args, kwargs)
        result: T = await self.datasette.get_database(ARCHIVE).execute_fn(work)
        return result

    async def marks(self, ids: list[int]) -> dict[int, Mark]:
        """What the reader did with these articles."""
        return await self.of_reader(reader.marks, ids)

    async def of_reader(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function of archive.reader on the reader's database."""
        result: T = await self.datasette.get_database(READER).execute_fn(lambda conn: function(conn, self.reader, *args))
        return result

    def write(self, function: Callable[..., None], *args: Any, wait: bool = True) -> Any:
        """Queue a function of archive.reader on Datasette's write thread; await it."""
        work = lambda conn: function(conn, self.reader, *args)  # noqa: E731
        return self.datasette.get_database(READER).execute_write_fn(work, block=wait, request=self.request)

    async def change(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function that writes to the reader's database, as `write` does, and wait for what it returns."""
        result: T = await self.datasette.get_database(READER).execute_write_fn(
            lambda conn: function(conn, self.reader, *args), request=self.request
        )
        return result

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Render one of our pages."""
        context = values | {"visit": self, "t": self.words, "urls": self.datasette.urls}
        body = render.environment().get_template(template).render(context)
        headers = {security.OWN_PAGE.decode(): "1", "cache-control": "private, no-cache", "vary": "Accept-Language, Cookie"}
        response = Response.html(body, status=status, headers=headers)
        if self.arg("ui") in words.LANGUAGES:
            response.set_cookie("ui", self.arg("ui"), max_age=YEAR, samesite="lax")
        return response

    def missing(self, key: str) -> Response:
        """The page that says something is not there; `key` names the text."""
        return self.page("missing.html", status=404, title=self.words("missing.title"), text=self.words(key))


def _within(function: Callable[..., T], args: Any, kwargs: Any, conn: Any) -> T:
    with limited(conn, SECONDS):
        return function(conn, *args, **kwargs)


def _zone(name: str) -> tzinfo:
    """The zone a browser told in a cookie; UTC for anything that is not one."""
    try:
        return ZoneInfo(name.replace("%2F", "/")) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
