"""The command that shows what the gate stops and what its nightly sample proves."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from archive import samples
from crawler.console import reading, settings, talk
from crawler.crawling import utcnow
from pipelines.proof import upper_bound


def gate(
    days: Annotated[int, typer.Option(min=1, help="Of so many days.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """What the gate stopped and why, and what the nightly sample of stopped pages proves. Exit code 1 when it missed any."""
    since = utcnow() - timedelta(days=days)
    with reading(settings()) as conn:
        counted, missed, stopped = samples.counts(conn, since), samples.misses(conn, since), samples.stopped(conn)
    rows = [asdict(c) | {"missed_at_most": round(upper_bound(c.missed, c.read), 4) if c.read else None} for c in counted]
    if as_json:
        told = [asdict(miss) | {"at": miss.at.isoformat()} for miss in missed]
        typer.echo(json.dumps({"days": days, "stopped": stopped, "samples": rows, "missed": told}, ensure_ascii=False))
    else:
        for reason, number in stopped.items():
            talk.print(f"{number:8}  {reason}", highlight=False, markup=False)
        for count, row in zip(counted, rows, strict=True):
            bound = f"; at most {row['missed_at_most']:.2%} are missed (95 %)" if count.read else ""
            talk.print(
                f"{count.was}: {count.asked} sampled, {count.agreed} agreed, {count.missed} missed, "
                f"{count.changed} changed since, {count.unread} not readable{bound}",
                highlight=False,
            )
        for miss in missed:
            talk.print(f"missed: {miss.url} ({miss.note})", style="red", markup=False, highlight=False)
        if not counted:
            talk.print("no sample yet: one is drawn each night while `presswatch up` runs ([read] gate_sample)")
    raise typer.Exit(1 if any(count.missed for count in counted) else 0)
