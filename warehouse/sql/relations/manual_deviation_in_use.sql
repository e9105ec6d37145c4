-- What is done otherwise than a manual says, in the communities that work by it.
-- Grain: one row per deviation and community.
-- Unit: none.
-- Reads: manual_deviation, manual_in_use
create or replace macro manual_deviation_in_use(valid_at, known_at) as table
with
adopted as (
    select distinct community, manual, adopter
    from manual_in_use(valid_at, known_at)
)

select
    coalesce(deviation.community, adopted.community) as community,
    deviation.subject_key as manual,
    deviation.version,
    deviation.adopter,
    deviation.what,
    deviation.reason,
    deviation.occurred_from,
    deviation.occurred_to,
from manual_deviation_as_of(valid_at, known_at) as deviation
left join adopted
    on deviation.community is null
    and deviation.subject_key = adopted.manual
    and deviation.adopter = adopted.adopter
where coalesce(deviation.community, adopted.community) is not null;
