"""Commands for whoever runs presswatch: doctor."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from archive.errors import ConfigError
from crawler import doctor as judging
from crawler import rooms
from crawler.config import Config
from crawler.console import options, settings, talk
from crawler.crawling import utcnow
from crawler.doctor import Finding, Level
from crawler.examination import Probe, examine

commands = typer.Typer()
STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@commands.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Check settings, seeds, archive, disk, names, mail server and clock; say what to do. Changes and sends nothing."""
    findings = _findings()
    healthy = not any(finding.level is Level.ERROR for finding in findings)
    if as_json:
        checks = [{"check": f.check, "level": f.level, "text": f.text} for f in findings]
        typer.echo(json.dumps({"ok": healthy, "checks": checks}, ensure_ascii=False))
    else:
        _show(findings)
    raise typer.Exit(0 if healthy else 1)


def _findings() -> list[Finding]:
    try:
        config = settings()
        probe = _probe(config)
        rooms.subscriptions_of(config)
    except ConfigError as error:
        return [judging.error("config", str(error))]
    file = options.config or Path("presswatch.toml")
    read = judging.ok("config", f"{file} is right" if file.exists() else "no presswatch.toml here: defaults and the environment")
    return [read, *asyncio.run(examine(config, file if file.exists() else None, probe, utcnow()))]


def _probe(config: Config) -> Probe | None:
    transport = rooms.transport(config.mail)
    return transport.probe if transport else None


def _show(findings: list[Finding]) -> None:
    for finding in findings:
        style = STYLES[finding.level]
        talk.print(f"[{style}]{finding.level:8}[/]{finding.check:12}{escape(finding.text)}", highlight=False, soft_wrap=True)
