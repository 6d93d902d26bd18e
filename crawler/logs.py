"""What the service logs: one line an event, as key=value or JSON, without secrets."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

PLAIN = re.compile(r"[^\s\"=\\]+")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
HIDDEN = "***"


class EventFormatter(logging.Formatter):
    """`logfmt` lines or JSON objects: time, level, room (the logger), event, what `extra` held, and the traceback as `error`."""

    def __init__(self, *, as_json: bool, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._as_json = as_json
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "room": record.name,
            "event": record.getMessage(),
        }
        fields |= {name: str(value) for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        fields = {name: self._without_secrets(value) for name, value in fields.items()}
        if self._as_json:
            return json.dumps(fields, ensure_ascii=False)
        return " ".join(f"{name}={_value(text)}" for name, text in fields.items())

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class Redacting(logging.Filter):
    """Takes secrets out of what handlers of other formats are about to write, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, redacted."""
        if self._secrets:
            record.msg, record.args = self._hidden(record.getMessage()), ()
            if record.exc_info:
                record.exc_text = self._hidden(record.exc_text or logging.Formatter().formatException(record.exc_info))
        return True

    def _hidden(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


def hide(secrets: Iterable[str]) -> None:
    """From now on no handler of the root logger writes these."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(Redacting(secrets))


def _value(text: str) -> str:
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def log_events(stream: TextIO, *, as_json: bool, secrets: Iterable[str]) -> None:
    """From now on all that is logged goes to `stream`, an event a line."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(EventFormatter(as_json=as_json, secrets=secrets))
    logging.basicConfig(handlers=[handler], force=True, level=logging.getLogger().level)


def chosen(wanted: str, stream: TextIO = sys.stderr) -> str:
    """What `auto` comes to: text for a person at a terminal, key=value otherwise."""
    if wanted != "auto":
        return wanted
    return "text" if stream.isatty() else "keyvalue"
