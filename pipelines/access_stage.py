"""What a page's access status means for the work on it."""

from archive.model import Access, Outcome
from pipelines.stage import Drop, Work

_OUTCOMES = {
    Access.CONSENT: Outcome.WALLED,
    Access.LOGIN: Outcome.WALLED,
    Access.BOT_WALL: Outcome.WALLED,
    Access.JS_ONLY: Outcome.WALLED,
    Access.SOFT_404: Outcome.GONE,
    Access.GONE: Outcome.GONE,
}  # FULL, TEASER and PAYWALLED go on: a stub is judged by what it shows, and kept as what it is


class AccessStage:
    """Ends the work on what is not an article; the drop keeps the extract."""

    name = "access"

    async def run(self, work: Work) -> Work | Drop:
        """Drop as walled, gone or unparsable, or hand on unchanged."""
        extracted = work.extract
        if extracted is None:
            return Drop(Outcome.UNPARSABLE, "nothing was read from the page", work)
        if outcome := _OUTCOMES.get(extracted.access):
            return Drop(outcome, f"{extracted.access}: {extracted.origins.get('access', '')}".rstrip(": "), work)
        if not extracted.text:
            return Drop(Outcome.UNPARSABLE, "no text could be taken from the page", work)
        return work
