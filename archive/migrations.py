"""The schema, as append-only steps. A released step is never edited; each runs in its own transaction.

They import no application code (sqlite-utils' rule), so that an old step keeps meaning what it meant.
"""

from sqlite_utils import Database, Migrations

from archive.counting_steps import FETCHES
from archive.judgement_steps import CORRECTIONS, RESCORING
from archive.outbox_steps import QUEUES
from archive.page_steps import CAPTURE_PARTS, CAPTURES, FURNITURE, GATE_SAMPLES, PRESENTATIONS, REVISION_CHANGES, REVISITS
from archive.schema_health import HEALTH_DAYS, HUBS

migrations = Migrations("presswatch")

# Times are text, "YYYY-MM-DDTHH:MM:SSZ": they sort, SQLite's date functions read them, and so do people.
CATALOGUE = """
create table sources (
    id text primary key, name text not null, homepage text not null, country text not null, language text not null,
    kind text not null, priority integer not null, paywall text not null, notes text not null, enabled integer not null
);
create table channels (
    id integer primary key, source_id text not null references sources(id), url text not null unique,
    format text not null, role text not null, options text not null, enabled integer not null,
    disabled_reason text not null default '',
    next_poll_at text not null, last_polled_at text, last_ok_at text, last_new_at text,
    last_status integer, last_error text not null default '', error_streak integer not null default 0,
    polls integer not null default 0, etag text not null default '', last_modified text not null default ''
);
create index channels_due on channels(next_poll_at) where enabled;
create index channels_source on channels(source_id);
create table robots (
    origin text primary key, fetched_at text not null, expires_at text not null, status integer not null, body blob not null
) without rowid;
create table hosts (host text primary key, hold_until text not null, reason text not null) without rowid;
"""

# A URL is known once, whatever shows it; `due_at` is null when nothing is to be done about it.
URLS = """
create table urls (
    id integer primary key, url text not null unique, source_id text not null references sources(id),
    first_seen_at text not null, due_at text, attempts integer not null default 0,
    outcome text not null default 'pending', reason text not null default '', decided_at text,
    article_id integer, status integer, etag text not null default '', last_modified text not null default '',
    hint_title text not null default '', hint_published_at text, hint_updated_at text
);
create index urls_due on urls(due_at) where due_at is not null;
create index urls_source on urls(source_id, outcome);
create index urls_article on urls(article_id) where article_id is not null;
create table sightings (
    id integer primary key, url_id integer not null references urls(id), channel_id integer not null references channels(id),
    seen_at text not null, position integer not null, title text not null, raw_url text not null, published_at text,
    outlet text not null default '',
    unique (url_id, channel_id, title)
);
create index sightings_channel on sightings(channel_id, seen_at);
create table events (
    id integer primary key, url_id integer not null references urls(id), at text not null,
    outcome text not null, reason text not null, status integer
);
create index events_url on events(url_id, at);
"""

