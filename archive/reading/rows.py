"""The rows that pages are made of. Times are aware UTC `datetime`s; nothing here knows HTML."""

from dataclasses import dataclass
from datetime import date, datetime

from archive.model import Access, Outcome, Precision, Reason, RevisionChange, SubjectScore


@dataclass(frozen=True, slots=True)
class Card:
    """An article as lists show it. `why` is its strongest reason; `copies` and `story_size` count articles."""

    id: int
    url: str
    title: str
    lead: str
    language: str
    access: Access
    source_id: str
    outlet: str
    published_at: datetime
    precision: Precision
    first_seen_at: datetime
    stored_at: datetime
    updated_at: datetime | None
    score: float
    words: int
    revision: int
    story_id: int | None
    duplicate_of: int | None
    copies: int
    story_size: int
    subjects: tuple[SubjectScore, ...] = ()
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article and what else its page told."""

    teaser: str
    text: str
    authors: tuple[str, ...]
    agency: str
    section: str
    tags: tuple[str, ...]
    canonical_url: str
    published_origin: str
    duplicate_reason: str
    notes: tuple[str, ...]
    withdrawn_at: datetime | None = None
    structure: str = ""  # a letter a line of the text: archive.model.Extract
    caption: str = ""  # of the lead image


@dataclass(frozen=True, slots=True)
class Sighting:
    """A channel showed the URL: which, when, how far up (0 is the top) and under which title."""

    outlet: str
    channel_url: str
    format: str
    seen_at: datetime
    position: int
    title: str
    raw_url: str
    named_outlet: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something was decided about a URL."""

    at: datetime
    outcome: Outcome
    reason: str
    status: int | None


@dataclass(frozen=True, slots=True)
class UrlLife:
    """What is known of one URL, from first sight to its outcome."""

    id: int
    url: str
    outlet: str
    source_id: str
    first_seen_at: datetime
    due_at: datetime | None
    due_why: str
    attempts: int
    outcome: Outcome
    reason: str
    decided_at: datetime | None
    article_id: int | None
    status: int | None
    reserved: str = ""  # what its outlet reserves against machines; `withheld` where the full text is not shown for it
    withheld: bool = False
    sightings: tuple[Sighting, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as lists show it. `fresh` counts its articles stored since the moment asked for."""

    id: int
    headline: str
    first_article_id: int
    first_at: datetime
    last_at: datetime
    articles: int
    fresh: int
    outlets: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayCount:
    """Relevant articles of a UTC day in one language."""

    day: date
    language: str
    articles: int


@dataclass(frozen=True, slots=True)
class Correction:
    """An article whose text changed after it was stored, and what its latest version changed."""

    article_id: int
    at: datetime
    title: str
    language: str
    outlet: str
    reason: str
    revision: int
    changes: tuple[RevisionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that a new report prints of a quantity for which others print another."""

    story_id: int
    subject: str
    unit: str
    value: float
    qualifier: str
    outlet: str
    article_id: int
    at: datetime
    others: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, its name and how many articles it would show (None where counting would cost too much)."""

    value: str
    name: str
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """How one channel of a source does."""

    id: int
    url: str
    format: str
    enabled: bool
    disabled_reason: str
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    last_status: int | None
    last_error: str
    error_streak: int
    polls: int


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and its channels."""

    id: str
    outlet: str
    homepage: str
    language: str
    country: str
    kind: str
    priority: int
    enabled: bool
    channels: tuple[ChannelHealth, ...]

    @property
    def failing(self) -> tuple[ChannelHealth, ...]:
        """The channels that were asked in vain the last time."""
        return tuple(channel for channel in self.channels if channel.enabled and channel.error_streak)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source with channels that fail now; `streak` is the longest run of failures, `error` the text of that channel."""

    source_id: str
    outlet: str
    error: str
    streak: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """Whether the archive answers, and how fresh it is."""

    articles: int
    relevant_today: int
    last_stored_at: datetime | None
    last_polled_at: datetime | None
    channels_failing: int
    channels_enabled: int
