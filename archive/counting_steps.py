"""SQL of the schema's steps that concern counting; `archive.migrations` puts them in their place."""

# Fetches are counted as they happen: `presswatch prune` deletes old events, and a counter must never fall.
FETCHES = """
create table fetches (status integer primary key, count integer not null);
insert into fetches select status, count(*) from events where status is not null group by status;
create trigger events_count_fetches after insert on events when new.status is not null
begin insert into fetches values (new.status, 1) on conflict (status) do update set count = count + 1; end
"""