# Narrow rows to list from; bodies, evidence and revisions apart.
ARTICLES = """
create table stories (
    id integer primary key, headline text not null, first_article_id integer not null, first_at text not null,
    last_at text not null, articles integer not null default 0
);
create table articles (
    id integer primary key autoincrement, url_id integer not null unique references urls(id), url text not null,
    source_id text not null references sources(id), title text not null, language text not null, access text not null,
    published_at text not null, published_precision text not null, published_origin text not null,
    first_seen_at text not null, stored_at text not null, updated_at text,
    topic text not null, score real not null, relevant integer not null, words integer not null,
    revision integer not null default 1, duplicate_of integer references articles(id), duplicate_reason text not null default '',
    story_id integer references stories(id), text_hash text not null, lead text not null
);
create index articles_hash on articles(text_hash);
create index articles_published on articles(published_at desc) where relevant;
create index articles_language on articles(language, id) where relevant;
create index articles_source on articles(source_id, id) where relevant;
create index articles_story on articles(story_id) where story_id is not null;
create index articles_copies on articles(duplicate_of) where duplicate_of is not null;
create table bodies (
    article_id integer primary key references articles(id), teaser text not null, text text not null,
    authors text not null, agency text not null, section text not null, tags text not null, image text not null,
    canonical_url text not null, encoding text not null, modified_at text, origins text not null, notes text not null
);
create table article_subjects (
    subject text not null, article_id integer not null references articles(id), score real not null,
    primary key (subject, article_id)
) without rowid;
create index article_subjects_article on article_subjects(article_id);
create table reasons (
    id integer primary key, article_id integer not null references articles(id), rule text not null, subject text,
    place text not null, start integer not null, end integer not null, passage text not null, contribution real not null
);
create index reasons_article on reasons(article_id);
create table revisions (
    article_id integer not null references articles(id), revision integer not null, seen_at text not null,
    title text not null, teaser text not null, text text not null, text_hash text not null,
    primary key (article_id, revision)
) without rowid;
create table daily_counts (
    day text not null, language text not null, articles integer not null, primary key (day, language)
) without rowid;
"""

# Double quotes around the view's name: Datasette finds the table to a full-text index by content="…". ß is folded here and in
# queries (unicode61 strips diacritics but leaves ß alone).
SEARCH = """
create view articles_text as
    select a.id as id, replace(replace(a.title, 'ß', 'ss'), 'ẞ', 'SS') as title,
           replace(replace(b.teaser || char(10) || b.text, 'ß', 'ss'), 'ẞ', 'SS') as text
    from articles a join bodies b on b.article_id = a.id;
create virtual table articles_fts using fts5(
    title, text, content="articles_text", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
"""

# What is to be told (alerts) and the letters that carry it (messages). An alert waits until a message takes it; a message keeps
# its Message-ID over all tries, so that a repeat after a crash is recognised as one. `period` is the local date (and hour) that a
# digest stands for: there is never a second one for it. `stops` are recipients that a server refused for good. The identity's
# uuid makes Message-IDs unique among archives; its secret signs links in mails.
OUTBOX = """
create table messages (
    id integer primary key, message_id text not null unique, subscription_id text not null, recipient text not null,
    kind text not null check (kind in ('alert', 'digest', 'notice')), period text, language text not null, timezone text not null,
    state text not null default 'due' check (state in ('due', 'sent', 'dead')), created_at text not null,
    next_try_at text not null, attempts integer not null default 0, refused_since text, last_error text not null default '',
    sent_at text, subject text not null default '', notice text not null default '',
    unique (subscription_id, recipient, period)
);
create index messages_due on messages(next_try_at) where state = 'due';
create index messages_recipient on messages(subscription_id, recipient, created_at);
create table alerts (
    id integer primary key, subscription_id text not null, recipient text not null,
    article_id integer not null references articles(id), revision integer not null, why text not null,
    change text not null default '', created_at text not null, due_at text not null, message_id integer references messages(id),
    unique (subscription_id, recipient, article_id, revision)
);
create index alerts_due on alerts(due_at) where message_id is null;
create index alerts_waiting on alerts(subscription_id, recipient) where message_id is null;
create index alerts_message on alerts(message_id) where message_id is not null;
create index alerts_article on alerts(article_id);
create table stops (recipient text primary key, stopped_at text not null, reason text not null) without rowid;
create table identity (uuid text not null, secret blob not null);
insert into identity values (lower(hex(randomblob(16))), randomblob(32));
"""

# Copies are looked up by hashed shingles: a row is a hash and an article, packed into the key. No foreign key: the check would
# cost a look-up a row, and the rows go with the article.
COPIES = """
create table shingles (
    hash integer not null, article_id integer not null, primary key (hash, article_id)
) without rowid;
create table containments (
    article_id integer not null references articles(id), contained_id integer not null references articles(id),
    share real not null, primary key (article_id, contained_id)
) without rowid;
create index containments_contained on containments(contained_id);
"""

