"""SQL of the schema's steps that concern judgement; `archive.migrations` puts them in their place."""

# How far the archive has been judged again by `judgement`, the hash of topic, examples and readers' correction.
RESCORING = """
create table rescoring (
    id integer primary key check (id = 1), judgement text not null, last_id integer not null, judged integer not null,
    joined integer not null, left_topic integer not null, started_at text not null, ended_at text
);
"""
