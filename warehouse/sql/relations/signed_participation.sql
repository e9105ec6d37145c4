-- Who signed in where, person by person, within so many months up to valid_at.
-- Grain: one row per community, activity and person (pseudonyms linked), however often it was reported.
-- Unit: occurred_from and occurred_to are the earliest and the latest day told. Activities that are said to be without sign-in, such as festivals, are left out.
-- Reads: participation, activity, person
create or replace macro signed_participation(valid_at, known_at, window_months) as table
with
unsigned_activity as (
    select distinct
        subject_key as community,
        activity,
    from activity_as_of(valid_at, known_at)
    where not is_signed_in
),

linked as (
    select
        pseudonym,
        person,
    from person(valid_at, known_at)
)

select
    participation.subject_key as community,
    participation.activity,
    coalesce(linked.person, participation.resident) as person,
    min(participation.occurred_from) as occurred_from,
    max(participation.occurred_to) as occurred_to,
from participation_as_of(valid_at, known_at) as participation
anti join unsigned_activity
    on participation.subject_key = unsigned_activity.community
    and participation.activity = unsigned_activity.activity
left join linked on participation.resident = linked.pseudonym
where participation.occurred_to >= window_start(valid_at, window_months)
group by all;
