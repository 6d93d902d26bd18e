"""A page is recorded through the guarded fetch, and read again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from harness import Installation, install, serving
from typer.testing import CliRunner, Result

from crawler.cli import app
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom

ARTICLE = "technik-bote/mai-1-preview-training"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    newsroom = Newsroom.from_seeds(StoppedClock())
    with serving(newsroom):
        yield install(tmp_path_factory.mktemp("record"), newsroom), newsroom.url(ARTICLE)


def record(installation: Installation, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--config", str(installation.config), "record", *arguments])


def test_a_page_is_kept_with_its_fields_and_checked(served: tuple[Installation, str], tmp_path: Path) -> None:
    installation, url = served
    into = ("--into", str(tmp_path))
    assert record(installation, url, "--source", "technik-bote", *into).exit_code == 0
    (file,) = tmp_path.glob("technik-bote-*.yaml")
    data = yaml.safe_load(file.read_text("utf-8"))
    assert data["url"] == url
    assert data["expected"]["language"] == "de"
    assert data["expected"]["access"] == "full"
    assert record(installation, "--check", *into).exit_code == 0

    data["expected"]["title"] = "Another headline"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    checked = record(installation, "--check", *into)
    assert checked.exit_code == 1
    assert f"{file}: title: " in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "expected the address"),
        (("http://technik-bote.localhost/x", "--source", "nobody"), "not in the catalogue"),
        (("--check",), "no recorded pages"),
        (("http://10.0.0.1/a",), "refused by the address guard"),
    ],
)
def test_wrong_use_is_one_clear_error(
    served: tuple[Installation, str], tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = record(served[0], *arguments, "--into", str(tmp_path / "none"))
    assert told in str(done.exception)
    assert not (tmp_path / "none").exists()
