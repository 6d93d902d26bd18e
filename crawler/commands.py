"""Which commands there are. Each one's module is loaded when it is called: all of them together take seconds to import.

Click documents the way (https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands); the one-line helps
stand here so that `presswatch --help` need not load them either, and a test holds them equal to the commands' own.
"""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Entry(NamedTuple):
    """Where a command is, `module:function` or `module:Typer`, and its one-line help."""

    place: str
    help: str


COMMANDS = {
    "demo": Entry("running_commands:demo", "Crawl, judge, mail and serve the bundled newsroom. No network, no accounts."),
    "up": Entry("running_commands:up", "The service: schedule, crawl, alerts, web."),
    "crawl": Entry("running_commands:crawl", "One cycle of what is due, with a summary by outcome."),
    "serve": Entry("running_commands:serve", "Datasette with the reading pages on the archive, without crawling."),
    "why": Entry("captures_commands:why", "The whole life of a URL: who showed it when, what became of it, and why."),
    "page": Entry("captures_commands:page", "Print the raw page of an article as it was kept, byte for byte."),
    "cdxj": Entry(
        "captures_commands:cdxj", "The index of the kept pages as CDXJ, sorted, for pywb and other tools that read WARC files."
    ),
    "sources": Entry("sources_commands:app", "The catalogue."),
    "coverage": Entry(
        "coverage_commands:coverage",
        "First and late channels and outlets, and an estimate of the relevant articles that all of them missed.",
    ),
    "alerts": Entry("alerts_commands:app", "Subscriptions and the outbox."),
    "extract": Entry("texts_commands:extract", "Every field that can be read from pages, as JSON lines."),
    "score": Entry("texts_commands:score", "Judge texts by the topic: JSON lines with score, relevant, subjects and reasons."),
    "group": Entry(
        "texts_commands:group",
        "Find copies and stories among texts: JSON lines with duplicate_of, story, and how a copy came about.",
    ),
    "rescore": Entry(
        "rescore_command:rescore",
        "Judge the stored articles again after a change of topic, examples or correction. Mails nothing.",
    ),
    "reextract": Entry(
        "reextract_commands:reextract",
        "Read the kept pages with the extractor of today: report what would change, then change it (--apply). Mails nobody.",
    ),
    "judgement": Entry("judgement_commands:app", "What the topic's examples and its readers teach."),
    "gate": Entry(
        "gate_commands:gate",
        "What the gate stopped and why, and what the nightly sample of stopped pages proves. Exit code 1 when it missed any.",
    ),
    "record": Entry(
        "record_command:record",
        "Keep a page with the fields read from it, to check by hand: a test that its outlet is still read rightly.",
    ),
    "furniture": Entry("furniture_commands:app", "Recurring lines that are taken out of the outlets' texts."),
    "backfill": Entry(
        "backfill_commands:backfill",
        "Read archived pages, or fetch what sitemaps date since a day. Can be stopped at any time; tells nobody of old news.",
    ),
    "accounts": Entry("accounts_commands:app", "Who may read, where the reading room is shared."),
    "tokens": Entry("accounts_commands:tokens", "Addresses of feeds for feed readers, which cannot sign in."),
    "doctor": Entry(
        "operating_commands:doctor",
        "Check settings, seeds, archive, disk, names, mail server and clock; say what to do. Changes and sends nothing.",
    ),
    "backup": Entry(
        "operating_commands:backup",
        "Copy the archive while it is in use, and verify the copy. Without FILE: into [backup] folder, by its rule.",
    ),
    "restore": Entry(
        "operating_commands:restore",
        "Put a backup in the place of the archive. The old one is kept under another name. Refuses while presswatch runs.",
    ),
    "salvage": Entry(
        "operating_commands:salvage",
        "Save what can be read of a damaged archive; `restore` puts it in place. Refuses while presswatch runs.",
    ),
    "prune": Entry(
        "retention_commands:prune",
        "Show what the retention rules would delete; with --apply, delete it. Articles of the topic are never touched.",
    ),
    "metrics": Entry(
        "operating_commands:metrics", "The archive's state in Prometheus' text format, for a node exporter's textfile collector."
    ),
}


class Commands(TyperGroup):
    """A group that loads a command when it is called."""

    listing = False

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- Click's signature
        """All names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        """The command, or what the list of commands shows of it."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        return TyperCommand(cmd_name, help=entry.help) if self.listing else load(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The list of commands, without loading them."""
        self.listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self.listing = False


def load(name: str) -> TyperCommand | TyperGroup:
    """Import a command."""
    module, _, attribute = COMMANDS[name].place.partition(":")
    found = getattr(import_module(f"crawler.{module}"), attribute)
    if isinstance(found, typer.Typer):
        command: TyperCommand | TyperGroup = typer.main.get_group(found)
    else:
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        single = typer.main.get_command(alone)
        assert isinstance(single, TyperCommand)
        command = single
    command.name = name
    return command
