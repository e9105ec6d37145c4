-- The day on which each person first did what a rung of the ladder asks for, by community.
-- Grain: one row per community, person (pseudonyms linked) and rung: contributor, organiser, representative.
-- Unit: days, at their first and last reading. A contributor had any role; an organiser has organised an activity, whatever the title; a representative took such a role or a leadership post.
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
    select 'organiser' as rung, community, resident, occurred_from, occurred_to
    from organised
    union all
    select 'representative' as rung, community, resident, occurred_from, occurred_to
    from represented
    union all
    select
        'contributor' as rung,
        community,
        subject_key as resident,
        occurred_from,
        occurred_to,
    from role_start_as_of(valid_at, known_at)
    union all
    select
        'contributor' as rung,
        subject_key as community,
        resident,
        occurred_from,
        occurred_to,
    from participation_as_of(valid_at, known_at)
    where role <> 'attendee'
),

by_person as (
    select
        told.rung,
        told.community,
        coalesce(person.person, told.resident) as person,
        min(told.occurred_from) as reached_from,
        min(least(told.occurred_to, valid_at)) as reached_to,
    from told
    left join person(valid_at, known_at) as person on told.resident = person.pseudonym
    group by all
)

-- Whoever organises or represents contributes.
select
    rung,
    community,
    person,
    reached_from,
    reached_to,
from by_person
where rung <> 'contributor'
union all
select
    'contributor' as rung,
    community,
    person,
    min(reached_from) as reached_from,
    min(reached_to) as reached_to,
from by_person
group by community, person;
