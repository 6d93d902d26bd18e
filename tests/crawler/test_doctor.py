"""What the doctor says of what was found."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.inspection import Inspection
from crawler import doctor
from crawler.doctor import MEGABYTE, Finding, Level

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
GOOD = Inspection("0005_outbox", (), 12, NOW, 3 * MEGABYTE, 0)
TROUBLE = [
    (doctor.identity("", "presswatch"), Level.WARNING, "set [fetch] contact"),
    (doctor.secrets({"p.txt": 0o100644}), Level.WARNING, "chmod 600 p.txt"),
    (doctor.folders([("/x", "Read-only file system")], []), Level.ERROR, "check its owner"),
    (doctor.archive("a.db", Inspection("1", (), 0, None, 1, 600 * MEGABYTE)), Level.WARNING, "restart `presswatch serve`"),
    (doctor.disk("/x", 50 * MEGABYTE, 0), Level.ERROR, "make room"),
    (doctor.disk("/x", 900 * MEGABYTE, 0), Level.WARNING, "make room"),
    (doctor.disk("/x", 3000 * MEGABYTE, 4000 * MEGABYTE), Level.WARNING, "needs 4,000 MB"),
    (doctor.identity("https://desk.example/", "presswatch", asks_sec=True), Level.WARNING, "mail address in the User-Agent"),
    (doctor.identity("desk@example.org", "presswatch", asks_sec=True), Level.OK, "outlets see"),
    (doctor.backups("", None, NOW, timedelta(days=1)), Level.WARNING, "set [backup] folder"),
    (doctor.backups("/b", None, NOW, timedelta(days=1)), Level.WARNING, "`presswatch backup` makes one now"),
    (doctor.backups("/b", NOW - timedelta(days=3, hours=2), NOW, timedelta(days=1)), Level.WARNING, "3 days 2 hours old"),
    (doctor.clock(NOW.replace(year=1970), NOW, None), Level.ERROR, "set it"),
    (doctor.clock(NOW, NOW, NOW + timedelta(days=1)), Level.ERROR, "in the future"),
    (doctor.clock(NOW, NOW + timedelta(minutes=1), None), Level.WARNING, "60 s off"),
    (doctor.names(["a.example", "b.example"], ["a.example", "b.example"]), Level.ERROR, "check the network"),
    (doctor.names(["a.example", "b.example"], ["b.example"]), Level.WARNING, "b.example: not found"),
    (doctor.names([], []), Level.WARNING, "no channel is enabled"),
    (doctor.smtp("m:587", "starttls", login=True, trouble="m:587: 535 no"), Level.ERROR, "check [mail]"),
    (doctor.no_smtp(2), Level.WARNING, "set [mail] host"),
    (doctor.catalogue(0, 5, "t"), Level.ERROR, "docs/sources.md"),
]
WELL = [
    doctor.identity("https://example.org/bot", "presswatch (+https://example.org/bot)"),
    doctor.secrets({"p.txt": 0o100600}),
    doctor.folders([], ["/x"]),
    doctor.archive("a.db", GOOD),
    doctor.archive("a.db", None),
    doctor.disk("/x", 5000 * MEGABYTE, 100 * MEGABYTE),
    doctor.clock(NOW, NOW, NOW - timedelta(days=1)),
    doctor.backups("/b", NOW - timedelta(hours=25), NOW, timedelta(days=1)),
    doctor.names(["a.example"], []),
    doctor.smtp("m:587", "starttls", login=True, trouble=""),
    doctor.no_smtp(0),
    doctor.instance(None),
    doctor.catalogue(5, 0, "t"),
]


@pytest.mark.parametrize(("finding", "level", "said"), TROUBLE, ids=lambda value: getattr(value, "text", None))
def test_trouble_says_what_to_do(finding: Finding, level: Level, said: str) -> None:
    assert finding.level is level
    assert said in finding.text


@pytest.mark.parametrize("finding", WELL, ids=lambda finding: finding.text)
def test_all_is_well(finding: Finding) -> None:
    assert finding.level is Level.OK


@pytest.mark.parametrize("finding", [*(finding for finding, _, _ in TROUBLE), *WELL], ids=lambda finding: finding.text)
def test_each_finding_is_one_line(finding: Finding) -> None:
    assert "\n" not in finding.text


def test_a_migration_to_come_is_announced() -> None:
    found = Inspection("0004_search", ("0005_outbox",), 12, NOW, 1, 0)
    assert "migrates it to 0005_outbox" in doctor.archive("a.db", found).text
