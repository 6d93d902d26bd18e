"""Steps of archive.migrations about pages and what is read from them: only SQL, never edited once it is released."""

# What kinds of change made a revision, with the passages; `reverted_at` is when the page went back to an earlier version (it is
# null for the version that stands), `withdrawn_at` when the outlet took the article back.
REVISION_CHANGES = """
alter table revisions add column reverted_at text;
alter table articles add column withdrawn_at text;
create table revision_changes (
    article_id integer not null, revision integer not null, position integer not null, kind text not null,
    former text not null, latter text not null,
    primary key (article_id, revision, position),
    foreign key (article_id, revision) references revisions(article_id, revision)
) without rowid;
create index revision_changes_kind on revision_changes(kind, article_id);
"""

# How a page presents its article: a letter a line of the text, the lead image, captions, live entries and confidence as JSON.
PRESENTATIONS = """
create table presentations (
    article_id integer primary key references articles(id), structure text not null, picture text not null,
    captions text not null, entries text not null, confidence text not null, pages integer not null default 1
);
"""

# Raw pages in WARC files: the gzip member of each response. `extractor` is what read the text that is stored of it.
CAPTURES = """
create table captures (
    id integer primary key, url_id integer not null references urls(id), url text not null,
    article_id integer not null references articles(id), revision integer not null, fetched_at text not null,
    status integer not null, mime text not null, file text not null, offset integer not null, length integer not null,
    digest text not null, extractor text not null default ''
);
create index captures_article on captures(article_id, revision);
create unique index captures_place on captures(file, offset);
"""

# An article in several pages: each is kept, `part` counts them.
CAPTURE_PARTS = "alter table captures add column part integer not null default 1"

# Why a URL is due when it is; and a source's articles by age, which say how many looks a day they ask for.
REVISITS = """
alter table urls add column due_why text not null default '';
create index articles_source_published on articles(source_id, published_at) where relevant and duplicate_of is null;
"""

# Pages that the gate stopped or the rules turned away, read in full at night to prove both.
GATE_SAMPLES = """
create table gate_samples (
    id integer primary key, url_id integer not null unique references urls(id), asked_at text not null, was text not null,
    reason text not null, checked_at text, result text check (result in ('agreed', 'missed', 'changed', 'unread')), score real,
    note text not null default ''
);
create index urls_turned_away on urls(outcome, decided_at) where outcome in ('gated', 'off-topic');
"""

# Lines that recur in an outlet's texts and are taken out of later ones; `key` is the line without case, punctuation and numbers.
# One that somebody took back has `undone_at` and stays, so that it is not learned again.
FURNITURE = """
create table furniture (
    id integer primary key, source_id text not null references sources(id), key text not null, sample text not null,
    texts integer not null, of integer not null, learned_at text not null, undone_at text, unique (source_id, key)
);
"""
