-- The meetings of each community within so many months, dealt to at most twenty groups that a jackknife leaves out in turn.
-- Grain: one row per community and activity with sign-in.
-- Unit: meeting_group is from 0; meetings are dealt in order of day and key, so each group spans all seasons and the dealing is the same everywhere.
-- Reads: signed_participation
create or replace macro meeting_group(valid_at, known_at, window_months) as table
with
meeting as (
    select
        community,
        activity,
        min(occurred_from) as occurred_from,
        count(*) as count_people,
    from signed_participation(valid_at, known_at, window_months)
    group by community, activity
)

select
    community,
    activity,
    count_people,
    (row_number() over (partition by community order by occurred_from, activity) - 1) % 20
        as meeting_group,
from meeting;
