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
       c.error_streak, c.polls
from channels c join sources s on s.id = c.source_id;

drop view if exists outcome_counts;
create view outcome_counts as
select source_id, outcome, count(*) as urls from urls group by source_id, outcome;
