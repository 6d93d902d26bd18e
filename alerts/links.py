"""Addresses that mails link to: browse's pages, and signed ones that work without signing in."""

from dataclasses import dataclass, field
from datetime import datetime

from archive import tokens
from archive.db import stamp


@dataclass(frozen=True, slots=True)
class Links:
    """Pages of the archive's web site at `base_url` (no slash at the end); `secret` signs."""

    base_url: str
    secret: bytes = field(default=b"", repr=False)

    @property
    def home(self) -> str:
        """What is new."""
        return f"{self.base_url}/"

    @property
    def deliveries(self) -> str:
        """What was and was not delivered."""
        return f"{self.base_url}/deliveries"

    def article(self, article_id: int) -> str:
        """The reading view."""
        return f"{self.base_url}/article/{article_id}"

    def story(self, story_id: int) -> str:
        """All reports of a story."""
        return f"{self.base_url}/story/{story_id}"

    def not_relevant(self, article_id: int) -> str:
        """A page with one button. The same for all recipients, so that their mails share the story's block."""
        return f"{self.base_url}/not-relevant/{tokens.sign(self.secret, tokens.NOT_RELEVANT, str(article_id))}"

    def unsubscribe(self, subscription_id: str, recipient: str) -> str:
        """Where one click ends a subscription (RFC 8058)."""
        return f"{self.base_url}/unsubscribe/{tokens.sign(self.secret, tokens.UNSUBSCRIBE, subscription_id, recipient)}"

    def confirm(self, subscription_id: str, recipient: str, until: datetime) -> str:
        """Where the owner of an address says that it may be written to."""
        return f"{self.base_url}/confirm/{tokens.sign(self.secret, tokens.CONFIRM, subscription_id, recipient, stamp(until))}"
