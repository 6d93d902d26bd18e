"""SQL of the schema's steps that concern alerts; `archive.migrations` puts them in their place."""

# Alerts wait in a queue for each subscription and recipient, in the order of `n`; `taken` says how far messages took them,
# and a message carries the stretch from `after` to `upto`. So nothing is written for an alert a second time. `next_due_at` is
# when the first that waits is due, null for an empty queue. `way` is how a recipient is reached (alerts.ways). What is told
# to many in the same words stands in `tellings` once; `cause` is why it is told now. `told_once` remembers what is told once only
# (a day's spike, a full disk), and which wishes of readers were carried out.
QUEUES = """
create table queues (
    id integer primary key, subscription_id text not null, recipient text not null, taken integer not null default 0,
    next_due_at text, unique (subscription_id, recipient)
);
create index queues_due on queues(next_due_at) where next_due_at is not null;
alter table alerts rename to old_alerts;
alter table messages rename to old_messages;
drop index alerts_due;
drop index alerts_waiting;
drop index alerts_message;
drop index alerts_article;
drop index messages_due;
drop index messages_recipient;
create table messages (
    id integer primary key, message_id text not null unique, subscription_id text not null, recipient text not null,
    kind text not null check (kind in ('alert', 'digest', 'notice', 'confirmation')), period text, language text not null,
    timezone text not null, state text not null default 'due' check (state in ('due', 'sent', 'dead')), created_at text not null,
    next_try_at text not null, attempts integer not null default 0, refused_since text, last_error text not null default '',
    sent_at text, subject text not null default '', notice text not null default '',
    queue_id integer references queues(id), after integer not null default 0, upto integer not null default 0,
    way text not null default 'mail',
    unique (subscription_id, recipient, period)
);
create index messages_due on messages(way, next_try_at) where state = 'due';
create index messages_dead on messages(id) where state = 'dead';
create index messages_recipient on messages(subscription_id, recipient, created_at);
create index messages_alerts on messages(created_at) where kind = 'alert';
create table tellings (
    id integer primary key, article_id integer not null references articles(id), revision integer not null,
    cause text not null, why text not null, change text not null, unique (article_id, revision, cause, why, change)
);
create table alerts (
    queue_id integer not null references queues(id), n integer not null, article_id integer not null references articles(id),
    revision integer not null, telling_id integer not null references tellings(id), due_at text not null,
    primary key (queue_id, n)
) without rowid;
create unique index alerts_article on alerts(article_id, revision, queue_id);
insert into queues (subscription_id, recipient) select distinct subscription_id, recipient from old_alerts;
insert into tellings (article_id, revision, cause, why, change)
    select distinct article_id, revision, 'report', why, change from old_alerts;
insert into alerts select q.id, row_number() over (partition by q.id order by o.message_id is null, o.message_id, o.id),
    o.article_id, o.revision, t.id, o.due_at
    from old_alerts o join queues q using (subscription_id, recipient)
        join tellings t on t.article_id = o.article_id and t.revision = o.revision and t.why = o.why and t.change = o.change;
update queues set
    taken = (select count(*) from old_alerts o where o.subscription_id = queues.subscription_id
             and o.recipient = queues.recipient and o.message_id is not null),
    next_due_at = (select min(due_at) from old_alerts o where o.subscription_id = queues.subscription_id
             and o.recipient = queues.recipient and o.message_id is null);
insert into messages select m.id, m.message_id, m.subscription_id, m.recipient, m.kind, m.period, m.language, m.timezone, m.state,
    m.created_at, m.next_try_at, m.attempts, m.refused_since, m.last_error, m.sent_at, m.subject, m.notice, r.queue_id,
    coalesce(r.first - 1, 0), coalesce(r.last, 0), 'mail'
    from old_messages m left join (
        select o.message_id, a.queue_id, min(a.n) as first, max(a.n) as last
        from old_alerts o join queues q using (subscription_id, recipient)
            join alerts a on a.queue_id = q.id and a.article_id = o.article_id and a.revision = o.revision
        where o.message_id is not null group by o.message_id
    ) r on r.message_id = m.id;
drop table old_alerts;
drop table old_messages;
create table told_once (what text primary key, at text not null) without rowid;
"""
