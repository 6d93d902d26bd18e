"""Which extractor this is: a short name of the code and libraries that turn pages into articles."""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("trafilatura", "lxml", "resiliparse", "py3langid")


@lru_cache(maxsize=1)
def extractor() -> str:
    """Changes with any file of the pipelines and any library that reads pages."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library}={version(library)}".encode())
    return digest.hexdigest()[:12]
