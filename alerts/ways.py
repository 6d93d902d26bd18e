"""Which way out a recipient is reached by: mail, a channel that the operator set up, or a web hook of a reader's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alerts.delivery import Transport
from alerts.mime import Mail

MAIL = "mail"
CHANNEL = "channel:"  # and the name that [alerts.channels] gives it: no secret of a channel stands in the archive
HOOKS = ("https://", "http://")


def way_of(recipient: str) -> str:
    """The way of a recipient: `mail` for addresses; channels and web hooks are ways of their own."""
    return recipient if recipient.startswith((CHANNEL, *HOOKS)) else MAIL


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way out there is. `hooks` makes one for the address of a web hook, None when it is nobody's."""

    mail: Transport[Mail] | None = None
    channels: Mapping[str, Transport[Any]] = field(default_factory=dict)
    hooks: Callable[[str], Transport[Any] | None] = lambda _address: None

    def of(self, way: str) -> Transport[Any] | None:
        """The transport of a way, None when nothing of the kind is set up."""
        if way == MAIL:
            return self.mail
        if way.startswith(CHANNEL):
            return self.channels.get(way.removeprefix(CHANNEL))
        return self.hooks(way)
