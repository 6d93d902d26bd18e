"""JSON lines as people hand them over: read one by one, and whatever is wrong is told with file and line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.errors import SeedError

LONGEST = 20_000_000  # bytes of a line: a hundred times the longest article
TEXTS = frozenset({"title", "text", "lang"})  # null is as good as none
NEEDED = frozenset({"id", "title", "text"})


class JsonLines:
    """The objects of a file, in order; empty lines are skipped. `number` is that of the last line read.

    Raises SeedError, while it is read, for a file that cannot be read and a line that is no object with id and texts.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.number = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            with self._file.open("rb") as lines:
                while line := lines.readline(LONGEST + 1):
                    self.number += 1
                    if len(line) > LONGEST:
                        raise self.error(f"longer than {LONGEST // 1_000_000} MB; expected one object a line")
                    if line.strip(b"\xef\xbb\xbf \t\r\n"):
                        yield self._object(line)
        except OSError as error:
            raise SeedError(f"{self._file}: cannot be read ({error.strerror}); name a file of JSON lines") from error

    def error(self, said: str) -> SeedError:
        """What is wrong with the last line read."""
        return SeedError(f"{self._file}:{self.number}: {said}")

    def _object(self, line: bytes) -> dict[str, Any]:
        try:
            record = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise self.error(f"not UTF-8 (byte {error.start + 1}); save the file as UTF-8") from error
        except (ValueError, RecursionError) as error:
            raise self.error(f"not a JSON object: {error}") from error
        if not isinstance(record, dict) or not record.keys() >= NEEDED:
            raise self.error("expected an object with id, title and text")
        for key in TEXTS & record.keys():
            if not isinstance(record[key] or "", str):
                raise self.error(f"{key} is {str(record[key])[:60]}; expected a string")
        return record
