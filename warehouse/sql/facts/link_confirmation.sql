-- One owner confirmed the link of two projects; it holds when both owners have.
-- Grain: one row per confirming owner; the programme is subject_key.
-- Unit: none.
-- Reads: programme.link_confirmed.v1
create table link_confirmation (
    position ubigint,
    recorded_at timestamptz,
    occurred_from date,
    occurred_to date,
    precision varchar,
    kind varchar,
    source varchar,
    subject_key varchar,
    area_scheme varchar,
    area_code varchar,
    link varchar,
    project varchar,
    other_project varchar,
    confirmed_by varchar,
    shared_asset varchar
);
