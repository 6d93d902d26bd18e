"""What can be said of deploy/ without an engine: it parses, names commands and settings that exist, and holds no secret."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from archive import db, metrics
from crawler import config
from crawler.commands import COMMANDS, load
from crawler.crawling import utcnow

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TEXTS = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
EVERYTHING = "\n".join(path.read_text("utf-8") for path in TEXTS)


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text("utf-8"))
    return parser


@pytest.mark.parametrize("command", sorted(set(re.findall(r"(?:-m crawler|`presswatch) (?!--)(\w+)", EVERYTHING))))
def test_commands_exist(command: str) -> None:
    assert command in COMMANDS


def test_options_exist() -> None:
    for command, option in re.findall(r"-m crawler (\w+) (--[\w-]+)", EVERYTHING):
        known = [name for parameter in load(command).params for name in (*parameter.opts, *parameter.secondary_opts)]
        assert option in known


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_units_are_hardened_and_unprivileged(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "presswatch"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_accepts_them(path: Path, tmp_path: Path) -> None:
    for other in UNITS:
        text = other.read_text("utf-8").replace("/opt/presswatch/.venv/bin/python", sys.executable)
        (tmp_path / other.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / path.name)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "presswatch" in line and "file:///opt" not in line]
    assert not complaints


@pytest.mark.parametrize("name", ["compose.yaml", "compose.cluster.yaml"])
def test_containers_are_hardened(name: str) -> None:
    compose = yaml.safe_load((DEPLOY / name).read_text("utf-8"))
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith((".", "/"))}
        assert named <= compose["volumes"].keys()


@pytest.mark.skipif(shutil.which("docker") is None, reason="no docker on this machine")
@pytest.mark.parametrize("name", ["compose.yaml", "compose.cluster.yaml"])
def test_docker_accepts_the_compose_files(name: str) -> None:
    done = subprocess.run(
        ["docker", "compose", "-f", str(DEPLOY / name), "config", "--quiet"], capture_output=True, text=True, check=False
    )
    if "is not a docker command" in done.stderr or "unknown" in done.stderr:
        pytest.skip("docker without compose")
    assert done.returncode == 0, done.stderr


def test_a_scheduler_is_reached_from_its_own_network_only() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.cluster.yaml").read_text("utf-8"))
    assert compose["networks"]["cluster"]["internal"] is True
    assert not any("ports" in service for service in compose["services"].values())


def test_the_lock_of_the_cluster_is_part_of_the_tested_one() -> None:
    ours = (ROOT / "requirements-cluster.lock").read_text("utf-8").split("\n", 1)[1]
    tested = (ROOT / "requirements-dev.lock").read_text("utf-8")
    for entry in re.split(r"^(?=\S)", ours, flags=re.MULTILINE)[1:]:
        assert entry.rstrip() in tested, entry.split()[0]
    assert "distributed==" in ours


def test_compose() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    main = compose["services"]["presswatch"]
    assert main["command"] == ["up"]
    assert all(port.startswith("127.0.0.1:") for port in main["ports"])
    assert (DEPLOY / main["build"]["context"] / main["build"]["dockerfile"]).is_file()
    assert set(main["secrets"]) <= compose["secrets"].keys()


def test_dockerfile() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    for folder in re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE):
        assert (ROOT / folder).exists()
    assert "--require-hashes -r requirements.lock" in text
    assert re.search(r"^USER (?!root)", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    assert {f"!{folder}" for folder in re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE)} <= set(allowed.splitlines())


def test_settings_in_the_examples_are_right(tmp_path: Path) -> None:
    environment = dict(
        line.split("=", 1)
        for line in (DEPLOY / "presswatch.env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    found = config.load(DEPLOY / "presswatch.toml.example", environment)
    assert found.mail.host == "mx.example.org"
    assert found.archive.path == Path("/var/lib/presswatch/presswatch.db")
    backups = str(found.backup.folder)
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert f"backups:{backups}" in compose["services"]["presswatch"]["volumes"]
    writing = [unit(path)["Service"] for path in SERVICES if "-m crawler up" in unit(path)["Service"]["ExecStart"]]
    assert len(writing) == 2
    assert all(service["ReadWritePaths"] == f"-{backups}" for service in writing)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"PRESSWATCH_[A-Z]+__[A-Z_]+", EVERYTHING))))
def test_variables_name_settings(name: str) -> None:
    section, _, key = name.removeprefix("PRESSWATCH_").lower().partition("__")
    assert key in type(getattr(config.Config(), section)).model_fields


def test_the_dashboard_shows_metrics_that_exist(tmp_path: Path) -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    with closing(db.create(tmp_path / "a.db")) as conn:
        known = {f"presswatch_{metric.name}" for metric in metrics.collect(conn, tmp_path / "a.db", utcnow())}
    shown = set(re.findall(r"presswatch_\w+", json.dumps(dashboard["panels"])))
    assert shown <= known


def test_files_named_in_the_readme_exist() -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    for name in re.findall(r"\bdeploy/([\w.-]+(?:\.example|\.yaml|\.json))", text):
        assert (DEPLOY / name).is_file(), name
    for name in re.findall(r"`(docs/[\w.-]+)`", text):
        assert (ROOT / name).is_file(), name


def test_no_secrets() -> None:
    assert not re.search(
        r"(?i)^[^#\n]*password\s*[=:]\s*[\"']?\w{4,}",
        re.sub(r"(?i)password_file.*|smtp_password.*", "", EVERYTHING),
        re.MULTILINE,
    )
    assert "BEGIN " not in EVERYTHING


def test_toml_parses() -> None:
    tomllib.loads((DEPLOY / "presswatch.toml.example").read_text("utf-8"))
