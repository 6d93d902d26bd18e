"""The hand-overs: reading these types alone tells how the data flows.

    Source/Channel → Candidate → Page → Extract → Verdict → Article → Alert

All are frozen. Times are aware UTC `datetime`s; a name or docstring gives the unit of anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a URL. Every known URL has exactly one at any time; all but PENDING are final until something changes."""

    PENDING = "pending"  # known and due, now or later (asked to come back, host on hold)
    STORED = "stored"  # a new article of the topic
    UPDATED = "updated"  # an article whose text changed after it was stored
    DUPLICATE = "duplicate"  # the same article under another address, or a word-for-word copy
    OFF_TOPIC = "off-topic"  # read and judged not to belong
    GATED = "gated"  # the raw page names nothing the topic looks for; not extracted
    PAYWALLED = "paywalled"  # only a stub can be read
    WALLED = "walled"  # consent page, login, captcha or an empty JavaScript shell instead of an article
    GONE = "gone"  # 404, 410 or a page that says so with status 200
    BLOCKED = "blocked"  # robots.txt or a reservation forbids it
    UNSUPPORTED = "unsupported"  # not an HTML page
    UNPARSABLE = "unparsable"  # no text could be taken from it
    REFUSED = "refused"  # the address guard or a limit (size, headers, redirects) stopped it
    FAILED = "failed"  # network or server error, after all tries


class Access(StrEnum):
    """How much of an article its page showed us."""

    FULL = "full"
    TEASER = "teaser"
    PAYWALLED = "paywalled"
    CONSENT = "consent-wall"
    LOGIN = "login"
    BOT_WALL = "bot-wall"
    JS_ONLY = "javascript-only"
    SOFT_404 = "soft-404"
    GONE = "gone"


class Precision(StrEnum):
    """How exactly a moment is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    FIRST_SEEN = "first-seen"  # the page gives no usable date: when we first saw it


class ChangeKind(StrEnum):
    """What a later version of an article did to the former one. A revision may have several."""

    TYPO = "typo"  # spelling, a doubled word, a missing article: the meaning stays
    ADDITION = "addition"  # sentences, or a good part of one, that were not there
    REMOVAL = "removal"  # the same the other way
    REWORDED = "reworded"  # said differently, and none of the others
    HEADLINE = "headline"  # the headline says something else
    FIGURE = "figure"  # a number or a date became another one
    QUOTE = "quote"  # words within quotation marks became others, or lost their marks
    ATTRIBUTION = "attribution"  # somebody else is named as the source, or nobody any more
    CORRECTION = "correction"  # a note says that the article was corrected
    WITHDRAWN = "withdrawn"  # the outlet took the article back: its page is gone, or says so


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """One change between two versions. The passages are the sentences as printed; one of them may be empty."""

    kind: ChangeKind
    former: str = ""
    latter: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One address of a source that shows new articles. `format` is a key of crawler.discovery: rss, atom, …"""

    source_id: str
    url: str
    format: str
    enabled: bool = True
    disabled_reason: str = ""
    role: str = ""
    options: Mapping[str, str] = field(default_factory=dict)  # e.g. dialect and language of a search channel
    status: str = "ok"  # what is known about the address: ok, unverified, dead …


@dataclass(frozen=True, slots=True)
class Override:
    """CSS selectors for pages of one outlet from a day on, where the generic way fails. The first that finds something counts."""

    since: date
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()  # all of these are taken out before anything is read
    why: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet, primary source or aggregator of the catalogue. `priority` runs from 1 (poll first) to 4."""

    id: str
    name: str
    homepage: str
    country: str
    language: str  # ISO 639-1, or "mul"
    kind: str  # primary, press, agency, aggregator, blog …
    priority: int = 3
    paywall: str = "unknown"
    notes: str = ""
    enabled: bool = True
    channels: tuple[Channel, ...] = ()
    robots: str = ""  # what is known of its robots.txt; the file itself is read at run time
    confidence: str = "medium"  # how well the addresses are attested: high, medium, low
    overrides: tuple[Override, ...] = ()
    founded: date | None = None  # when it was, or its first day in the web: an older date on its pages is wrong
    timezone: str = ""  # IANA name of the clock its pages tell the time by, where its country has several


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that a channel showed, with the hints it gave. `url` is canonical, `raw_url` as printed."""

    url: str
    raw_url: str
    position: int  # 0 is the top of the channel
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    outlet: str = ""  # an aggregator's name for the outlet
    outlet_url: str = ""  # and its address
    opaque: bool = False  # `url` is the aggregator's and does not tell where it leads


