-- How much of what a unit was expected to tell was told, for one kind of fact.
-- Grain: one row per unit with communities.
-- Unit: observed_months are all months observed up to valid_at, the mean of the unit's communities rounded down; coverage is the share of expected community-months of the window that were observed, null where none was expected; missing_months are those expected and not observed.
-- Reads: observed_month and the relation that `members` names, of unit_member's columns
create or replace macro coverage(valid_at, known_at, kind_of_fact, window_months, members) as table
with
by_community as (
    select
        community,
        count(*) filter (where is_observed) as observed_months,
        count(*) filter (
            where is_expected
            and month >= month_number(valid_at + interval 1 day) - window_months
        ) as expected_months,
        count(*) filter (
            where is_expected
            and is_observed
            and month >= month_number(valid_at + interval 1 day) - window_months
        ) as delivered_months,
    from observed_month(valid_at, known_at, kind_of_fact)
    group by community
),

by_unit as (
    select
        member.unit,
        member.unit_type,
        member.unit_id,
        count(*) as count_communities,
        coalesce(sum(by_community.observed_months), 0)::bigint as observed_months,
        coalesce(sum(by_community.expected_months), 0)::bigint as expected_months,
        coalesce(sum(by_community.delivered_months), 0)::bigint as delivered_months,
    from query_table(members) as member
    left join by_community on member.anchor_id = by_community.community
    where member.anchor_type = 'community'
    group by member.unit, member.unit_type, member.unit_id
)

select
    unit,
    unit_type,
    unit_id,
    count_communities,
    observed_months // count_communities as observed_months,
    expected_months - delivered_months as missing_months,
    case when expected_months > 0 then delivered_months::double / expected_months end as coverage,
from by_unit;
