"""The errors presswatch raises on purpose.

PresswatchError                 anything a user can put right; its text says how
├── ConfigError                 presswatch.toml or the environment
├── SeedError                   seeds/: topic, sources, seed articles
├── BackupError                 a backup cannot be made or restored
├── PageStoreError              a raw page cannot be kept or read back
└── ArchiveError                the database file
    ├── ForeignArchiveError     not ours, or made by a newer presswatch
    └── ArchiveUnavailableError all writing fails until the cause is gone; the writer says so once and everybody waits
        ├── ArchiveLockedError      somebody else holds it
        ├── ArchiveReadOnlyError    cannot be written
        ├── ArchiveFullError        no room on the disk
        ├── ArchiveDiskError        the disk reports an error
        └── ArchiveCorruptError     SQLite finds it damaged
"""


class PresswatchError(Exception):
    """Base of all errors that a user can put right; `str()` is one line that says what to do."""


class ConfigError(PresswatchError):
    """A setting is missing, unknown or wrong; names file and key."""


class SeedError(PresswatchError):
    """A file below seeds/ is wrong; names file, key, value and what was expected."""


class ArchiveError(PresswatchError):
    """The archive cannot be used; names the file."""


class ForeignArchiveError(ArchiveError):
    """The file is another program's, or has a schema newer than this program knows."""


class PageStoreError(PresswatchError):
    """A raw page cannot be kept in, or read from, the WARC files; names the file."""


class BackupError(PresswatchError):
    """A backup cannot be made or restored; what was there is untouched."""


class ArchiveUnavailableError(ArchiveError):
    """Concerns the archive as a whole, not one piece of work."""


class ArchiveLockedError(ArchiveUnavailableError):
    """Another process holds the archive longer than the busy time-out."""


class ArchiveReadOnlyError(ArchiveUnavailableError):
    """The archive or its folder cannot be written."""


class ArchiveFullError(ArchiveUnavailableError):
    """The disk is full; nothing was lost, the write can be repeated once there is room."""


class ArchiveDiskError(ArchiveUnavailableError):
    """The disk fails or a quota is used up; names what SQLite was doing."""


class ArchiveCorruptError(ArchiveUnavailableError):
    """SQLite reports damage; the text names the way to salvage."""
