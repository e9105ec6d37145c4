-- Cumulative incidence of competing causes at every unit, from the spells that the caller keeps by anchor.
-- Grain: one row per unit, stratum, cause in the list `causes`, reading and step of the curve (see aalen_johansen); one row per cause without a step for a pool that has not been followed for least_months.
-- Unit: those of the caller's spells; count_pool and observed_months as in follow_up_pool, for the least number `fewest` of spells.
-- Reads: follow_up_pool, pooled_spell, aalen_johansen and the relations that `spells` names: anchor_id, stratum, reading, entry, exit, cause (null: censored), follow_up_months, count_spells, and `readings`: member_reading's columns
create or replace macro pooled_incidence(spells, readings, causes, fewest, least_months) as table
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
        cause,
        count_spells,
    from pooled_spell(spells, readings, 'pool_of_unit', causes, least_months)
),

wanted_cause as (
    select
        cause,
        array_position(causes, cause) as number,
    from (select unnest(causes) as cause)
)

select
    pool_of_unit.unit,
    pool_of_unit.stratum,
    wanted_cause.cause,
    every_reading()[step.curve % 16 + 1] as reading,
    pool_of_unit.count_pool,
    pool_of_unit.observed_months,
    step.elapsed,
    step.until,
    step.count_at_risk,
    step.count_events,
    step.incidence as estimate,
    step.low,
    step.high,
from pool_of_unit
cross join wanted_cause
left join aalen_johansen('spell_of_curve', range(1, array_length(causes) + 1)) as step
    on pool_of_unit.unit * 32768 + pool_of_unit.stratum = step.curve // 16
    and wanted_cause.number = step.cause;
