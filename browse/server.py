"""How to start the web server: Datasette as a child process with our plugin."""

import json
import sys
from collections.abc import Mapping
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
    base_url: str = "/",
) -> list[str]:
    """The argv of the child. `reader` is created when missing; the archive must exist.

    `subjects` gives the label of each subject of the topic by language, for filters and cards.
    `shared` asks for a signed-in actor before anything is shown (see docs/browse.md); the default is open, for loopback.
    """
    plugin = {"archive": str(archive.resolve()), "reader": str(reader.resolve()), "shared": shared, "subjects": subjects or {}}
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
