-- Years in which a community held most of its activities in December, as where a year is judged by its count.
-- Grain: one row per community and year that is over.
-- Unit: activities whose month is known; at least 8 in December, and four times as many as in the mean of the other months, of which at least 3 in all.
-- Reads: activity
create or replace macro g1_year_end_burst(valid_at, known_at) as table
with
told_once as (
    select
        subject_key as community,
        activity,
        min(occurred_from) as held_from,
        max(occurred_to) as held_to,
        min(position) as position,
    from activity_as_of(valid_at, known_at)
    where occurred_to <= valid_at
    group by subject_key, activity
),

counted as (
    select
        community,
        year(held_from) as calendar_year,
        count_if(month(held_from) = 12) as count_december,
        count_if(month(held_from) <> 12) as count_others,
        list_sort(list(position) filter (where month(held_from) = 12)) as positions,
    from told_once
    where month_number(held_from) = month_number(held_to)
        and year(held_from) < year(valid_at + interval 1 day)
    group by community, year(held_from)
)

select
    'G1' as rule,
    'notice' as severity,
    'community/' || community as subject,
    calendar_year || '년 12월에 활동 ' || count_december || '건, 나머지 열한 달에 ' || count_others
    || '건: 연말에 몰렸습니다.' as detail_ko,
    count_december || ' activities in December ' || calendar_year || ', ' || count_others
    || ' in the other eleven months: a burst at the end of the year.' as detail_en,
    make_date(calendar_year, 12, 1) as occurred_from,
    list_min(positions) as first_position,
    positions,
from counted
where count_december >= 8
    and count_others >= 3
    and count_december * 11 >= count_others * 4;
