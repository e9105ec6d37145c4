-- An instalment of the grant of a small project was paid.
-- Grain: one row per instalment; the project is subject_key.
-- Unit: won.
-- Reads: small_project.grant_paid.v1
create table grant_payment (
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
    amount_won bigint,
    funding_source varchar,
    instalment bigint
);
