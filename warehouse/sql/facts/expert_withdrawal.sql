-- An expert left the pool of a support organisation.
-- Grain: one row per withdrawal; the support organisation is subject_key.
-- Unit: none.
-- Reads: support_organisation.expert_withdrawn.v1
create table expert_withdrawal (
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
    expert varchar,
    reason varchar
);
