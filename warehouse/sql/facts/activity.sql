-- An activity that residents held together.
-- Grain: one row per reported activity; the community is subject_key.
-- Unit: persons; head_count counts everybody, is_signed_in says whether each signed in.
-- Reads: community.activity_held.v1
-- Lasts: an interval of exact days is how long it took.
create table activity (
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
    activity varchar,
    title varchar,
    stated_kind varchar,
    venue varchar,
    organisers varchar[] default [],
    organisations varchar[] default [],
    projects varchar[] default [],
    agendas varchar[] default [],
    programme varchar,
    facilitator_is_resident boolean,
    head_count bigint,
    is_signed_in boolean
);
