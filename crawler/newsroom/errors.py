"""What can go wrong while the newsroom is set up.

NewsroomError
└── SeedError      a file under seeds/newsroom breaks its format
"""

from pathlib import Path

from pydantic import ValidationError


class NewsroomError(Exception):
    """Base of every error that this package raises on purpose."""


class SeedError(NewsroomError):
    """A seed file is wrong; the message names the file, the key and what was expected there."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        """Keep the parts, so that callers can show or sort by them."""
        super().__init__(f"{path}: {key}: {problem}")
        self.path = path
        self.key = key
        self.problem = problem

    @classmethod
    def from_validation(cls, path: Path, error: ValidationError) -> "SeedError":
        """Report the first wrong key of a pydantic validation."""
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        return cls(path, key, first["msg"])
