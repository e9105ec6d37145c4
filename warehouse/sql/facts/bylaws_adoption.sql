-- A body of residents gave itself rules, or changed them.
-- Grain: one row per adoption; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.bylaws_adopted.v1
create table bylaws_adoption (
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
    has_succession_rule boolean,
    has_term_limit boolean,
    cites_reflection varchar
);
