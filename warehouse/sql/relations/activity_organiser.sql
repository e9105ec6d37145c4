-- Who organised which activity of the last 24 months, as activities say it, and whether only on paper.
-- Grain: one row per community, activity and person (pseudonyms linked).
-- Unit: days; is_on_paper where the activity's sign-in list is known and does not bear the organiser's name.
-- Reads: activity, participation, person
create or replace macro activity_organiser(valid_at, known_at) as table
with
named as (
    select
        subject_key as community,
        activity,
        unnest(organisers) as resident,
        organisations,
        programme,
        facilitator_is_resident,
        occurred_from,
        occurred_to,
    from activity_as_of(valid_at, known_at)
    where occurred_to >= window_start(valid_at, 24)
),

organised as (
    select distinct
        named.community,
        named.activity,
        coalesce(person.person, named.resident) as person,
        named.organisations,
        named.programme,
        named.facilitator_is_resident,
        named.occurred_from,
        named.occurred_to,
    from named
    left join person(valid_at, known_at) as person on named.resident = person.pseudonym
),

signed as (
    select
        participation.subject_key as community,
        participation.activity,
        participation.resident,
    from participation_as_of(valid_at, known_at) as participation
    where participation.occurred_to >= window_start(valid_at, 24)
),

listed as (
    select distinct community, activity
    from signed
),

present as (
    select distinct
        signed.community,
        signed.activity,
        coalesce(person.person, signed.resident) as person,
    from signed
    left join person(valid_at, known_at) as person on signed.resident = person.pseudonym
    semi join organised
        on signed.community = organised.community
        and signed.activity = organised.activity
        and coalesce(person.person, signed.resident) = organised.person
)

select
    organised.community,
    organised.activity,
    organised.person,
    organised.organisations,
    organised.programme,
    organised.facilitator_is_resident,
    organised.occurred_from,
    organised.occurred_to,
    listed.activity is not null and present.person is null as is_on_paper,
from organised
left join listed
    on organised.community = listed.community
    and organised.activity = listed.activity
left join present
    on organised.community = present.community
    and organised.activity = present.activity
    and organised.person = present.person;
