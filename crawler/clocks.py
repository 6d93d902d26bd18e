"""By which clock an outlet tells the time on pages that print none: pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from archive.model import Source

# Countries whose press lives by one clock (IANA's zone.tab; Ceuta, the Canaries, Easter Island and the Azores are few). Others,
# the United States first among them, have several: there the catalogue's `timezone` says it, or nobody does and UTC is flagged.
ZONES: Final[Mapping[str, str]] = {
    "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia",
    "CH": "Europe/Zurich", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CO": "America/Bogota", "CZ": "Europe/Prague",
    "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris",
    "GB": "Europe/London", "GR": "Europe/Athens", "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "LI": "Europe/Vaduz",
    "LU": "Europe/Luxembourg", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo", "PE": "America/Lima", "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "TR": "Europe/Istanbul",
    "TW": "Asia/Taipei", "UY": "America/Montevideo", "ZA": "Africa/Johannesburg",
}  # fmt: skip


def zones(sources: Iterable[Source]) -> Callable[[str], tzinfo | None]:
    """The zone of a source by its id: the catalogue's own word, else its country's; None where neither knows."""
    names = {source.id: source.timezone or ZONES.get(source.country, "") for source in sources}
    known = {identifier: ZoneInfo(name) for identifier, name in names.items() if name}
    return known.get