# What an article is grouped by (arrays as bytes), and the life of a story: an id that was merged points to where it went.
GROUPING = """
create table signatures (
    article_id integer primary key references articles(id), terms blob not null, figures blob not null, vector blob not null
);
alter table stories add column merged_into integer references stories(id);
create table story_events (
    id integer primary key, story_id integer not null references stories(id), at text not null,
    kind text not null check (kind in ('merged', 'split', 'moved')), other_id integer not null references stories(id),
    article_id integer references articles(id), note text not null default ''
);
create index story_events_story on story_events(story_id, id);
create index story_events_other on story_events(other_id, id);
"""

# What articles print: numbers with their units, and whose reports they name. Claims are worked out anew for a story whenever one
# of its articles changes.
FIGURES = """
create table figures (
    id integer primary key, article_id integer not null references articles(id), value real not null, unit text not null,
    qualifier text not null, subject text not null, sentence text not null, place text not null, start integer not null,
    end integer not null, kind text not null, date text not null
);
create index figures_article on figures(article_id);
create index figures_unit on figures(unit, value);
create table claims (
    id integer primary key, story_id integer not null references stories(id) on delete cascade,
    unit text not null, subject text not null, articles integer not null, disputed integer not null, unsure integer not null
);
create index claims_story on claims(story_id);
create table claim_values (
    claim_id integer not null references claims(id) on delete cascade, value real not null, qualifier text not null,
    first_article_id integer not null references articles(id), first_at text not null, articles integer not null,
    reported integer not null, stated integer not null,
    primary key (claim_id, value)
) without rowid;
create index claim_values_article on claim_values(first_article_id);
"""
CITATIONS = """
create table citations (
    id integer primary key, article_id integer not null references articles(id), outlet text not null,
    outlet_id text not null default '', how text not null, passage text not null, place text not null,
    start integer not null, end integer not null
);
create index citations_article on citations(article_id);
create index citations_outlet on citations(outlet_id, article_id);
create index citations_suggested on citations(outlet) where outlet_id = '';
"""


# How often channels show something new, as crawler.polling remembers it (JSON: `rate` changes with each poll, `rhythm` nightly),
# and the plan of the next poll in words. One row of `polling` holds what all channels share; `weight` is what a source's polls
# are worth.
POLLING = """
create table channel_rates (
    channel_id integer primary key references channels(id), rate text not null, rhythm text not null default '{}',
    why text not null default ''
);
create table source_weights (source_id text primary key references sources(id), weight real not null) without rowid;
create table polling (
    id integer primary key check (id = 1), price real not null, free_at text, learnt_at text not null, polls integer not null,
    nights integer not null
);
"""

# What readers call the topic's subjects, by language; `position` is the topic file's order.
SUBJECTS = """
create table subjects (id text primary key, position integer not null, labels text not null) without rowid;
"""

# How a channel does beyond its last poll: `kind` classes its error, `moved_to` is where a permanent redirect led, `gone_at` when
# it said 410. `body_hash` and `full_at` are of its last full answer: validators that stay while the body changes are `frozen`
# and no longer used. `per_day` is the rate it had when it last spoke, `speaks_by` when it should have spoken again, `told_at`
# when the operator was told of it. A budget is a host's token bucket; a reservation is what a page asks of machines.
CHANNEL_HEALTH = """
alter table channels add column kind text not null default '';
alter table channels add column moved_to text not null default '';
alter table channels add column gone_at text;
alter table channels add column body_hash text not null default '';
alter table channels add column full_at text;
alter table channels add column frozen integer not null default 0;
alter table channels add column entries integer;
alter table channels add column per_day real;
alter table channels add column speaks_by text;
alter table channels add column told_at text;
alter table hosts add column refusals integer not null default 0;
create table host_budgets (host text primary key, free_at text not null) without rowid;
create table reservations (
    url_id integer primary key references urls(id), what text not null, withheld integer not null, seen_at text not null
);
"""

