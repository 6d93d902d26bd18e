"""Steps of archive.migrations about sources and their health: only SQL, never edited once it is released."""

# What the page of the sources shows, kept by day as it happens so that nothing is counted over a million articles: what a source
# brought (by the day of publication) and how its channels were polled. `backlog` are the entries of a first poll: history, not
# news. Punctuality and the estimate of what was missed are worked out by the crawler now and then.
HEALTH_DAYS = """
create table source_days (
    source_id text not null references sources(id), day text not null, articles integer not null, relevant integer not null,
    full_texts integer not null, dated integer not null, copies integer not null, primary key (source_id, day)
) without rowid;
insert into source_days select source_id, substr(published_at, 1, 10), count(*), sum(relevant), sum(access = 'full'),
    sum(published_precision <> 'first-seen'), sum(duplicate_of is not null) from articles group by 1, 2;
create trigger source_days_new after insert on articles begin insert into source_days values (new.source_id,
    substr(new.published_at, 1, 10), 1, new.relevant, new.access = 'full', new.published_precision <> 'first-seen',
    new.duplicate_of is not null) on conflict do update set articles = articles + 1, relevant = relevant + excluded.relevant,
    full_texts = full_texts + excluded.full_texts, dated = dated + excluded.dated, copies = copies + excluded.copies; end;
create trigger source_days_changed after update of relevant, access, duplicate_of on articles begin update source_days set
    relevant = relevant + new.relevant - old.relevant, full_texts = full_texts + (new.access = 'full') - (old.access = 'full'),
    copies = copies + (new.duplicate_of is not null) - (old.duplicate_of is not null)
    where source_id = new.source_id and day = substr(new.published_at, 1, 10); end;
create table channel_days (
    channel_id integer not null references channels(id), day text not null, polls integer not null, errors integer not null,
    new integer not null, backlog integer not null, primary key (channel_id, day)
) without rowid;
create table punctuality (
    kind text not null check (kind in ('channel', 'outlet')), name text not null, seen integer not null, first integer not null,
    late_minutes real, primary key (kind, name)
) without rowid;
create table coverage_estimates (
    day text primary key, at text not null, since text not null, own integer not null, aggregators integer not null,
    both integer not null, total real not null, low real not null, high real not null
) without rowid;
"""

# WebSub: `token` ends the callback's address, `secret` signs deliveries, `next_try_at` is when the hub is asked again.
HUBS = """
create table hub_subscriptions (
    channel_id integer primary key references channels(id), hub text not null, topic text not null,
    token text not null unique, secret text not null,
    state text not null check (state in ('wanted', 'asked', 'active', 'denied', 'leaving', 'ended')),
    next_try_at text, tries integer not null default 0, expires_at text, note text not null default '',
    delivered_at text, deliveries integer not null default 0
);
create index hub_subscriptions_due on hub_subscriptions(next_try_at) where next_try_at is not null;
"""
