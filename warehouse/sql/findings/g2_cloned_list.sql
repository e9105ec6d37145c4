-- Activities of a community that have word for word the same list of attendees.
-- Grain: one row per community and list that stands under several activities.
-- Unit: lists of at least 10 residents; a resident known by two linked pseudonyms is one resident.
-- Reads: participation, person
create or replace macro g2_cloned_list(valid_at, known_at) as table
with
attendance as (
    select
        participation.position,
        participation.subject_key as community,
        participation.activity,
        coalesce(person.person, participation.resident) as resident,
        participation.occurred_from,
    from participation_as_of(valid_at, known_at) as participation
    left join person(valid_at, known_at) as person
        on participation.resident = person.pseudonym
    where participation.activity is not null
),

-- Millions of lists are compared by a number each; the few that may be equal, as they are.
numbered as (
    select
        community,
        activity,
        bit_xor(hash(resident)) as number,
    from (select distinct community, activity, resident from attendance)
    group by community, activity
    having count(*) >= 10
),

suspect as (
    select community, activity
    from numbered
    qualify count(*) over (partition by community, number) > 1
),

attendee_list as (
    select
        attendance.community,
        attendance.activity,
        list_sort(list_distinct(list(attendance.resident))) as residents,
        min(attendance.occurred_from) as occurred_from,
        min(attendance.position) as position,
    from attendance
    semi join suspect
        on attendance.community = suspect.community
        and attendance.activity = suspect.activity
    group by attendance.community, attendance.activity
),

cloned as (
    select
        community,
        array_length(residents) as count_residents,
        count(*) as count_activities,
        min(occurred_from) as occurred_from,
        string_agg(activity, ', ' order by activity) as activities,
        list_sort(list(position)) as positions,
    from attendee_list
    group by community, residents
    having count(*) > 1
)

select
    'G2' as rule,
    'notice' as severity,
    'community/' || community as subject,
    '활동 ' || activities || '의 참여자 ' || count_residents || '명이 모두 같습니다.' as detail_ko,
    'The ' || count_activities || ' activities ' || activities || ' have the same '
    || count_residents || ' attendees.' as detail_en,
    occurred_from,
    list_min(positions) as first_position,
    positions,
from cloned;
