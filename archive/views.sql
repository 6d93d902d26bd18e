-- The contract with browse: what pages may rely on. Recreated at each start, so they are always this program's.

drop view if exists reading_list;
create view reading_list as
select a.id, a.url, a.title, a.lead, a.language, a.access, a.source_id, s.name as outlet,
       a.published_at, a.published_precision, a.first_seen_at, a.stored_at, a.updated_at, a.score, a.words, a.revision,
       a.story_id, a.duplicate_of
from articles a join sources s on s.id = a.source_id
where a.relevant;

drop view if exists source_health;
create view source_health as
select c.id as channel_id, s.id as source_id, s.name as outlet, s.language, s.priority, c.url, c.format, c.enabled,
       c.disabled_reason, c.next_poll_at, c.last_polled_at, c.last_ok_at, c.last_new_at, c.last_status, c.last_error,
       c.error_streak, c.polls, c.kind, c.moved_to, c.gone_at, c.frozen, c.entries, c.per_day, c.speaks_by, c.told_at,
       c.per_day * (julianday('now') - julianday(coalesce(c.last_new_at, c.last_ok_at))) as expected_since,
       c.enabled and c.speaks_by is not null and c.speaks_by < strftime('%Y-%m-%dT%H:%M:%SZ', 'now') as silent
from channels c join sources s on s.id = c.source_id;

drop view if exists outcome_counts;
create view outcome_counts as
select source_id, outcome, count(*) as urls from urls group by source_id, outcome;

-- What a source's pages are worth: how many of its articles came whole, and with a date of their own.
drop view if exists source_quality;
create view source_quality as
select source_id, count(*) as articles, avg(access = 'full') as full_texts, avg(published_precision <> 'first-seen') as dated
from articles group by source_id;

-- Alerts that no message has taken yet.
drop view if exists waiting_alerts;
create view waiting_alerts as
select q.subscription_id, q.recipient, a.* from queues q join alerts a on a.queue_id = q.id and a.n > q.taken
where q.next_due_at is not null;
