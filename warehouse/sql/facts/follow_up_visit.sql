-- Somebody looked after a small project once it had ended.
-- Grain: one row per visit; the project is subject_key.
-- Unit: none.
-- Reads: small_project.follow_up_visited.v1
-- Lasts: an interval of exact days is how long it took.
create table follow_up_visit (
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
    is_in_use boolean,
    visitor varchar,
    note varchar
);
