"""A text as the words it is compared by: folded, lower case, without signs."""

import re

from pipelines.folding import fold

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words and numbers in order; accents, case, hyphens, soft hyphens and the kind of quotes make no difference."""
    return _WORD.findall(fold(text).text.decode().lower())
