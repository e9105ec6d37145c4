-- A resident agreed that coarse bands about them are used.
-- Grain: one row per consent; the resident is subject_key.
-- Unit: none.
-- Reads: resident.consent_given.v1
create table consent (
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
    community varchar,
    age_band varchar,
    sex varchar,
    residence_band varchar
);
