-- A resident took the consent back.
-- Grain: one row per withdrawal; the resident is subject_key.
-- Unit: none.
-- Reads: resident.consent_withdrawn.v1
create table consent_withdrawal (
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
    community varchar
);
