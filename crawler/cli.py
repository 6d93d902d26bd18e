"""The commands. What machines read goes to stdout, talk to stderr; exit 0 done, 1 something failed and is listed, 2 wrong use."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import ConfigError, PresswatchError, SeedError
from crawler.commands import Commands
from crawler.console import log_to_terminal, options, talk

app = typer.Typer(
    cls=Commands,
    help="presswatch watches the press for one story line.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def before(
    config: Annotated[Path | None, typer.Option(help="Settings file; presswatch.toml here when it exists.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show tracebacks.")] = False,
) -> None:
    """Options of all commands."""
    options.config, options.debug = config, debug
    log_to_terminal(debug=debug)


def main() -> None:
    """Run a command; our own errors are one line on stderr."""
    try:
        app()
    except PresswatchError as error:
        if options.debug:
            raise
        talk.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2 if isinstance(error, (ConfigError, SeedError)) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
