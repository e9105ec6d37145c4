-- To which group each resident belongs, for each way of grouping (version 1 of these definitions).
-- Grain: one row per group_kind (organisation, age_band, community) and person (pseudonyms linked) that has a group.
-- Unit: organisation is the body joined last of those not left before the 24 months began; age_band as consented; community that of most sign-ins in them, of equals the least key.
-- Reads: membership_start, membership_end, person, consented_band, signed_participation
create or replace macro social_group(valid_at, known_at) as table
with
linked as (
    select pseudonym, person
    from person(valid_at, known_at)
),

membership as (
    select
        coalesce(linked.person, joined.resident) as person,
        joined.subject_key as organisation,
        joined.occurred_from,
    from membership_start_as_of(valid_at, known_at) as joined
    left join linked on joined.resident = linked.pseudonym
),

departure as (
    select
        coalesce(linked.person, departed.resident) as person,
        departed.subject_key as organisation,
        max(departed.occurred_to) as occurred_to,
    from membership_end_as_of(valid_at, known_at) as departed
    left join linked on departed.resident = linked.pseudonym
    group by all
),

attendance as (
    select
        person,
        community,
        count(*) as count_meetings,
    from signed_participation(valid_at, known_at, 24)
    group by person, community
)

select
    'organisation' as group_kind,
    membership.person,
    max_by(membership.organisation, row(membership.occurred_from, membership.organisation))
        as of_group,
from membership
left join departure
    on membership.person = departure.person
    and membership.organisation = departure.organisation
    and membership.occurred_from <= departure.occurred_to
where coalesce(departure.occurred_to, valid_at) >= window_start(valid_at, 24)
group by membership.person
union all
select
    dimension as group_kind,
    person,
    band as of_group,
from consented_band(valid_at, known_at)
where dimension = 'age_band'
union all
select
    'community' as group_kind,
    person,
    min_by(community, row(-count_meetings, community)) as of_group,
from attendance
group by person;
