"""Wire services: who they are, and which one a text credits."""

import re
from collections.abc import Sequence

from pipelines.furniture import fold

# Folded forms as they stand in bylines and credit lines.
_AGENCIES = {
    "dpa": "dpa", "deutsche presse agentur": "dpa", "dpa afx": "dpa-AFX", "dpa infocom": "dpa", "afp": "AFP",
    "agence france presse": "AFP", "ap": "AP", "associated press": "AP", "the associated press": "AP", "reuters": "Reuters",
    "thomson reuters": "Reuters", "apa": "APA", "sda": "Keystone-SDA", "keystone sda": "Keystone-SDA", "efe": "EFE",
    "agencia efe": "EFE", "europa press": "Europa Press", "bloomberg": "Bloomberg", "upi": "UPI", "ansa": "ANSA",
    "epd": "epd", "kna": "KNA", "sid": "SID", "dts": "dts", "ots": "ots", "pa media": "PA", "press association": "PA",
    "the canadian press": "The Canadian Press", "aap": "AAP", "xinhua": "Xinhua", "tass": "TASS", "kyodo": "Kyodo",
    "télam": "Télam", "notimex": "Notimex", "pr newswire": "PR Newswire", "business wire": "Business Wire",
    "globe newswire": "GlobeNewswire", "globenewswire": "GlobeNewswire", "news aktuell": "news aktuell",
    "ians": "IANS", "pti": "PTI",
    "nordlink": "Nordlink", "meridiano": "Meridiano",  # the wire services of the bundled newsroom
}  # fmt: skip
_CREDIT = re.compile(
    r"(?:^\W*(?:quellen?|source|fuente|mit material von|con información de)\s*:?\s*(?P<named>[^.]{2,80})\W*$)"
    r"|(?:\((?P<bracket>[A-Za-zÉé][\w -]{1,24}(?:[/,] ?[\w-]{2,12}){0,4})\)\s*[–—.-]?\s*)"
    r"|(?:^[A-ZÄÖÜ][\w .,/-]{2,40}\((?P<dateline>[\w /-]{2,30})\)\s*[–—-])"
    r"|(?:^(?P<start>[A-Za-zé]{2,12})\s*[–—-]\s)",
)
_HEAD, _TAIL = 2, 3  # lines at the start and the end in which credits stand


def is_agency(name: str) -> bool:
    """Whether `name` is that of a wire service."""
    return fold(name) in _AGENCIES


def read_agency(lines: Sequence[str], bylines: Sequence[str]) -> tuple[str, str]:
    """The wire service a text credits in byline, first or last lines, and where; two empty strings when it credits none.

    `lines` are those of the text before furniture was cut.
    """
    for byline in bylines:
        for part in re.split(r"[,;/|&]| und | and | y ", byline):
            if found := _AGENCIES.get(fold(part)):
                return found, "byline"
    for line in (*lines[:_HEAD], *lines[-_TAIL:]):
        for match in _CREDIT.finditer(line):
            for part in re.split(r"[/,]| und | and | y ", next(group for group in match.groups() if group)):
                if found := _AGENCIES.get(fold(part)):
                    return found, "text"
    return "", ""
