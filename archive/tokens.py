"""Signed addresses: what a link in a mail may do, and only that. No secret is in it, and nothing has to be remembered for it."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

SIGNATURE_BYTES = 16
UNSUBSCRIBE, CONFIRM, NOT_RELEVANT = "unsubscribe", "confirm", "not-relevant"


def sign(secret: bytes, purpose: str, *fields: str) -> str:
    """Proves that a link for this purpose came from this archive. Fields hold no line feeds."""
    payload = "\n".join((purpose, *fields)).encode()
    return f"{_text(payload)}.{_text(_signature(secret, payload))}"


def read(secret: bytes, purpose: str, text: str) -> tuple[str, ...] | None:
    """The fields of a token for this purpose, None when it is not ours."""
    payload, _, signature = text.partition(".")
    try:
        found = _bytes(payload)
        if not hmac.compare_digest(_bytes(signature), _signature(secret, found)):
            return None
        told, *fields = found.decode().split("\n")
    except ValueError:
        return None
    return tuple(fields) if told == purpose else None


def _signature(secret: bytes, payload: bytes) -> bytes:
    return hmac.digest(secret, payload, hashlib.sha256)[:SIGNATURE_BYTES]


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
