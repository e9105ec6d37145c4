-- The days on which each person first did what the rungs of the ladder ask for, by community.
-- Grain: one row per community and person (pseudonyms linked) who reached any rung.
-- Unit: days, at their first and last reading, null for a rung that was not reached. A contributor had any role; an organiser has organised an activity, whatever the title; a representative took such a role or a leadership post.
-- Reads: participation, activity, role_start, leader_installation, organisation, person
create or replace macro role_reached(valid_at, known_at) as table
with
organised as (
    select
        subject_key as community,
        unnest(organisers) as resident,
        occurred_from,
        occurred_to,
    from activity_as_of(valid_at, known_at)
    union all
    select
        subject_key as community,
        resident,
        occurred_from,
        occurred_to,
    from participation_as_of(valid_at, known_at)
    where role = 'organiser'
),

represented as (
    select
        community,
        subject_key as resident,
        occurred_from,
        occurred_to,
    from role_start_as_of(valid_at, known_at)
    where role = 'representative'
    union all
    select
        organisation.community,
        installation.resident,
        installation.occurred_from,
        installation.occurred_to,
    from leader_installation_as_of(valid_at, known_at) as installation
    inner join organisation(valid_at, known_at) as organisation
        on installation.subject_key = organisation.organisation
    where organisation.community is not null
),

told as (
    select 2 as rung, community, resident, occurred_from, occurred_to
    from organised
    union all
    select 3 as rung, community, resident, occurred_from, occurred_to
    from represented
    union all
    select
        1 as rung,
        community,
        subject_key as resident,
        occurred_from,
        occurred_to,
    from role_start_as_of(valid_at, known_at)
    union all
    select
        1 as rung,
        subject_key as community,
        resident,
        occurred_from,
        occurred_to,
    from participation_as_of(valid_at, known_at)
    where role <> 'attendee'
)

-- Whoever organises or represents contributes.
select
    told.community,
    coalesce(person.person, told.resident) as person,
    min(told.occurred_from) as contributor_from,
    min(least(told.occurred_to, valid_at)) as contributor_to,
    min(told.occurred_from) filter (where told.rung = 2) as organiser_from,
    min(least(told.occurred_to, valid_at)) filter (where told.rung = 2) as organiser_to,
    min(told.occurred_from) filter (where told.rung = 3) as representative_from,
    min(least(told.occurred_to, valid_at)) filter (where told.rung = 3) as representative_to,
from told
left join person(valid_at, known_at) as person on told.resident = person.pseudonym
group by told.community, coalesce(person.person, told.resident);
