"""`presswatch alerts …`: subscriptions and the outbox on the command line."""

import asyncio
import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alerts import desk, mime
from alerts.delivery import Fate
from alerts.desk import Overview, Preview
from archive import db
from archive.db import stamp
from archive.errors import ConfigError
from archive.outbox import Message
from crawler import rooms
from crawler.console import Json, reading, settings, talk
from crawler.crawling import utcnow

app = typer.Typer(help="Subscriptions and the outbox.", no_args_is_help=True)


@app.command("list")
def list_subscriptions(as_json: Json = False) -> None:
    """Subscriptions, what waits for each, and mails in trouble."""
    config = settings()
    with reading(config) as conn:
        found = desk.overview(conn, rooms.roster(config)())
    if as_json:
        typer.echo(json.dumps(_overview_json(found), ensure_ascii=False))
    else:
        _show(found)


@app.command()
def preview(
    text: Annotated[bool, typer.Option("--text", help="Print the text of each mail.")] = False,
    as_json: Json = False,
) -> None:
    """The mails that would go out if all that waits were due now, and why. Sends and changes nothing."""
    config = settings()
    with reading(config) as conn:
        found = desk.preview(conn, rooms.roster(config)(), rooms.stationery(config), utcnow())
    if as_json:
        typer.echo(json.dumps([_preview_json(mail) for mail in found], ensure_ascii=False))
        return
    if not found:
        talk.print("nothing waits")
    for mail in found:
        due = f"due {_local(mail.due_at)}, {mail.alerts} alerts"
        typer.echo(f"{mail.subscription_id} → {mail.recipient}, {due}: {mail.written.subject}")
        if text:
            typer.echo(f"\n{mail.written.parts.text}\n{'─' * 72}")


@app.command("test")
def send_test(
    address: Annotated[str, typer.Argument(help="Who gets the mail.")],
    language: Annotated[Literal["en", "de", "es"], typer.Option(help="The mail's language.")] = "en",
) -> None:
    """Send one mail that shows what an alert looks like, past the outbox, and say what the server said."""
    config = settings()
    transport = rooms.transport(config.mail)
    if transport is None:
        raise ConfigError("no mail server is configured; set [mail] host (see docs/configuration.md)")
    if not mime.is_address(address):
        raise ConfigError(f"{address!r}: not a mail address")
    receipt = asyncio.run(desk.send_test(transport, address, rooms.stationery(config), utcnow(), language))
    if receipt.fate is Fate.SENT:
        talk.print(f"{config.mail.host}:{config.mail.port} took the mail for {address}", highlight=False)
        return
    talk.print(f"not sent ({receipt.fate}): {receipt.reason}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


@app.command()
def retry(recipient: Annotated[str | None, typer.Argument(help="Only this one; everybody when left out.")] = None) -> None:
    """Make refused mails due again and write to stopped recipients again. The running service sends them, or the next crawl."""
    config = settings()
    with reading(config):  # there is one
        pass
    path = config.archive.path
    with db.driver_errors(path), closing(db.connect(path)) as conn, db.transaction(conn):
        mails, recipients = desk.retry(conn, recipient, utcnow())
    talk.print(f"{mails} mails are due again, {recipients} recipients are written to again", highlight=False)
    if recipient is not None and not mails and not recipients:
        talk.print(f"{recipient}: nothing was refused; `presswatch alerts list` shows what waits", markup=False)
        raise typer.Exit(1)


def _show(found: Overview) -> None:
    table = Table(show_edge=False)
    for name in ("subscription", "to", "when", "what", "waiting", "next", "state"):
        table.add_column(name, overflow="fold")
    for line in found.lines:
        next_due = _local(line.next_due_at) if line.next_due_at else ""
        told = (line.subscription_id, line.recipient, line.cadence, line.restrictions, str(line.waiting), next_due)
        table.add_row(*(escape(cell) for cell in told), f"[red]{escape(line.stopped)}[/red]" if line.stopped else "well")
    Console().print(table)
    counts = found.counts
    talk.print(f"\n{counts['waiting']} alerts wait; mails: {counts['due']} due, {counts['sent']} sent, {counts['dead']} given up")
    for message in found.troubled:
        talk.print(f"[red]{message.state}[/red] {escape(_trouble(message))}", soft_wrap=True, highlight=False)
    if found.counts["dead"]:
        talk.print("When the cause is gone, `presswatch alerts retry` sends them.")


def _trouble(message: Message) -> str:
    again = f", next try {_local(message.next_try_at)}" if message.state == "due" else ""
    return f"{message.recipient}: {message.last_error} ({message.attempts} tries{again})"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _overview_json(found: Overview) -> dict[str, object]:
    lines = [asdict(line) | {"next_due_at": stamp(line.next_due_at) if line.next_due_at else None} for line in found.lines]
    return {"subscriptions": lines, "counts": found.counts, "troubled": [_message_json(m) for m in found.troubled]}


def _message_json(message: Message) -> dict[str, object]:
    return {
        "recipient": message.recipient,
        "state": message.state,
        "attempts": message.attempts,
        "error": message.last_error,
        "next_try_at": stamp(message.next_try_at),
    }


def _preview_json(mail: Preview) -> dict[str, object]:
    return {
        "subscription": mail.subscription_id,
        "recipient": mail.recipient,
        "due_at": stamp(mail.due_at),
        "alerts": mail.alerts,
        "subject": mail.written.subject,
        "text": mail.written.parts.text,
    }
