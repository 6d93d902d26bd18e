"""`presswatch accounts …` and `presswatch tokens …`: who may read, where the reading room is shared."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive import accounts, reader
from archive.db import stamp
from archive.errors import ConfigError
from crawler.console import Json, settings, talk
from crawler.crawling import utcnow

app = typer.Typer(help="Who may read, where the reading room is shared.", no_args_is_help=True)
tokens = typer.Typer(help="Addresses of feeds for feed readers, which cannot sign in.", no_args_is_help=True)
May = Annotated[str, typer.Option(help=f"What the account may do, with commas between: {', '.join(accounts.MAY)}.")]
Name = Annotated[str, typer.Argument(help="The account.")]


@app.command("add")
def add(name: Name, may: May = "read,label") -> None:
    """A new account. The password is asked for, or read from stdin when that is no terminal."""
    password = _password(name)
    with reader.opened(settings().archive.reader) as conn:
        first = not accounts.everybody(conn)
        accounts.add(conn, name, password, _list(may), utcnow())
        if first:
            reader.hand_over(conn, reader.ALONE, name)
    talk.print(f"{name} may {may}", markup=False)
    if first:
        talk.print("This is the first account: from now on readers sign in, and what was marked before is this account's.")


@app.command("password")
def password(name: Name) -> None:
    """Another password; all sessions of the account end."""
    new = _password(name)
    with reader.opened(settings().archive.reader) as conn:
        accounts.set_password(conn, name, new)
    talk.print(f"{name} has a new password and is signed out everywhere", markup=False)


@app.command("permit")
def permit(name: Name, may: Annotated[str, typer.Argument(help=f"Of {', '.join(accounts.MAY)}, with commas between.")]) -> None:
    """What the account may do, from its next request on."""
    with reader.opened(settings().archive.reader) as conn:
        accounts.permit(conn, name, _list(may))
    talk.print(f"{name} may {may}", markup=False)


@app.command("remove")
def remove(name: Name) -> None:
    """End an account, its sessions and its feed tokens; what it marked and labelled stays."""
    with reader.opened(settings().archive.reader) as conn:
        accounts.remove(conn, name)
        left = len(accounts.everybody(conn))
    talk.print(f"{name} is removed", markup=False)
    if not left:
        talk.print("No account is left: on loopback the reading room is open again.")


@app.command("list")
def list_accounts(as_json: Json = False) -> None:
    """Accounts and what they may do."""
    with reader.opened(settings().archive.reader) as conn:
        found = accounts.everybody(conn)
    if as_json:
        rows = [{"name": one.name, "may": one.may, "created_at": stamp(one.created_at)} for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    _table(("account", "may", "since"), [(one.name, ", ".join(one.may), f"{one.created_at:%Y-%m-%d}") for one in found])


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="For which feed reader, to tell tokens apart.")],
    account: Annotated[str, typer.Option(help="Whose feeds; empty where nobody signs in.")] = "",
) -> None:
    """A token for feeds: printed once, to put behind an address as ?token=…"""
    config = settings()
    with reader.opened(config.archive.reader) as conn:
        if account and accounts.find(conn, account) is None:
            raise ConfigError(f"there is no account {account!r}; `presswatch accounts list` shows them")
        if not account and accounts.everybody(conn):
            raise ConfigError("readers sign in here: say whose feeds, with --account NAME")
        secret = accounts.add_token(conn, account or reader.ALONE, name, utcnow())
    typer.echo(f"{config.web.base_url}/articles.atom?token={secret}")


@tokens.command("list")
def list_tokens(as_json: Json = False) -> None:
    """Tokens, whose they are, and when they were last used."""
    with reader.opened(settings().archive.reader) as conn:
        found = accounts.tokens(conn)
    rows = [_token_row(one) for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    _table(("id", "account", "for", "since", "last used"), [[str(cell or "never") for cell in row.values()] for row in rows])


@tokens.command("remove")
def remove_token(id_: Annotated[int, typer.Argument(metavar="ID", help="As `tokens list` shows it.")]) -> None:
    """Take a token back: its feeds are refused at once."""
    with reader.opened(settings().archive.reader) as conn:
        if not accounts.remove_token(conn, id_):
            raise ConfigError(f"there is no token {id_}; `presswatch tokens list` shows them")
    talk.print(f"token {id_} is taken back")


def _token_row(one: accounts.FeedToken) -> dict[str, object]:
    used = stamp(one.used_at) if one.used_at else None
    return {"id": one.id, "account": one.reader, "name": one.name, "created_at": stamp(one.created_at), "used_at": used}


def _list(may: str) -> list[str]:
    return [part.strip() for part in may.split(",") if part.strip()]


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(f"password for {name}", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*head)
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
