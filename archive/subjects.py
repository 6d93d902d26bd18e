"""What readers call the topic's subjects."""

import json
import sqlite3
from collections.abc import Mapping


def sync(conn: sqlite3.Connection, labels: Mapping[str, Mapping[str, str]]) -> None:
    """Make the stored subjects equal to a topic's: id → language → label, in the topic's order."""
    conn.execute("delete from subjects")
    conn.executemany(
        "insert into subjects (id, position, labels) values (?, ?, ?)",
        [(key, n, json.dumps(dict(names), ensure_ascii=False)) for n, (key, names) in enumerate(labels.items())],
    )


def labels(conn: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Id → language → label."""
    return {row[0]: json.loads(row[1]) for row in conn.execute("select id, labels from subjects order by position")}
