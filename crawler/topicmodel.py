"""What a topic's examples teach: seeds/topics/<topic>.examples.jsonl → <topic>.learnt.json, and that file → a Resemblance.

An analyst adds a line to the examples, `presswatch judgement learn` makes the other file from it, and both are the topic's data.
A topic without them is judged by its rules alone.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from archive.errors import ConfigError, SeedError
from crawler.seedfiles import Strict, check, read
from pipelines.correction import NO_CORRECTION, Correction
from pipelines.resemblance import Resemblance

COPY_SEEDS = "copy the seeds to a folder of yours and name it in [seeds] folder"
SIZE = 512  # numbers in a vector


class ExampleEntry(Strict):
    """A text and what people say of it. `subjects` are not used for learning; benches read them."""

    id: str
    lang: str
    title: str
    text: str
    relevant: bool
    subjects: list[str] | None = None


class LearntEntry(Strict):
    """Weights over a vector's numbers, as little-endian 32-bit floats in base64."""

    examples: str
    up: float
    down: float
    constant: float
    weights: str


class CorrectionEntry(Strict):
    """What readers taught, in log-odds by rule and by subject."""

    rules: dict[str, float]
    subjects: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paths:
    """The two files of a topic."""

    examples: Path
    learnt: Path
    correction: Path


def paths(topic_file: Path) -> Paths:
    """Where the examples of a topic are, and what was learnt from them."""
    return Paths(
        topic_file.with_suffix(".examples.jsonl"),
        topic_file.with_suffix(".learnt.json"),
        topic_file.with_suffix(".correction.json"),
    )


def load(topic_file: Path) -> Resemblance | None:
    """What the topic's examples taught, None where nothing was learnt. Raises SeedError."""
    file = paths(topic_file).learnt
    if not file.exists():
        return None
    entry = check(_json(read(file), str(file)), LearntEntry, str(file))
    try:
        weights = np.frombuffer(base64.b64decode(entry.weights, validate=True), "<f4").astype(np.float64)
    except (binascii.Error, ValueError) as error:
        raise SeedError(f"{file}: weights: {error}; make the file anew with `presswatch judgement learn`") from error
    if len(weights) != SIZE or not np.isfinite(weights).all():
        raise SeedError(f"{file}: weights: {len(weights)} numbers; expected {SIZE}; run `presswatch judgement learn`")
    return Resemblance(weights, entry.constant, entry.up, entry.down, entry.examples)


def save(topic_file: Path, learnt: Resemblance) -> Path:
    """Write what was learnt beside the topic. Returns the file."""
    file = paths(topic_file).learnt
    weights = base64.b64encode(learnt.weights.astype("<f4").tobytes()).decode()
    said = {"examples": learnt.examples, "up": learnt.up, "down": learnt.down, "constant": round(learnt.constant, 6)}
    entry = said | {"weights": weights}
    file.write_text(json.dumps(entry, indent=1) + "\n", "utf-8")
    return file


def load_correction(topic_file: Path) -> Correction:
    """What readers taught, when somebody has applied it. Raises SeedError."""
    file = paths(topic_file).correction
    if not file.exists():
        return NO_CORRECTION
    text = read(file)
    entry = check(_json(text, str(file)), CorrectionEntry, str(file))
    return Correction(hashlib.sha256(text.encode()).hexdigest()[:16], entry.rules, entry.subjects)


def save_correction(topic_file: Path, rules: Mapping[str, float], subjects: Mapping[str, float]) -> Path:
    """Put a correction into force. Returns the file. Raises ConfigError where it cannot be written."""
    file = paths(topic_file).correction
    try:
        file.write_text(json.dumps({"rules": dict(rules), "subjects": dict(subjects)}, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror}); {COPY_SEEDS}") from error
    return file


def drop_correction(topic_file: Path) -> bool:
    """Take the correction back. False when none was in force. Raises ConfigError where its file cannot be deleted."""
    file = paths(topic_file).correction
    there = file.exists()
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be deleted ({error.strerror}); {COPY_SEEDS}") from error
    return there


def examples(file: Path) -> list[ExampleEntry]:
    """The texts of an examples file. Raises SeedError that names file, line and key."""
    return [check(data, ExampleEntry, where) for where, data in _lines(file)]


def fingerprint(file: Path) -> str:
    """The hash by which learnt weights name their examples."""
    return hashlib.sha256(read(file).encode()).hexdigest()[:16]


def judgement(topic_file: Path) -> str:
    """The hash of all that verdicts depend on: the topic, what its examples taught, and the readers' correction in force."""
    made = (paths(topic_file).learnt, paths(topic_file).correction)
    parts = (read(topic_file), *(read(file) if file.exists() else "" for file in made))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _lines(file: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(read(file).splitlines(), 1):
        where = f"{file}: line {number}"
        yield where, _json(line, where)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SeedError(f"{where}: not JSON: {error}; expected an object") from error
