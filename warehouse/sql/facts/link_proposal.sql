-- One owner proposed to link two projects of an area.
-- Grain: one row per proposal; the programme of the first project is subject_key.
-- Unit: none.
-- Reads: programme.link_proposed.v1
create table link_proposal (
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
    other_programme varchar,
    purpose varchar
);
