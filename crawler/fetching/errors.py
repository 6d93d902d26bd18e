"""Why a request was not made or not finished.

IgnoreRequest (Scrapy's)
├── AddressRefusedError      the address guard: not a public address
├── RobotsDisallowedError    robots.txt forbids the path
└── RobotsUnavailableError   robots.txt cannot be had: wait (RFC 9309 §2.3.1.4)
"""

from scrapy.exceptions import IgnoreRequest


class AddressRefusedError(IgnoreRequest):
    """The address behind a host name is private, local or otherwise not public."""


class RobotsDisallowedError(IgnoreRequest):
    """robots.txt forbids this path to us."""


class RobotsUnavailableError(IgnoreRequest):
    """robots.txt answered with a server error or not at all; until it does, everything counts as forbidden.

    `kind` is the trouble that asking for it ended in: a dead name is a dead name, whichever file was asked for first.
    """

    def __init__(self, reason: str, kind: str = "robots unavailable") -> None:
        super().__init__(reason)
        self.kind = kind
