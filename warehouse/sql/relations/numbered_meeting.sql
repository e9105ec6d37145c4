-- Sign-ins of 24 months with persons and meetings as numbers, in each reading of imprecise dates; grouping by numbers is several times as fast as by keys.
-- Grain: one row per place (a community in a reading), meeting and person.
-- Unit: reading is 0 as told, and where a date of the community is imprecise 1 for certain and 2 possibly within the months; meetings are dealt to 20 groups as in meeting_group; resident is the person (pseudonyms linked), is_elsewhere of who signed in in several communities.
-- Reads: signed_participation
create or replace macro numbered_meeting(valid_at, known_at) as table
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

told_meeting as (
    select
        community,
        activity,
        min(occurred_from) as occurred_from,
        count(*) as count_people,
    from signed
    group by community, activity
),

meeting as (
    select
        community,
        activity,
        count_people,
        row_number() over of_community - 1 as number_within,
        (dense_rank() over (order by community))::integer as number_of_community,
    from told_meeting
    window of_community as (partition by community order by occurred_from, activity)
),

numbered_person as (
    select
        person,
        (row_number() over (order by person))::integer as number,
    from (select distinct person from signed)
),

attendance as (
    select
        meeting.community,
        meeting.number_of_community,
        meeting.number_of_community * 1048576::bigint + meeting.number_within as meeting,
        (meeting.number_within % 20)::integer as meeting_group,
        meeting.count_people,
        numbered_person.number as person,
        numbered_person.person as resident,
        signed.occurred_from >= window_start(valid_at, 24) as is_stated,
        signed.occurred_from >= window_start(valid_at, 24) and signed.occurred_to <= valid_at
            as is_certain,
    from signed
    inner join meeting
        on signed.community = meeting.community
        and signed.activity = meeting.activity
    inner join numbered_person on signed.person = numbered_person.person
),

elsewhere as (
    select person
    from attendance
    group by person
    having min(number_of_community) < max(number_of_community)
),

imprecise as (
    select distinct number_of_community
    from attendance
    where not is_certain
),

as_read as (
    select
        0 as reading,
        community,
        number_of_community,
        meeting,
        meeting_group,
        count_people,
        person,
        resident,
    from attendance
    where is_stated
    union all
    select
        unnest(case when is_certain then [1, 2] else [2] end) as reading,
        community,
        number_of_community,
        meeting,
        meeting_group,
        count_people,
        person,
        resident,
    from attendance
    semi join imprecise on attendance.number_of_community = imprecise.number_of_community
)

select
    as_read.community,
    as_read.reading,
    as_read.number_of_community * 4 + as_read.reading as place,
    as_read.meeting * 4 + as_read.reading as meeting,
    as_read.meeting_group,
    as_read.count_people,
    as_read.person,
    as_read.resident,
    elsewhere.person is not null as is_elsewhere,
from as_read
left join elsewhere on as_read.person = elsewhere.person;
