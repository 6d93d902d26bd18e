"""The service's log: an event a line, no secrets."""

import io
import json
import logging
import sys

import pytest

from archive.errors import ConfigError
from crawler import config
from crawler.config import Config, MailSection
from crawler.logs import EventFormatter, Redacting

PASSWORD = "hunter2-and-more"


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    found = logging.makeLogRecord(
        {"name": "crawler.polls", "levelname": "WARNING", "msg": message, "args": arguments, "created": 0.0}
    )
    vars(found).update(extra)
    return found


def test_key_value() -> None:
    line = EventFormatter(as_json=False).format(record("%s failed", "a feed", source="heise", note='say "hi"\nthere'))
    assert line == (
        "time=1970-01-01T00:00:00.000Z level=warning room=crawler.polls "
        'event="a feed failed" source=heise note="say \\"hi\\"\\nthere"'
    )


def test_json() -> None:
    told = json.loads(EventFormatter(as_json=True).format(record("a\nb", status=404)))
    assert told["event"] == "a\nb"
    assert told["status"] == "404"


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_is_one_line_without_secrets(as_json: bool) -> None:
    try:
        int(f"535 wrong: {PASSWORD}")
    except ValueError:
        found = record("login as ana:%s failed", PASSWORD, exc_info=sys.exc_info())
    line = EventFormatter(as_json=as_json, secrets=["", PASSWORD]).format(found)
    assert "\n" not in line
    assert "ValueError" in line
    assert PASSWORD not in line


def test_the_password_is_in_no_repr() -> None:
    settings = Config(mail=MailSection(host="mx.example", password=PASSWORD))
    assert PASSWORD not in repr(settings) + str(settings)


@pytest.mark.parametrize("key", ["password", "pasword", "PASSWORD_FILES"])
def test_errors_do_not_show_what_may_be_a_password(key: str, tmp_path) -> None:
    file = tmp_path / "presswatch.toml"
    file.write_text(f'[mail]\n{key} = ["{PASSWORD}"]\n', "utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(file, {})
    assert key in str(caught.value)
    assert PASSWORD not in str(caught.value) + str(caught.value.__cause__)


def test_a_wrong_number_is_shown(tmp_path) -> None:
    with pytest.raises(ConfigError, match="got '99999'"):
        config.load(None, {"PRESSWATCH_WEB__PORT": "99999"})


def test_no_secret_in_lines_for_people_either() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redacting(["tOp s3cret", ""]))
    log = logging.getLogger("test of redaction")
    log.addHandler(handler)
    try:
        int("tOp s3cret")
    except ValueError:
        log.exception("login as %s with %s failed", "ada", "tOp s3cret")
    finally:
        log.removeHandler(handler)
    told = stream.getvalue()
    assert "login as ada with *** failed" in told
    assert "base 10: '***'" in told
    assert "s3cret" not in told
