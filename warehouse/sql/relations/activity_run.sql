-- Who ran each activity: residents or their bodies, somebody from outside, or nobody says who.
-- Grain: one row per community and activity, as it was told first.
-- Unit: runner is residents, outside or unknown; is_run_stated is false where the runner is residents and nobody says whether an outside facilitator led it.
-- Reads: activity, organisation
create or replace macro activity_run(valid_at, known_at) as table
with
told_first as (
    select min(position) as position
    from activity_as_of(valid_at, known_at)
    group by subject_key, activity
),

told as (
    select
        activity.position,
        activity.subject_key as community,
        activity.activity,
        activity.organisers,
        activity.organisations,
        activity.facilitator_is_resident,
        activity.occurred_from,
        activity.occurred_to,
    from activity_as_of(valid_at, known_at) as activity
    semi join told_first on activity.position = told_first.position
),

named_body as (
    select position, unnest(organisations) as organisation
    from told
),

of_residents as (
    select distinct named_body.position
    from named_body
    semi join organisation(valid_at, known_at) as body
        on named_body.organisation = body.organisation
)

select
    told.community,
    told.activity,
    told.organisations,
    told.occurred_from,
    told.occurred_to,
    case
        when not told.facilitator_is_resident then 'outside'
        when array_length(told.organisers) > 0 or of_residents.position is not null
            then 'residents'
        else 'unknown'
    end as runner,
    told.facilitator_is_resident is not null as is_run_stated,
from told
left join of_residents on told.position = of_residents.position;