# Outlets that others name or aggregators show and the catalogue lacks are suggested until somebody declines them.
SUGGESTIONS = """
create table declined (outlet text primary key, at text not null) without rowid;
"""

# Outlets worth adding are suggested with their evidence: citations, aggregators' hits and plain links of relevant articles to
# sites that are not in the catalogue. What a person decided about one, and what came of it, stays; `key` is a host or a name.
OUTLINKS = """
create table outlinks (
    article_id integer not null references articles(id), host text not null, url text not null, text text not null,
    primary key (article_id, url)
) without rowid;
create table suggestion_decisions (
    key text primary key, decision text not null check (decision in ('accepted', 'declined', 'failed')), at text not null,
    source_id text not null default '', note text not null default ''
) without rowid;
insert into suggestion_decisions (key, decision, at) select outlet, 'declined', at from declined;
drop table declined;
"""

# Old news: which parts of which archived files were read and what became of their records, and which addresses are known from
# there (or from a sitemap's past): nobody is mailed about those. `digest` recognises a file under any name.
BACKFILL = """
create table backfill_files (
    id integer primary key, digest text not null unique, name text not null, bytes integer not null, begun_at text not null
);
create table backfill_stretches (
    file_id integer not null references backfill_files(id), start integer not null, end integer not null, done_at text not null,
    records integer not null, outcomes text not null, flaws text not null, primary key (file_id, start)
) without rowid;
create table backfilled (
    url_id integer primary key references urls(id), file_id integer references backfill_files(id), offset integer,
    captured_at text not null
);
"""

# A checksum of each signature in a narrow table of its own: whoever holds the arrays in memory sees by it that they still stand.
MARKS = """
create table signature_marks (article_id integer primary key references articles(id), mark integer not null);
insert into signature_marks select article_id, 0 from signatures;
"""


def _step(name: str, sql: str) -> None:
    @migrations(name=name)
    def apply(db: Database) -> None:
        for statement in _statements(sql):
            db.execute(statement)


def _statements(sql: str) -> list[str]:
    """Split at the semicolons; `executescript` would commit the step's transaction half-way."""
    return [part for part in sql.split(";\n") if part.strip()]


_step("0001_catalogue", CATALOGUE)
_step("0002_urls", URLS)
_step("0003_articles", ARTICLES)
_step("0004_search", SEARCH)
_step("0005_outbox", OUTBOX)
_step("0010_copies", COPIES)
_step("0011_grouping", GROUPING)
_step("0020_figures", FIGURES)
_step("0021_citations", CITATIONS)
_step("0030_polling", POLLING)
_step("0040_subjects", SUBJECTS)
_step("0041_sightings_raw", "create index sightings_raw on sightings(raw_url)")
_step("0042_channel_health", CHANNEL_HEALTH)
_step("0043_suggestions", SUGGESTIONS)
_step("0050_outlinks", OUTLINKS)
_step("0051_health_days", HEALTH_DAYS)
_step("0052_hubs", HUBS)
_step("0060_presentations", PRESENTATIONS)
_step("0061_furniture", FURNITURE)
_step("0070_revision_changes", REVISION_CHANGES)
_step("0071_captures", CAPTURES)
_step("0072_revisits", REVISITS)
_step("0073_gate_samples", GATE_SAMPLES)
_step("0080_rescoring", RESCORING)
_step("0085_signature_marks", MARKS)
_step("0086_copies", "create table copies (article_id integer primary key references articles(id), kind text, agency text)")
_step("0090_queues", QUEUES)
_step("0095_backfill", BACKFILL)
_step("0125_capture_parts", CAPTURE_PARTS)
_step("0135_corrections", CORRECTIONS)
_step("0145_fetches", FETCHES)
