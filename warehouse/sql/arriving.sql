-- The events of a batch of records, their envelope parsed once; everything downstream reads this.
-- Grain: one row per event of the records' bodies, in log order; values that do not cast are null and get refused.
create or replace temp table arriving as
with
record as (
    select
        unnest($ledgers) as ledger,
        unnest($partitions) as partition,
        unnest($bodies) as body,
),

event as (
    select
        ledger,
        partition,
        unnest(from_json(body, '[{
            "sequence": "VARCHAR", "id": "VARCHAR", "source": "VARCHAR", "type": "VARCHAR",
            "subject": "VARCHAR", "recordedtime": "VARCHAR", "basis": "VARCHAR",
            "supersedes": "VARCHAR", "digest": "VARCHAR", "data": "JSON"
        }]')) as fields,
    from record
),

envelope as (
    select
        ledger,
        partition,
        try_cast(fields.sequence as ubigint) as sequence,
        fields.source as source,
        fields.id as event_id,
        fields.type as type,
        fields.subject as subject,
        try_cast(fields.recordedtime as timestamptz) as recorded_at,
        fields.basis as basis,
        try_cast(fields.supersedes as ubigint) as supersedes,
        fields.digest as digest,
        fields.data as payload,
        case
            when fields.type = 'dure.fact.corrected.v1' then fields.data -> '$.replacement'
            else fields.data
        end as body,
        case
            when fields.type = 'dure.fact.corrected.v1' then fields.data ->> '$.corrects'
            else substr(fields.type, 6)
        end as kind,
    from event
),

dated as (
    select
        *,
        from_json(coalesce(body, '{}'), '{
            "community": "VARCHAR",
            "occurred": {"from": "VARCHAR", "to": "VARCHAR", "precision": "VARCHAR"},
            "area": {"scheme": "VARCHAR", "code": "VARCHAR"}
        }') as common,
    from envelope
)

select
    row_number() over () - 1 as place,
    (partition::ubigint << 40) + sequence as position,
    ledger,
    sequence,
    source,
    event_id,
    type,
    kind,
    subject,
    substr(subject, strpos(subject, '/') + 1) as subject_key,
    case
        when subject like 'community/%' then substr(subject, 11)
        else common.community
    end as community,
    try_cast(common.occurred.from as date) as occurred_from,
    try_cast(common.occurred.to as date) as occurred_to,
    common.occurred.precision as precision,
    common.area.scheme as area_scheme,
    common.area.code as area_code,
    recorded_at,
    basis,
    (partition::ubigint << 40) + supersedes as supersedes,
    digest,
    payload::varchar as payload,
    body,
from dated
