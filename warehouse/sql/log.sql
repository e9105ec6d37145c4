-- The tables that the load itself needs; created once in an empty warehouse.
-- `position` is unique over ledgers: the ledger's partition in the bits above 40, then the place in its log.

create table log (
    position ubigint not null,
    ledger varchar not null,
    sequence ubigint not null,
    source varchar not null,
    event_id varchar not null,
    type varchar not null,
    kind varchar not null,
    subject varchar not null,
    community varchar,
    municipality varchar,
    area_scheme varchar,
    area_code varchar,
    occurred_from date not null,
    occurred_to date not null,
    precision varchar not null,
    recorded_at timestamptz not null,
    basis varchar not null,
    supersedes ubigint,
    digest varchar not null,
    payload varchar not null
);

create table superseded (
    position ubigint not null,
    recorded_at timestamptz not null
);

create table watermark (
    ledger varchar not null,
    partition integer not null,
    sequence ubigint not null,
    next_offset bigint
);

create table dead (
    ledger varchar not null,
    partition integer not null,
    record_offset bigint,
    sequence ubigint,
    reason varchar not null,
    body blob not null
);

comment on table log is 'Every fact as published, in its ledger''s order; never changed.';
comment on table superseded is 'Facts that were replaced, and since when that is known.';
comment on table watermark is 'Up to where each ledger is loaded.';
comment on table dead is 'Events that could not be loaded, with the reason and their bytes.';
