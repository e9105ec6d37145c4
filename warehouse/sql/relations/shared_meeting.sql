-- Who was together with whom at meetings of 24 months, at communities and municipalities, for pairs that may have met twice.
-- Grain: one row per unit, pair (one_number < two_number, see unit_member and co_participation) and group of meetings (see meeting_group).
-- Unit: counts of meetings, and weights in 2329089562800ths; one and two are persons, pseudonyms linked. Meetings of more than 30 people do not count.
-- Reads: signed_participation, meeting_group, unit_member, co_participation
create or replace macro shared_meeting(valid_at, known_at) as table
with
signed as (
    select
        community,
        activity,
        person,
        occurred_from,
        occurred_to,
    from signed_participation(valid_at, known_at, 24)
),

small_meeting as (
    select
        community,
        activity,
        meeting_group,
        count_people,
        row_number() over (order by community, activity) as meeting,
        dense_rank() over (order by community) as place,
    from meeting_group(valid_at, known_at, 24)
    where count_people between 2 and 30
),

-- Grouping by numbers is several times as fast as by keys.
numbered_person as (
    select
        person,
        row_number() over (order by person) as number,
    from (select distinct person from signed)
),

attendance as (
    select
        small_meeting.place,
        small_meeting.meeting,
        small_meeting.meeting_group,
        small_meeting.count_people,
        numbered_person.number as person,
        signed.occurred_from >= window_start(valid_at, 24) as is_stated,
        signed.occurred_from >= window_start(valid_at, 24) and signed.occurred_to <= valid_at
            as is_certain,
    from signed
    inner join small_meeting
        on signed.community = small_meeting.community
        and signed.activity = small_meeting.activity
    inner join numbered_person on signed.person = numbered_person.person
),

pair as (
    select
        place,
        one,
        two,
        meeting_group,
        stated,
        certain,
        possible,
        stated_weight,
        certain_weight,
        possible_weight,
    from co_participation('attendance')
),

-- Who comes in several communities may meet the same person in each.
wanderer as (
    select person
    from (select distinct place, person from attendance)
    group by person
    having count(*) > 1
),

wandering_pair as (
    select
        pair.place,
        pair.one,
        pair.two,
        pair.meeting_group,
    from pair
    semi join wanderer as one_wanderer on pair.one = one_wanderer.person
    semi join wanderer as two_wanderer on pair.two = two_wanderer.person
),

repeated as (
    select
        place,
        one,
        two,
    from pair
    group by place, one, two
    having sum(possible) >= 2
    union
    select
        place,
        one,
        two,
    from wandering_pair
),

place_of_unit as (
    select distinct
        member.unit,
        small_meeting.place,
    from unit_member(valid_at, known_at) as member
    inner join small_meeting on member.anchor_id = small_meeting.community
    where member.anchor_type = 'community'
        and member.unit_type in ('community', 'municipality')
)

select
    place_of_unit.unit,
    pair.one as one_number,
    pair.two as two_number,
    one_person.person as one,
    two_person.person as two,
    pair.meeting_group,
    sum(pair.stated)::bigint as stated,
    sum(pair.certain)::bigint as certain,
    sum(pair.possible)::bigint as possible,
    sum(pair.stated_weight)::bigint as stated_weight,
    sum(pair.certain_weight)::bigint as certain_weight,
    sum(pair.possible_weight)::bigint as possible_weight,
from pair
semi join repeated
    on pair.place = repeated.place
    and pair.one = repeated.one
    and pair.two = repeated.two
inner join place_of_unit on pair.place = place_of_unit.place
inner join numbered_person as one_person on pair.one = one_person.number
inner join numbered_person as two_person on pair.two = two_person.number
group by all;
