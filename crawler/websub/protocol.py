"""What WebSub prescribes, as functions of values: where a feed names its hub, what hubs are asked, how deliveries are signed."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from archive.hubs import Subscription
from crawler.discovery.model import Discovery
from crawler.urls import spelling

SHORTEST_LEASE: Final = timedelta(minutes=5)  # hubs that verify with less would be asked all day
LONGEST_LEASE: Final = timedelta(days=90)
ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})  # §7.1
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s;,]{1,500}))*)")
_REL = re.compile(r";\s*rel\s*=\s*\"?([^\";,]*)", re.IGNORECASE)


def named(headers: Mapping[str, str], shown: Discovery, asked: str) -> tuple[str, str]:
    """The hub and the feed's own address there, ("", "") for a feed without a hub; Link headers win over the feed (§4)."""
    hub, own = shown.hub or "", shown.self_url or ""
    for address, parameters in _LINK.findall(headers.get("link", "")[:16_000]):
        relations = " ".join(_REL.findall(parameters)).lower().split()
        hub = spelling(address) if "hub" in relations and spelling(address) else hub
        own = spelling(address) if "self" in relations and spelling(address) else own
    return (hub, own or asked) if hub else ("", "")


def request(one: Subscription, callback: str, lease: timedelta) -> dict[str, str]:
    """The form that asks a hub to begin, renew or end a subscription (§5.1)."""
    mode = "unsubscribe" if one.state == "leaving" else "subscribe"
    form = {"hub.mode": mode, "hub.topic": one.topic, "hub.callback": f"{callback.rstrip('/')}/{one.token}"}
    return (
        form if mode == "unsubscribe" else form | {"hub.secret": one.secret, "hub.lease_seconds": str(int(lease.total_seconds()))}
    )


def lease_of(seconds: str, wished: timedelta) -> timedelta:
    """How long the hub grants, within bounds; what was wished where it does not say."""
    granted = timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) < 10 else wished  # noqa: PLR2004
    return min(max(granted, SHORTEST_LEASE), LONGEST_LEASE)


def is_signed(header: str, secret: str, body: bytes) -> bool:
    """Whether X-Hub-Signature ("sha256=<hex>") is of this body and secret (§7.1, §8)."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in ALGORITHMS:
        return False
    wanted = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(given.strip().lower().encode(), wanted.encode())
