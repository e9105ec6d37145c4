-- Residents put own money, things or work into a small project.
-- Grain: one row per contribution; the project is subject_key.
-- Unit: won, work and things at the value that the source gives them; is_required where the programme's rules ask for it.
-- Reads: small_project.resource_contributed.v1
create table resource_contribution (
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
    stated_kind varchar,
    value_won bigint,
    contributor varchar,
    is_required boolean
);
