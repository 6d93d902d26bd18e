"""How to start the web server: Datasette as a child process with our plugin."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent


def command(
    archive: Path,
    reader: Path,
    port: int,
    host: str = "127.0.0.1",
    *,
    subjects: Mapping[str, Mapping[str, str]] | None = None,
    shared: bool = False,
    pages: Path | None = None,
    sql: bool = False,
    secure: bool = False,
    pictures: Mapping[str, object] | None = None,
    base_url: str = "/",
    operator: str = "",
    channels: Sequence[str] = (),
    subscriptions: Sequence[Mapping[str, object]] = (),
) -> list[str]:
    """The argv of the child. `reader` is created when missing; the archive must exist.

    `subjects` gives the label of each subject of the topic by language, for filters and cards.
    `shared` asks for an account before anything is shown (docs/browse.md); the default is open until there is an account.
    `pages` is the folder of the raw pages. `sql` lets the one reader of an open room write SQL; `secure` sends session cookies
    over HTTPS only.
    `pictures` names the function that fetches a picture ("module:name") and its settings; without, none is shown.
    `operator` is the address that needs no confirmation, `channels` are the names that subscriptions may choose from;
    `subscriptions` are those of the configuration, which are shown beside readers' own.
    """
    plugin = {
        "archive": str(archive.resolve()),
        "reader": str(reader.resolve()),
        "pages": str(pages.resolve()) if pages else "",
        "shared": shared,
        "sql": sql,
        "secure": secure,
        "pictures": pictures,
        "subjects": subjects or {},
        "operator": operator,
        "channels": list(channels),
        "subscriptions": list(subscriptions),
    }
    return [
        *(sys.executable, "-m", "datasette", "serve"),
        *("--config", str(HERE / "datasette.yaml")),
        *("--template-dir", str(HERE / "stock")),
        *("--plugins-dir", str(HERE / "plugins")),
        *("--static", f"presswatch-static:{HERE / 'static'}"),
        *("--setting", "base_url", base_url),
        *("--host", host, "--port", str(port)),
        *(part for key, value in plugin.items() for part in ("--setting", f"plugins.presswatch.{key}", json.dumps(value))),
    ]
