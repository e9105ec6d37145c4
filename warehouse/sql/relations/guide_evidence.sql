-- Where each community stands in the process guide by its own facts: every sign of every stage.
-- Grain: one row per community, stage and sign.
-- Unit: status as in sign_seen; stage_status is seen (all its signs are), partly (some are), not_seen, or unobserved (none is seen, and no feed reports any of those kinds).
-- Reads: sign_seen, sign, guide_stage
create or replace macro guide_evidence(valid_at, known_at) as table
with
seen as (
    select
        found.community,
        sign.stage,
        sign.place,
        sign.sign,
        found.status,
        found.count_facts,
        found.least_facts,
        found.first_from,
        found.first_to,
        found.last_to,
        found.observed_months,
    from sign_seen(valid_at, known_at) as found
    inner join sign on found.sign = sign.sign
    where sign.stage is not null
),

by_stage as (
    select
        community,
        stage,
        case
            when count_if(status = 'seen') = count(*) then 'seen'
            when count_if(status in ('seen', 'partly')) > 0 then 'partly'
            when count_if(status = 'not_seen') > 0 then 'not_seen'
            else 'unobserved'
        end as stage_status,
    from seen
    group by community, stage
)

select
    seen.community,
    guide_stage.step,
    guide_stage.stage,
    by_stage.stage_status,
    seen.place,
    seen.sign,
    seen.status,
    seen.count_facts,
    seen.least_facts,
    seen.first_from,
    seen.first_to,
    seen.last_to,
    seen.observed_months,
from seen
inner join by_stage
    on seen.community = by_stage.community
    and seen.stage = by_stage.stage
inner join guide_stage on seen.stage = guide_stage.stage;
