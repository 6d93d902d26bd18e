"""SQL of the schema's steps that concern judgement; `archive.migrations` puts them in their place."""

# How far the archive has been judged again by `judgement`, the hash of topic, examples and readers' correction.
RESCORING = """
create table rescoring (
    id integer primary key check (id = 1), judgement text not null, last_id integer not null, judged integer not null,
    joined integer not null, left_topic integer not null, started_at text not null, ended_at text
);
"""

# What readers' labels taught, and what became of it; and which of their wishes about it were carried out.
CORRECTIONS = """
create table corrections (
    id integer primary key, at text not null, reader text not null, proposal text not null, applied_at text, taken_back_at text
);
create table judgement_log (
    id integer primary key, wished_at text not null, what text not null, reader text not null, at text not null,
    note text not null
);
"""
