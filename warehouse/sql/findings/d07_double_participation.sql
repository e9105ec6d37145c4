-- Residents whose participation in one activity is recorded more than once.
-- Grain: one row per community, activity and resident.
-- Unit: records; a resident known by two linked pseudonyms is one resident.
-- Reads: participation, person
create or replace macro d07_double_participation(valid_at, known_at) as table
with
attendance as (
    select
        participation.position,
        participation.subject_key as community,
        participation.activity,
        coalesce(person.person, participation.resident) as resident,
        participation.occurred_from,
        participation.occurred_to,
    from participation_as_of(valid_at, known_at) as participation
    left join person(valid_at, known_at) as person
        on participation.resident = person.pseudonym
),

-- Millions of attendances are grouped by a number; the few that collide are compared as they are.
repeated_number as (
    select hash(community, activity, resident) as number
    from attendance
    group by hash(community, activity, resident)
    having count(*) > 1
),

suspect as (
    select
        attendance.position,
        attendance.community,
        attendance.activity,
        attendance.resident,
        attendance.occurred_from,
        attendance.occurred_to,
    from attendance
    semi join repeated_number
        on hash(attendance.community, attendance.activity, attendance.resident)
        = repeated_number.number
),

repeated as (
    select
        community,
        activity,
        resident,
        count(*) as count_records,
        min(occurred_from) as occurred_from,
        max(occurred_to) as occurred_to,
        list_sort(list(position)) as positions,
    from suspect
    group by community, activity, resident
    having count(*) > 1
)

select
    'D7' as rule,
    'breach' as severity,
    'community/' || community as subject,
    '활동 ' || activity || '(' || told(occurred_from, occurred_to) || ')에 주민 ' || resident
    || '의 참여가 ' || count_records || '번 기록되었습니다.' as detail_ko,
    'Resident ' || resident || ' is recorded ' || count_records || ' times in activity ' || activity
    || ' (' || told(occurred_from, occurred_to) || ').' as detail_en,
    occurred_from,
    list_min(positions) as first_position,
    positions,
from repeated;
