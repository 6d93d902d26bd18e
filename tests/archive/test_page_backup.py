"""Raw pages are backed up with the archive that names them: only what is new, whole, and back again."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import db, page_backup, rotation
from archive.backup import back_up
from archive.model import DueUrl, Page
from archive.warc import PageStore, Place, pack

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Outlet:
    """An archive with raw pages, and the backups of it."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.backups = folder / "a.db", folder / "kept"
        self.store = PageStore(folder / "pages")
        self.places: list[Place] = []
        db.create(self.archive).close()

    def publish(self, day: datetime) -> None:
        url = f"https://o.example/{len(self.places)}"
        page = Page(DueUrl(0, url, "o", 0, day), url, 200, {"content-type": "text/html"}, url.encode() * 99, day)
        place = self.store.append(pack(page), day)
        self.places.append(place)
        with closing(db.connect(self.archive)) as conn:
            conn.execute("pragma foreign_keys = off")
            conn.execute(
                """insert into captures
                (url_id, url, article_id, revision, fetched_at, status, mime, file, offset, length, digest)
                values (0, ?, 0, 1, '', 200, '', ?, ?, ?, ?)""",
                (url, place.file, place.offset, place.length, place.digest),
            )

    def back_up(self, day: datetime) -> tuple[Path, page_backup.Copied]:
        file = rotation.name(self.backups, day)
        back_up(self.archive, self.archive.with_name("r.db"), file)
        return file, page_backup.copy(file, self.store.folder)


@pytest.fixture
def outlet(tmp_path: Path) -> Outlet:
    found = Outlet(tmp_path)
    found.publish(DAY)
    found.publish(DAY + timedelta(days=1))
    return found


def test_only_what_is_new_is_copied_and_everything_comes_back(outlet: Outlet) -> None:
    assert outlet.back_up(DAY)[1].new == 2
    outlet.publish(DAY + timedelta(days=1))
    file, copied = outlet.back_up(DAY + timedelta(days=1))
    assert (copied.files, copied.new, copied.lacking) == (2, 1, ())
    first, second = sorted(outlet.store.folder.iterdir())
    first.unlink()
    second.write_bytes(b"damaged" * 1000)
    restored, aside = page_backup.put_back(file, outlet.store.folder, DAY)
    assert (restored, [path.read_bytes()[:7] for path in aside]) == (2, [b"damaged"])
    assert [outlet.store.read(place).url for place in outlet.places] == [f"https://o.example/{n}" for n in range(3)]


def test_what_grew_since_is_left_as_it_is(outlet: Outlet) -> None:
    file, _ = outlet.back_up(DAY)
    outlet.publish(DAY)
    assert page_backup.put_back(file, outlet.store.folder, DAY) == (0, [])


def test_damage_is_told_and_replaces_no_copy(outlet: Outlet) -> None:
    outlet.back_up(DAY)
    first = min(outlet.store.folder.iterdir())
    first.write_bytes(b"")
    assert outlet.back_up(DAY + timedelta(days=1))[1].lacking == ()  # the copy is whole
    outlet.publish(DAY + timedelta(days=2))
    (outlet.store.folder / outlet.places[-1].file).unlink()
    assert outlet.back_up(DAY + timedelta(days=2))[1].lacking == (outlet.places[-1].file,)


def test_copies_go_with_the_last_backup_that_names_them(outlet: Outlet) -> None:
    old, _ = outlet.back_up(DAY)
    with closing(db.connect(outlet.archive)) as conn:
        conn.execute("delete from captures where file = ?", (outlet.places[0].file,))
    (outlet.store.folder / outlet.places[0].file).unlink()
    outlet.back_up(DAY + timedelta(days=1))
    assert page_backup.tidy(outlet.backups) == []
    old.unlink()
    assert [path.name for path in page_backup.tidy(outlet.backups)] == [outlet.places[0].file]


def test_a_named_backup_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert page_backup.folder_of(tmp_path / "safe.db") == tmp_path / "safe.pages"
    assert page_backup.folder_of(rotation.name(tmp_path, DAY)) == tmp_path / "presswatch.pages"
