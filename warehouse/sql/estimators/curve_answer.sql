-- What an indicator answers that reads curves at given times: each wanted measure of every unit, with its maturity.
-- Grain: one row per unit, stratum and wanted measure; a unit without a pool has its row in the stratum `all`.
-- Unit: the columns of an indicator's answer. The value and its interval are those of the stated reading, the bounds the least and the greatest value of all readings; mature once the pool has been followed for required_months; a pool of fewer than least_cell, if that is given, is suppressed.
-- Reads: the relations that `curves` names: unit_type, unit_id, coverage, stratum, measure, reading, count_pool, observed_months, elapsed, until, estimate, low, high (all null but the first three for a unit without a pool), and `wanted`: measure, curve_measure, elapsed, required_months
create or replace macro curve_answer(curves, wanted, least_cell) as table
with
every_unit as (
    select
        unit_type,
        unit_id,
        max(coverage) as coverage,
    from query_table(curves)
    group by unit_type, unit_id
),

every_pool as (
    select
        unit_type,
        unit_id,
        stratum,
        measure as curve_measure,
        max(count_pool) as count_pool,
        max(observed_months) as observed_months,
    from query_table(curves)
    where count_pool is not null
    group by unit_type, unit_id, stratum, measure
),

estimated as (
    select
        step.unit_type,
        step.unit_id,
        step.stratum,
        horizon.measure,
        max(step.estimate) filter (where step.reading = 'stated') as estimate,
        max(step.low) filter (where step.reading = 'stated') as low,
        max(step.high) filter (where step.reading = 'stated') as high,
        min(step.estimate) as lowest,
        max(step.estimate) as highest,
    from query_table(curves) as step
    inner join query_table(wanted) as horizon
        on step.measure = horizon.curve_measure
        and step.elapsed <= horizon.elapsed
        and (step.until is null or horizon.elapsed < step.until)
    group by step.unit_type, step.unit_id, step.stratum, horizon.measure
),

every_row as (
    select
        every_unit.unit_type,
        every_unit.unit_id,
        every_unit.coverage,
        'all' as stratum,
        horizon.measure,
        horizon.curve_measure,
        horizon.required_months,
    from every_unit
    cross join query_table(wanted) as horizon
    union all
    select
        every_unit.unit_type,
        every_unit.unit_id,
        every_unit.coverage,
        every_pool.stratum,
        horizon.measure,
        horizon.curve_measure,
        horizon.required_months,
    from every_pool
    inner join every_unit
        on every_pool.unit_type = every_unit.unit_type
        and every_pool.unit_id = every_unit.unit_id
    inner join query_table(wanted) as horizon on every_pool.curve_measure = horizon.curve_measure
    where every_pool.stratum <> 'all'
),

judged as (
    select
        every_row.unit_type,
        every_row.unit_id,
        every_row.coverage,
        every_row.stratum,
        every_row.measure,
        every_row.required_months,
        coalesce(every_pool.count_pool, 0) as n,
        coalesce(every_pool.observed_months, 0) as observed_months,
        case
            when every_pool.count_pool is null then 'no_data'
            when every_pool.count_pool < least_cell then 'suppressed'
            when every_pool.observed_months >= every_row.required_months then 'mature'
            else 'maturing'
        end as status,
    from every_row
    left join every_pool
        on every_row.unit_type = every_pool.unit_type
        and every_row.unit_id = every_pool.unit_id
        and every_row.stratum = every_pool.stratum
        and every_row.curve_measure = every_pool.curve_measure
)

select
    judged.unit_type,
    judged.unit_id,
    judged.measure,
    judged.stratum,
    case when judged.status = 'mature' then estimated.estimate end as value,
    case when judged.status = 'mature' then estimated.low end as low,
    case when judged.status = 'mature' then estimated.high end as high,
    case when judged.status = 'mature' then estimated.lowest end as bound_low,
    case when judged.status = 'mature' then estimated.highest end as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    case when judged.status <> 'suppressed' then judged.n end as n,
    case when judged.status <> 'suppressed' then judged.observed_months end as observed_months,
    judged.required_months,
    judged.coverage,
    judged.status,
from judged
left join estimated
    on judged.unit_type = estimated.unit_type
    and judged.unit_id = estimated.unit_id
    and judged.stratum = estimated.stratum
    and judged.measure = estimated.measure;
