"""The mailbox in a browser: the list, and each mail as its reader sees it, as text, and as it came.

A mail's HTML is shown in a frame that may run nothing and load nothing.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from crawler.mailbox.folder import Folder, Received

TEMPLATES = Path(__file__).with_name("templates")
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'"
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox"
SHOWN_HEADERS = ("From", "To", "Date", "Subject", "Message-ID", "References", "List-Id", "List-Unsubscribe", "Auto-Submitted")
LINKS_LEAVE = '<base target="_blank">'  # as in a mail client: a link opens elsewhere, not inside the frame
SHOWN_MAILS = 200
FOLDER: web.AppKey[Folder] = web.AppKey("folder", Folder)
PAGES: web.AppKey[Environment] = web.AppKey("pages", Environment)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(folder: Folder) -> web.Application:
    """The site over a folder."""
    app = web.Application(middlewares=[_protect])
    app[FOLDER] = folder
    app[PAGES] = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app.add_routes(
        [
            web.get("/", _list),
            web.get("/count", _count),
            web.get("/watch.js", _script),
            web.get("/mails/{name}", _mail),
            web.get("/mails/{name}/html", _html),
            web.get("/mails/{name}/source", _source),
        ]
    )
    return app


@web.middleware
async def _protect(request: web.Request, handler: Handler) -> web.StreamResponse:
    answer = await handler(request)
    answer.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _list(request: web.Request) -> web.Response:
    mails = request.app[FOLDER].all()
    return _page(request, "list.html", mails=mails[: -SHOWN_MAILS - 1 : -1], count=len(mails))


async def _count(request: web.Request) -> web.Response:
    return web.json_response({"mails": len(request.app[FOLDER].all())})


async def _script(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(TEMPLATES / "watch.js", headers={"Content-Type": "text/javascript"})


async def _mail(request: web.Request) -> web.Response:
    mail = _asked(request)
    headers = [(name, mail.header(name)) for name in SHOWN_HEADERS if mail.header(name)]
    return _page(request, "mail.html", mail=mail, headers=headers, view=request.query.get("view", "html"))


async def _html(request: web.Request) -> web.Response:
    html = _asked(request).part("html")
    answer = web.Response(text=html.replace("<head>", f"<head>{LINKS_LEAVE}", 1), content_type="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


async def _source(request: web.Request) -> web.Response:
    return web.Response(body=_asked(request).source, content_type="text/plain", charset="utf-8")


def _asked(request: web.Request) -> Received:
    mail = request.app[FOLDER].find(request.match_info["name"])
    if mail is None:
        raise web.HTTPNotFound(text="There is no such mail.")
    return mail


def _page(request: web.Request, name: str, **values: object) -> web.Response:
    html = request.app[PAGES].get_template(name).render(values)
    return web.Response(text=html, content_type="text/html")
