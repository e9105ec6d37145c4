-- A resident completed a training.
-- Grain: one row per completed training; the resident is subject_key.
-- Unit: hours; required_by_programme names the grant that asks for it.
-- Reads: resident.training_completed.v1
create table training (
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
    training varchar,
    hours double,
    required_by_programme varchar
);
