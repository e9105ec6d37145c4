-- How much the missing months of 24 may hide in each community: no more each than its busiest observed month had.
-- Grain: one row per community with missing months and an observed one with sign-ins.
-- Unit: attendances; pairs that met, and weight that ties could gain, in 2329089562800ths (see co_participation), both at meetings of at most 30 people.
-- Reads: missing_in_window, signed_participation
create or replace macro unseen_meeting(valid_at, known_at) as table
with
missing as (
    select community, count_months
    from missing_in_window(valid_at, known_at, 'community.participation_recorded.v1', 24)
),

meeting as (
    select
        signed.community,
        signed.activity,
        month_number(signed.occurred_from) as month,
        count(*) as count_people,
    from signed_participation(valid_at, known_at, 24) as signed
    semi join missing on signed.community = missing.community
    where month_number(signed.occurred_from) = month_number(signed.occurred_to)
    group by all
),

by_month as (
    select
        community,
        month,
        sum(count_people) as count_attendances,
        coalesce(
            sum(count_people * (count_people - 1) // 2) filter (where count_people <= 30), 0
        ) as count_pairs,
        coalesce(
            sum(count_people * 1164544781400) filter (where count_people between 2 and 30), 0
        ) as weight,
    from meeting
    group by community, month
)

select
    missing.community,
    any_value(missing.count_months) as count_months,
    (any_value(missing.count_months) * max(by_month.count_attendances))::bigint
        as count_attendances,
    (any_value(missing.count_months) * max(by_month.count_pairs))::bigint as count_pairs,
    (any_value(missing.count_months) * max(by_month.weight))::bigint as weight,
from missing
inner join by_month on missing.community = by_month.community
group by missing.community;
