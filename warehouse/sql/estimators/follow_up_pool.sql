-- How many each unit's estimate rests on, and for how long so many of them have been followed that it may be read.
-- Grain: one row per unit and stratum.
-- Unit: count_pool are spells under the stated reading (those at risk at some time, all while there are none); observed_months are the months of follow-up that `fewest` of them have, 0 where there are fewer. Who could be judged after a year and never was at risk, for coming too late into view, makes no pool mature.
-- Reads: the relations that `spells` names: anchor_id, stratum, reading, entry, exit, follow_up_months, count_spells, and `readings`: member_reading's columns
create or replace macro follow_up_pool(spells, readings, fewest) as table
with
-- Anchors first: what follows is counted per month of follow-up, not per spell.
of_anchor as (
    select
        anchor_id,
        stratum,
        follow_up_months,
        sum(count_spells) as count_spells,
        sum(case when exit > coalesce(entry, -1) then count_spells else 0 end) as count_judged,
    from query_table(spells)
    where reading = 'stated'
    group by anchor_id, stratum, follow_up_months
),

of_unit as (
    select
        member.unit,
        of_anchor.stratum,
        of_anchor.follow_up_months,
        sum(of_anchor.count_spells)::bigint as count_spells,
        sum(of_anchor.count_judged)::bigint as count_judged,
    from query_table(readings) as member
    inner join of_anchor on member.anchor_id = of_anchor.anchor_id
    where member.reading = 'stated'
    group by member.unit, of_anchor.stratum, of_anchor.follow_up_months
),

followed_so_long as (
    select
        unit,
        stratum,
        follow_up_months,
        count_spells,
        count_judged,
        sum(case when follow_up_months < 12 then count_spells else count_judged end) over (
            partition by unit, stratum
            order by follow_up_months desc
            rows between unbounded preceding and current row
        ) as count_followed,
    from of_unit
)

select
    unit,
    stratum,
    coalesce(nullif(sum(count_judged), 0), sum(count_spells))::bigint as count_pool,
    coalesce(max(follow_up_months) filter (where count_followed >= fewest), 0) as observed_months,
from followed_so_long
group by unit, stratum;
