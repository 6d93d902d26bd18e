"""Addresses that mails link to: browse's pages, and signed ones for unsubscribing."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Pages of the archive's web site at `base_url` (no slash at the end)."""

    base_url: str

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

    def unsubscribe(self, token: str) -> str:
        """Where one click ends a subscription (RFC 8058)."""
        return f"{self.base_url}/unsubscribe/{token}"


def token(secret: bytes, subscription_id: str, recipient: str) -> str:
    """Proves that a link came in a mail to this recipient. Holds no secret and works for this subscription only."""
    payload = f"{subscription_id}\n{recipient}".encode()
    return f"{_text(payload)}.{_text(_signature(secret, payload))}"


def read_token(secret: bytes, text: str) -> tuple[str, str] | None:
    """Subscription and recipient of a token, None when it is not ours."""
    payload, _, signature = text.partition(".")
    try:
        found = _bytes(payload)
        if not hmac.compare_digest(_bytes(signature), _signature(secret, found)):
            return None
        subscription_id, _, recipient = found.decode().partition("\n")
    except ValueError:
        return None
    return subscription_id, recipient


def _signature(secret: bytes, payload: bytes) -> bytes:
    return hmac.digest(secret, payload, hashlib.sha256)[:16]


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
