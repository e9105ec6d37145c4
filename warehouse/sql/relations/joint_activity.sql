-- Pairs of small projects that held an activity together.
-- Grain: one row per unordered pair of projects of one community (one_project < two_project).
-- Unit: none.
-- Reads: activity
create or replace macro joint_activity(valid_at, known_at) as table
with
activity_project as (
    select
        subject_key as community,
        activity,
        unnest(projects) as project,
    from activity_as_of(valid_at, known_at)
    where array_length(projects) >= 2
)

select distinct
    one.project as one_project,
    two.project as two_project,
from activity_project as one
inner join activity_project as two
    on one.community = two.community
    and one.activity = two.activity
    and one.project < two.project;
