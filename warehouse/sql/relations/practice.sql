-- What residents did of their own in the last 24 months: organised an activity, took on a role, or took up a leadership post.
-- Grain: one row per community, person (pseudonyms linked), interval of days and programme.
-- Unit: days; programme is the grant of which the activity was part, or that required the role; null for what no grant asked for.
-- Reads: activity_organiser, role_start, leader_installation, organisation, person
create or replace macro practice(valid_at, known_at) as table
with
took as (
    select
        community,
        subject_key as resident,
        required_by_programme as programme,
        occurred_from,
        occurred_to,
    from role_start_as_of(valid_at, known_at)
    where occurred_to >= window_start(valid_at, 24)
    union all
    select
        organisation.community,
        installation.resident,
        null as programme,
        installation.occurred_from,
        installation.occurred_to,
    from leader_installation_as_of(valid_at, known_at) as installation
    inner join organisation(valid_at, known_at) as organisation
        on installation.subject_key = organisation.organisation
    where organisation.community is not null
        and installation.occurred_to >= window_start(valid_at, 24)
)

select
    took.community,
    coalesce(person.person, took.resident) as person,
    took.programme,
    took.occurred_from,
    took.occurred_to,
from took
left join person(valid_at, known_at) as person on took.resident = person.pseudonym
union
select
    community,
    person,
    programme,
    occurred_from,
    occurred_to,
from activity_organiser(valid_at, known_at)
where not is_on_paper;
