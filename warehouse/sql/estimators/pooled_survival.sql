-- Survival at every unit, from the spells that the caller keeps by anchor.
-- Grain: one row per unit, stratum, reading and step of the curve (see kaplan_meier); one row without a step for a pool that has not been followed for least_months.
-- Unit: those of the caller's spells; count_pool and observed_months as in follow_up_pool, for the least number `fewest` of spells.
-- Reads: follow_up_pool, pooled_spell, kaplan_meier and the relations that `spells` names: anchor_id, stratum, reading, entry, exit, cause (null: censored), follow_up_months, count_spells, and `readings`: member_reading's columns
create or replace macro pooled_survival(spells, readings, fewest, least_months) as table
with
pool_of_unit as (
    select unit, stratum, count_pool, observed_months
    from follow_up_pool(spells, readings, fewest)
),

spell_of_curve as (
    select
        curve,
        entry,
        exit,
        cause is not null as is_event,
        count_spells,
    from pooled_spell(spells, readings, 'pool_of_unit', ['any'], least_months)
)

select
    pool_of_unit.unit,
    pool_of_unit.stratum,
    every_reading()[step.curve % 16 + 1] as reading,
    pool_of_unit.count_pool,
    pool_of_unit.observed_months,
    step.elapsed,
    step.until,
    step.count_at_risk,
    step.count_events,
    step.survival as estimate,
    step.low,
    step.high,
from pool_of_unit
left join kaplan_meier('spell_of_curve') as step
    on pool_of_unit.unit * 32768 + pool_of_unit.stratum = step.curve // 16;
