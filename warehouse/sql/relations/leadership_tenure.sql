-- Terms of office: who held which leadership post of a body from when to when.
-- Grain: one row per line of bodies (see organisation), post, person, first day and dating: stated, and late (all dates at their last day) where a community has imprecise ones.
-- Unit: days; ended_on is null while the term goes on; is_completed is false where it ended with the body and not by stepping down or being succeeded.
-- Reads: leader_installation, leader_departure, organisation, person
create or replace macro leadership_tenure(valid_at, known_at) as table
with
body as (
    select
        organisation,
        origin,
        community,
        least(dissolved_from, merged_from) as closed_from,
        least(dissolved_to, merged_to, valid_at) as closed_to,
    from organisation(valid_at, known_at)
    where community is not null
),

statement as (
    select
        'installed' as turn,
        subject_key as organisation,
        post,
        resident,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from leader_installation_as_of(valid_at, known_at)
    union all
    select
        'ended' as turn,
        subject_key as organisation,
        post,
        resident,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from leader_departure_as_of(valid_at, known_at)
    union all
    -- Registers often say no more than whom the new leader follows.
    select
        'ended' as turn,
        subject_key as organisation,
        post,
        previous as resident,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from leader_installation_as_of(valid_at, known_at)
    where previous is not null
),

told as (
    select
        statement.turn,
        body.origin,
        body.community,
        statement.post,
        coalesce(person.person, statement.resident) as person,
        statement.occurred_from,
        statement.occurred_to,
    from statement
    inner join body on statement.organisation = body.organisation
    left join person(valid_at, known_at) as person on statement.resident = person.pseudonym
),

imprecise_community as (
    select distinct community
    from told
    where occurred_from <> occurred_to
),

dated as (
    select 'stated' as reading, turn, origin, community, post, person, occurred_from as turned_on
    from told
    union
    select 'late' as reading, turn, origin, community, post, person, occurred_to as turned_on
    from told
    semi join imprecise_community using (community)
),

-- The last body of a line to close closes the line's posts.
closing as (
    select
        'stated' as reading,
        origin,
        case when count(*) = count(closed_from) then max(closed_from) end as closed_on,
    from body
    group by origin
    union all
    select
        'late' as reading,
        origin,
        case when count(*) = count(closed_from) then max(closed_to) end as closed_on,
    from body
    group by origin
),

tenure as (
    select
        installed.reading,
        installed.origin,
        installed.community,
        installed.post,
        installed.person,
        installed.turned_on as started_on,
        min(ended.turned_on) as ended_on,
    from dated as installed
    left join dated as ended
        on installed.reading = ended.reading
        and installed.origin = ended.origin
        and installed.post = ended.post
        and installed.person = ended.person
        and ended.turned_on >= installed.turned_on
        and ended.turn = 'ended'
    where installed.turn = 'installed'
    group by all
),

-- An installation told again within a term begins no other.
first_of_term as (
    select
        reading,
        origin,
        community,
        post,
        person,
        min(started_on) as started_on,
        ended_on,
    from tenure
    group by all
)

select
    first_of_term.reading,
    first_of_term.community,
    first_of_term.origin as organisation,
    first_of_term.post,
    first_of_term.person,
    first_of_term.started_on,
    case
        when first_of_term.ended_on <= coalesce(closing.closed_on, first_of_term.ended_on)
            then first_of_term.ended_on
        else closing.closed_on
    end as ended_on,
    coalesce(
        first_of_term.ended_on <= coalesce(closing.closed_on, first_of_term.ended_on), false
    ) as is_completed,
from first_of_term
left join closing using (reading, origin)
where closing.closed_on is null or closing.closed_on >= first_of_term.started_on;
