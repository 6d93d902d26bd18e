"""One's own account: another password, and tokens for feed readers, which cannot sign in."""

import asyncio
import sqlite3
import time
from typing import Any

from datasette import Forbidden
from datasette.utils.asgi import Response

from archive import accounts
from archive.errors import ConfigError
from browse import access
from browse.access import READER
from browse.pages.signing import hashing, keep_session, patience
from browse.visit import Visit

MOST = 50  # tokens of one reader
MAX_DIGITS = 18


async def account(datasette: Any, request: Any) -> Response:
    """The reader's password and tokens; POST what=password&old=…&new=…&again=…, what=token&name=… or what=revoke&id=…"""
    visit = await Visit.begin(datasette, request)
    if request.actor is None:
        raise Forbidden(access.READ)
    if request.method != "POST":
        return await _show(visit)
    form = await request.post_vars()
    what = form.get("what", "")
    if what == "password" and visit.account:
        return await _password(visit, form)
    if what == "token":
        return await _token(visit, form.get("name", ""))
    if what == "revoke":
        text = form.get("id", "")
        id_ = int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
        await visit.change(lambda conn, reader: accounts.remove_token(conn, id_, reader))
    return Response.redirect(datasette.urls.path("/account#tokens"), status=303)


async def _password(visit: Visit, form: dict[str, str]) -> Response:
    """Whoever finds a signed-in browser does not know the old one: guesses wait, as they do at the login page."""
    name, new = visit.account, form.get("new", "")
    if wait := patience.wait(name, time.monotonic()):
        return await _show(visit, wrong=visit.words("login.wait", n=wait), status=429)
    stored = (await visit.of_reader(lambda conn, _: accounts.password_of(conn, name)))[1]
    async with hashing:
        right = await asyncio.to_thread(accounts.matches, form.get("old", ""), stored)
    if not right:
        patience.failed(name, time.monotonic())
        return await _show(visit, wrong=visit.words("account.wrong.old"), status=403)
    patience.succeeded(name)
    if new != form.get("again", ""):
        return await _show(visit, wrong=visit.words("account.wrong.again"), status=400)
    try:
        async with hashing:
            hashed = await asyncio.to_thread(accounts.hashed, new)
    except ConfigError:
        wrong = visit.words("account.wrong.length", least=accounts.SHORTEST, most=accounts.LONGEST)
        return await _show(visit, wrong=wrong, status=400)

    def change(conn: sqlite3.Connection, _reader: str) -> str:
        accounts.set_hashed(conn, name, hashed)
        return accounts.begin_session(conn, name, visit.now)

    secret = await visit.change(change)
    answer = Response.redirect(visit.datasette.urls.path("/account?changed=1"), status=303)
    keep_session(visit.datasette, answer, secret, accounts.DAYS * 24 * 3600)
    return answer


async def _token(visit: Visit, name: str) -> Response:
    mine = await visit.of_reader(accounts.tokens_of)
    if len(mine) >= MOST:
        return await _show(visit, wrong=visit.words("account.wrong.most", n=MOST), status=409)
    made = await visit.change(lambda conn, reader: accounts.add_token(conn, reader, name, visit.now))
    return await _show(visit, made=made)


async def _show(visit: Visit, *, wrong: str = "", made: str = "", status: int = 200) -> Response:
    people = await visit.datasette.get_database(READER).execute_fn(lambda conn: bool(accounts.everybody(conn)))
    answer = visit.page(
        "account.html",
        status=status,
        tokens=await visit.of_reader(accounts.tokens_of),
        made=made,
        wrong=wrong,
        changed=bool(visit.arg("changed")),
        shared=people,
        shortest=accounts.SHORTEST,
        longest=accounts.LONGEST,
    )
    answer.headers["cache-control"] = "no-store"
    return answer