@dataclass(frozen=True, slots=True)
class DueUrl:
    """A URL to fetch now, with the validators of its last version and what its first sighting told.

    `read_at` is when it was last decided about; for a stored article, when its page last came whole.
    """

    id: int
    url: str
    source_id: str
    attempts: int
    first_seen_at: datetime
    outcome: Outcome = Outcome.PENDING  # so far: a stored article is due again for a revisit
    hint_title: str = ""
    hint_published: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page as it came over the wire (content decoded, text not)."""

    due: DueUrl
    final_url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # lower-case names, last value wins
    body: bytes
    fetched_at: datetime
    partial: bool = False  # the connection ended before the announced length
    request_headers: Mapping[str, str] = field(default_factory=dict)  # as sent
    further: tuple[tuple[str, bytes], ...] = ()  # address and body of the article's further pages
    whole: bool = False  # there is no further page to ask for


@dataclass(frozen=True, slots=True)
class Moment:
    """A date a page gave: `at` in UTC, how exactly it is known, and where on the page it stood."""

    at: datetime
    precision: Precision
    origin: str  # json-ld, meta, time-element, feed, htmldate, …
    raw: str = ""
    offset_minutes: int = 0  # of the clock it was printed on, east of UTC: the day that readers of the page saw


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a text: where to, and its words."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An article's lead image. Sizes in pixels, 0 where the page does not give them."""

    url: str
    width: int = 0
    height: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One entry of a live blog. `clock` is the time of day as printed, HH:MM; `at` is None where its day or zone is not known."""

    at: datetime | None
    clock: str
    headline: str
    text: str


class Confidence(StrEnum):
    """How sure a field is: places on a page that do not depend on each other, and what they say."""

    AGREED = "agreed"  # two or more say the same
    SINGLE = "single"  # one says it
    GUESSED = "guessed"  # nothing says it outright; read off the page


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read from a page. `origins` names for each filled field where it came from."""

    title: str
    text: str
    language: str  # ISO 639-1 of the text, "" when unsure
    access: Access = Access.FULL
    teaser: str = ""
    authors: tuple[str, ...] = ()  # people
    credited: tuple[str, ...] = ()  # organisations given as author where no person is
    agency: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    image: str = ""
    picture: Picture | None = None  # that image, with what the page says of it
    captions: tuple[str, ...] = ()  # of the pictures in the text; they are not part of it
    structure: str = ""  # a letter a line of the text: p paragraph, h subhead, l list item, q quote, c caption
    entries: tuple[LiveEntry, ...] = ()  # of a live blog, in the page's order
    next_url: str = ""  # of the next page of an article in several
    pages: int = 1
    canonical_url: str = ""
    encoding: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    links: tuple[Link, ...] = ()  # of the text, to other sites
    notes: tuple[str, ...] = ()  # anything odd worth telling: charset guessed, date refused …


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence. `start` and `end` are character offsets into the title, the teaser or the text (lead and body)."""

    rule: str
    subject: str | None
    where: str  # title, teaser, lead or body
    start: int
    end: int
    passage: str
    contribution: float  # log-odds; negative speaks against


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """How strongly an article treats a subject of the topic, 0 to 1."""

    subject: str
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Does it belong, how sure, and why. `score` is a probability, 0 to 1."""

    topic: str
    score: float
    relevant: bool
    subjects: tuple[SubjectScore, ...] = ()
    reasons: tuple[Reason, ...] = ()


class CopyKind(StrEnum):
    """How one article repeats another."""

    COPY = "copy"  # another outlet prints the same text and credits nobody
    AGENCY = "agency"  # both come from a wire service
    CUT = "cut"  # another outlet prints much less of it
    HEADLINE = "headline"  # the same outlet, under another headline
    MOVED = "moved"  # the same outlet and headline, another address
    VIEW = "view"  # the same outlet's AMP page or print view


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The stored article that another one repeats. `agency` is the wire service that the text goes back to."""

    article_id: int
    reason: str  # "same canonical address", "same text word for word", …
    kind: CopyKind = CopyKind.COPY
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article as the rooms behind the store see it."""

    id: int
    url: str
    source_id: str
    outlet: str
    title: str
    teaser: str
    text: str
    language: str
    access: Access
    published_at: datetime
    published_precision: Precision
    first_seen_at: datetime
    stored_at: datetime
    score: float
    relevant: bool
    revision: int  # 1 for the first version
    subjects: tuple[SubjectScore, ...] = ()
    reasons: tuple[Reason, ...] = ()
    duplicate_of: int | None = None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told what, when. Empty tuples mean no restriction; times of day are local to `timezone`."""

    id: str
    recipients: tuple[str, ...]
    language: str = "en"  # of the mail itself
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    access: tuple[str, ...] = ()  # values of Access
    min_score: float = 0.0
    cadence: str = "immediate"  # immediate, hourly, daily or weekly
    at: str = "07:00"  # of a daily or weekly digest; its minutes count for an hourly one
    weekday: int = 0  # of a weekly digest, 0 is Monday
    timezone: str = "UTC"
    group_seconds: float = 120.0  # immediate: news within this time share a mail
    follow_up_seconds: float = 1800.0  # immediate: further reports of a story already told wait this long for company
    max_per_hour: int = 12  # immediate: mails an hour, the rest goes into the next; 0 is no limit
    max_age_days: float = 14.0  # older articles are no news, however late we find them; 0 is no limit
    quiet: tuple[str, str] | None = None  # immediate: no mail from … until
    first_only: bool = False  # only the first report of a story
    again_after_hours: float = 6.0  # immediate, hourly: a further report of a story already told is news after so long a quiet
    spikes: bool = False  # also told of days with far more or fewer reports than usual
    saved_search: int = 0  # only what this saved search finds
    search: str = ""  # its query string, as it is now
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell one recipient: a row of the outbox."""

    subscription_id: str
    recipient: str
    article_id: int
    revision: int
    due_at: datetime
    why: str
    change: str = ""  # what is new in this revision; empty for a first version
    cause: str = "report"  # why it is told now: a value of alerts.rules.Cause
