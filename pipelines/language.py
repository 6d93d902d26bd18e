"""The language of a text, told from the text itself."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = (
    "en",
    "de",
    "es",
    "fr",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "ca",
    "tr",
    "ru",
    "zh",
    "ja",
)  # the topics' and their neighbours
_ENOUGH = 40  # characters: below, the answer is a guess
_SAMPLE = 1000  # characters read
_WEB = re.compile(r"https?://\S+|\S+@\S+")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def identify_language(text: str) -> str:
    """ISO 639-1 code of one of LANGUAGES, or "" when the text is too short to tell."""
    sample = _WEB.sub(" ", text[:_SAMPLE])
    if len(sample.strip()) < _ENOUGH:
        return ""
    language, confidence = _identifier().classify(sample)
    return str(language) if confidence > 0.8 else ""  # noqa: PLR2004 -- real articles reach 1.0
