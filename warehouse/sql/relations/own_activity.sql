-- What bodies of residents did themselves, in readings of its dates.
-- Grain: one row per activity and body that it names (or the community itself, where that is supported).
-- Unit: days, the first of those that it lasted; run by an outside contractor alone it is not the residents' own.
-- Reads: activity, support_start
create or replace macro own_activity(valid_at, known_at) as table
with
own as (
    select
        subject_key as community,
        activity,
        organisations,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from activity_as_of(valid_at, known_at)
    where array_length(organisers) > 0 or coalesce(facilitator_is_resident, true)
),

itself as (
    select distinct subject_key as community
    from support_start_as_of(valid_at, known_at)
    where subject_key = supported
)

select community, unnest(list_distinct(organisations)) as body, activity, occurred_from, occurred_to
from own
union all
select own.community, own.community as body, own.activity, own.occurred_from, own.occurred_to
from own
semi join itself on own.community = itself.community;
