-- Survival curves of participation: all residents of a unit together, and by the quarter in which they were first seen.
-- Grain: one row per unit, stratum (all, or such as 2015-Q1), reading (see participation_spell) and step of the curve (see kaplan_meier); one row without a step for a pool that is not mature for 12 months; one row with neither for a unit without residents.
-- Unit: elapsed in days; count_pool are residents, once per community (those of whom twelve silent months would show, all while there are none); observed_months are the months of follow-up that 15 of them have, 0 where there are fewer.
-- Reads: participation_spell, unit_member, coverage, member_reading, pooled_survival
create or replace macro participation_survival(valid_at, known_at) as table
with
stay as (
    select
        community as anchor_id,
        year(seen_on) * 4 + quarter(seen_on) - 1 as first_quarter,
        reading,
        date_diff('day', first_on, entered_on) as entry,
        date_diff('day', first_on, ended_on) as exit,
        case when outcome = 'left' then outcome end as cause,
        follow_up_months,
        1 as count_spells,
    from participation_spell(valid_at, known_at)
),

-- Quarters are numbered; 0 is everybody.
spell as (
    select
        anchor_id,
        first_quarter as stratum,
        reading,
        entry,
        exit,
        cause,
        follow_up_months,
        count_spells,
    from stay
    union all
    select
        anchor_id,
        0 as stratum,
        reading,
        entry,
        exit,
        cause,
        follow_up_months,
        count_spells,
    from stay
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member', 'spell')
),

curve as (
    select
        unit,
        stratum,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from pooled_survival('spell', 'member_of_reading', 15, 24)
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    case
        when curve.stratum = 0 then 'all'
        else (curve.stratum // 4) || '-Q' || (curve.stratum % 4 + 1)
    end as stratum,
    case when curve.unit is not null then 's' end as measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from coverage(valid_at, known_at, 'community.participation_recorded.v1', 48, 'member') as unit
left join curve on unit.unit = curve.unit;
