"""The house keeps its shape: which room may import which, no cycles, no file too long to read."""

import ast
import re
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("archive", "pipelines", "crawler", "alerts", "browse")
MAY_IMPORT = {
    "archive": set(),
    "pipelines": {"archive"},
    "crawler": {"archive", "pipelines"},
    "alerts": {"archive"},
    "browse": {"archive"},
}
# The composition root: it puts the rooms together, nothing imports it but the commands.
KNOW_EVERYBODY = {"crawler.running_commands", "crawler.rooms", "crawler.alerts_commands", "crawler.operating_commands"}
APART = {"crawler.newsroom": set(), "crawler.mailbox": set()}  # stand-ins for the outside world know nothing of us
MAX_LINES = 400
LONGER: dict[str, str] = {}  # file: reason


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports anywhere, also inside functions."""
    known = modules()
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in known else node.module for a in node.names}
    return {name for name in found if name.split(".")[0] in ROOMS}


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_run_one_way(module: str) -> None:
    room = module.split(".", maxsplit=1)[0]
    for imported in imports(modules()[module]):
        allowed = imported.split(".")[0] in MAY_IMPORT[room] | {room} or module in KNOW_EVERYBODY
        assert allowed, f"{module} imports {imported}"


@pytest.mark.parametrize("apart", sorted(APART))
def test_stand_ins_know_nothing_of_us(apart: str) -> None:
    for module, path in modules().items():
        if module.startswith(apart):
            ours = {name for name in imports(path) if not name.startswith(apart) and name != "archive.errors"}
            assert not ours, f"{module} imports {ours}"


def test_no_import_cycles() -> None:
    graph = {module: imports(path) & modules().keys() for module, path in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_no_file_is_too_long() -> None:
    tracked = [*modules().values(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    long = {
        str(path.relative_to(ROOT)) for path in tracked if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES
    } - LONGER.keys()
    assert not long


def test_no_utils() -> None:
    assert not [module for module in modules() if re.search(r"(^|\.)(utils|helpers|misc|common)$", module)]


def test_dependencies_are_pinned_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[<>=!~\[; ]", name)[0].lower() for name in project["dependencies"]}
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    assert {name.replace("_", "-") for name in wanted} <= pinned
    assert "http" not in re.sub(r"^(httpcore|httpx|httptools|aiohttp)[\w-]*==.*$", "", lock, flags=re.MULTILINE)
    assert lock.count("--hash=sha256:") > lock.count("==")
