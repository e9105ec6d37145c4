-- Survival curves of participation: all residents of a unit together, and by the quarter in which they were first seen.
-- Grain: one row per unit, cohort, reading (see participation_spell) and step of the curve (see kaplan_meier); one row without a step for a pool that is not mature for 12 months.
-- Unit: elapsed in days; first_quarter counts quarters (four a year), 0 is everybody; count_pool are residents, once per community (those of whom twelve silent months would show, all while there are none); observed_months are the months of follow-up that 15 of them have, 0 where there are fewer.
-- Reads: participation_spell, unit_member, kaplan_meier
create or replace macro participation_survival(valid_at, known_at) as table
with
resident_spell as (
    select
        community,
        reading,
        year(first_on) * 4 + quarter(first_on) - 1 as first_quarter,
        date_diff('day', first_on, entered_on) as entry,
        date_diff('day', first_on, ended_on) as exit,
        outcome is not null and outcome = 'left' as is_event,
        follow_up_months,
        count(*) as count_spells,
    from participation_spell(valid_at, known_at)
    group by all
),

member as (
    select unit_type, unit_id, community, reading, spell_reading
    from member_reading(valid_at, known_at, 'resident_spell')
),

-- One number for cohort and reading, so that the estimator groups by numbers.
unit_spell as (
    select
        member.unit_type,
        member.unit_id,
        4 * resident_spell.first_quarter + array_position(
            ['stated', 'late', 'missing_silent', 'missing_active'], member.reading
        ) - 1 as cohort_reading,
        resident_spell.entry,
        resident_spell.exit,
        resident_spell.is_event,
        resident_spell.follow_up_months,
        sum(resident_spell.count_spells)::bigint as count_spells,
    from member
    inner join resident_spell
        on member.community = resident_spell.community
        and member.spell_reading = resident_spell.reading
    group by all
),

follow_up as (
    select
        unit_type,
        unit_id,
        cohort_reading // 4 as first_quarter,
        follow_up_months,
        sum(count_spells)::bigint as count_spells,
        sum(case when exit > coalesce(entry, -1) then count_spells else 0 end)::bigint
            as count_judged,
    from unit_spell
    where cohort_reading % 4 = 0
    group by all
    union all
    select
        unit_type,
        unit_id,
        0 as first_quarter,
        follow_up_months,
        sum(count_spells)::bigint as count_spells,
        sum(case when exit > coalesce(entry, -1) then count_spells else 0 end)::bigint
            as count_judged,
    from unit_spell
    where cohort_reading % 4 = 0
    group by all
),

followed_so_long as (
    select
        unit_type,
        unit_id,
        first_quarter,
        follow_up_months,
        count_spells,
        count_judged,
        -- Who could be judged and never was at risk, for coming too late into view, makes no pool mature.
        sum(case when follow_up_months < 12 then count_spells else count_judged end) over (
            partition by unit_type, unit_id, first_quarter
            order by follow_up_months desc
            rows between unbounded preceding and current row
        ) as count_followed,
    from follow_up
),

pool as (
    select
        unit_type,
        unit_id,
        first_quarter,
        coalesce(nullif(sum(count_judged), 0), sum(count_spells))::bigint as count_pool,
        coalesce(max(follow_up_months) filter (where count_followed >= 15), 0) as observed_months,
    from followed_so_long
    group by unit_type, unit_id, first_quarter
),

-- Most pools are one quarter of one village, too few for a curve: none is estimated for them.
mature_pool as (
    select unit_type, unit_id, first_quarter
    from pool
    where observed_months >= 24
),

cohort_spell as (
    select
        unit_type,
        unit_id,
        cohort_reading as stratum,
        entry,
        exit,
        is_event,
        count_spells,
    from unit_spell
    semi join mature_pool
        on unit_spell.unit_type = mature_pool.unit_type
        and unit_spell.unit_id = mature_pool.unit_id
        and unit_spell.cohort_reading // 4 = mature_pool.first_quarter
    union all
    select
        unit_type,
        unit_id,
        cohort_reading % 4 as stratum,
        entry,
        exit,
        is_event,
        sum(count_spells)::bigint as count_spells,
    from unit_spell
    semi join mature_pool
        on unit_spell.unit_type = mature_pool.unit_type
        and unit_spell.unit_id = mature_pool.unit_id
        and mature_pool.first_quarter = 0
    group by all
)


select
    pool.unit_type,
    pool.unit_id,
    pool.first_quarter,
    ['stated', 'late', 'missing_silent', 'missing_active'][curve.stratum % 4 + 1] as reading,
    pool.count_pool,
    pool.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.count_events,
    curve.survival,
    curve.low,
    curve.high,
from pool
left join kaplan_meier('cohort_spell') as curve
    on pool.unit_type = curve.unit_type
    and pool.unit_id = curve.unit_id
    and pool.first_quarter = curve.stratum // 4;
