"""The hooks Datasette calls. What they do lives in the modules they name."""

import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from datasette.database import Database
from datasette.permissions import Action, PermissionSQL
from datasette.plugins import pm
from datasette.utils import StartupError
from pluggy import HookimplMarker

from archive import db, reader
from archive.errors import ArchiveError
from browse import access, security, stock_csv
from browse.access import ARCHIVE, READER, options
from browse.pages import (
    account,
    article,
    captures,
    deliveries,
    errors,
    exports,
    figures,
    health,
    judgement,
    letters,
    listing,
    marks,
    pictures,
    searches,
    signing,
    sources,
    stories,
    subscriptions,
    today,
    why,
)

hookimpl = HookimplMarker("datasette")
# Datasette runs every handler of exceptions; its own prints all local variables, even for a mistyped address. The two plugins for
# signing in are other projects' where they are installed: their login page and password tool would stand beside ours.
UNWANTED = ("datasette.handle_exception", "auth_passwords", "auth_tokens")

Handler = Callable[..., Awaitable[Any]]
ROUTES: list[tuple[str, Handler]] = [
    (r"^/$", today.today),
    (r"^/articles$", listing.articles),
    (r"^/saved$", listing.saved),
    (r"^/search$", listing.search),
    (r"^/(?P<kind>articles|search|saved)\.(?P<format>atom|json|csv)$", exports.export),
    (r"^/searches$", searches.searches_page),
    (r"^/searches/(?P<id>\d{1,18})$", searches.open_search),
    (r"^/searches/(?P<id>\d{1,18})\.(?P<format>atom|json|csv)$", searches.export),
    (r"^/article/(?P<id>\d{1,18})$", article.article),
    (r"^/article/(?P<id>\d{1,18})\.json$", exports.article),
    (r"^/article/(?P<id>\d{1,18})/page$", captures.page),
    (r"^/article/(?P<id>\d{1,18})/picture$", pictures.picture),
    (r"^/stories$", stories.stories),
    (r"^/stories\.(?P<format>atom|json|csv)$", exports.stories),
    (r"^/story/(?P<id>\d{1,18})$", stories.story),
    (r"^/story/(?P<id>\d{1,18})\.(?P<format>atom|json|csv)$", exports.story),
    (r"^/figures$", figures.figures),
    (r"^/figures\.(?P<format>json|csv)$", exports.figures),
    (r"^/sources$", sources.sources),
    (r"^/sources\.(?P<format>json|csv)$", exports.health),
    (r"^/sources\.opml$", exports.opml),
    (r"^/source/(?P<id>[^/]{1,200})\.json$", exports.source),
    (r"^/source/(?P<id>[^/]{1,200})$", sources.source),
    (r"^/-/suggestion$", sources.suggestion),
    (r"^/why$", why.why),
    (r"^/why\.json$", why.export),
    (r"^/subscriptions$", subscriptions.subscriptions_page),
    (r"^/deliveries$", deliveries.deliveries),
    (r"^/deliveries\.json$", deliveries.export),
    (r"^/unsubscribe/(?P<token>[\w.-]{1,1000})$", letters.unsubscribe),
    (r"^/confirm/(?P<token>[\w.-]{1,1000})$", letters.confirm),
    (r"^/not-relevant/(?P<token>[\w.-]{1,1000})$", letters.not_relevant),
    (r"^/help$", health.help_page),
    (r"^/judgement$", judgement.judgement),
    (r"^/judgement\.json$", judgement.export),
    (r"^/judgement/correction$", judgement.correction),
    (r"^/-/mark$", marks.mark),
    (r"^/-/login$", signing.login),
    (r"^/-/logout$", signing.logout),
    (r"^/account$", account.account),
    (r"^/-/metrics$", health.metrics),
    (r"^/-/health(?:/(?P<part>live|ready))?$", health.health),
]


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Open both databases under their fixed names, whatever the files are called."""

    async def inner() -> None:
        for name in UNWANTED:
            if pm.has_plugin(name):
                pm.unregister(name=name)
        opts = options(datasette)
        if "archive" not in opts:
            return
        path = Path(opts["archive"])
        try:
            missing = db.behind(path)
        except ArchiveError as error:
            raise StartupError(str(error)) from error
        if missing:
            said = f"{path}: has an older schema (lacks {missing[0]}); `presswatch serve`, `up` and `crawl` bring it up to date"
            raise StartupError(said)
        datasette.add_database(Database(datasette, path=str(path), is_mutable=True, mode="ro"), name=ARCHIVE)
        datasette.add_database(Database(datasette, path=opts["reader"], is_mutable=True, mode="rwc"), name=READER)
        await datasette.get_database(READER).execute_write_fn(reader.prepare, transaction=False)

    return inner


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Wait for a busy writer, and let the page cache of the system serve reads."""
    if database in {ARCHIVE, READER}:
        conn.execute("pragma busy_timeout = 5000")
        conn.execute("pragma cache_size = -32768")
        conn.execute("pragma mmap_size = 1073741824")


@hookimpl
def register_routes() -> list[tuple[str, Handler]]:
    """Our pages come before Datasette's own."""
    return ROUTES


@hookimpl
def register_actions() -> list[Action]:
    """Reading, labelling, managing sources and subscriptions, and feeds are permissions of their own."""
    return access.actions()


@hookimpl
def actor_from_request(datasette: Any, request: Any) -> Callable[[], Awaitable[Any]]:
    """A session, a feed token, or the one reader of an open room."""
    return partial(access.actor, datasette, request)


@hookimpl
def permission_resources_sql(datasette: Any, actor: dict[str, Any] | None, action: str) -> list[PermissionSQL]:
    """What accounts may do."""
    return access.rules(datasette, actor, action)


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Callable[[], Awaitable[Any]]:
    """To the login page, or a page that says what is missing."""
    return partial(errors.forbidden, datasette, request, message)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Datasette's own pages: give their inline scripts the nonce that the content security policy asks for."""
    security.add_nonces(env)


@hookimpl
def extra_template_vars(request: Any) -> dict[str, str]:
    """The nonce for Datasette's own templates."""
    return {"csp_nonce": security.nonce(request.scope) if request else ""}


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Security headers on every answer, and no formulas in the CSV of Datasette's own pages."""
    return lambda app: security.SecurityHeaders(stock_csv.HarmlessCsv(app))


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    """Errors as pages of ours, and in the log only what somebody must look at."""
    return partial(errors.answer, datasette, request, exception)


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The way back from Datasette's pages."""
    links = (("/", "Today"), ("/articles", "Articles"), ("/search", "Search"), ("/sources", "Sources"))
    return [{"href": datasette.urls.path(path), "label": label} for path, label in links]
