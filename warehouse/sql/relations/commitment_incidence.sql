-- How soon after their due date commitments are kept, at every unit of local government, while changing and refusing them competes.
-- Grain: one row per unit, measure (fulfilled, renegotiated, broken), reading and step of the curve (see pooled_incidence); one row with neither for a unit without commitments that were due.
-- Unit: days from the due date, 0 for what was done before it; of commitments whose due date has come. Readings: stated (first days of imprecise dates), shortest and longest.
-- Reads: commitment_outcome, municipality_member, unit_member, coverage, member_reading, pooled_incidence
create or replace macro commitment_incidence(valid_at, known_at) as table
with
due as (
    select
        municipality,
        due_on,
        outcome,
        coalesce(outcome_from, valid_at) as done_from,
        least(coalesce(outcome_to, valid_at), valid_at) as done_to,
    from commitment_outcome(valid_at, known_at)
    where due_on <= valid_at
),

reading as (
    select unnest(['stated', 'shortest', 'longest']) as reading
),

spell as (
    select
        due.municipality as anchor_id,
        0 as stratum,
        reading.reading,
        null::bigint as entry,
        greatest(
            date_diff(
                'day',
                due.due_on,
                case when reading.reading = 'longest' then due.done_to else due.done_from end
            ),
            0
        ) as exit,
        due.outcome as cause,
        whole_months(due.due_on, valid_at) as follow_up_months,
        count(*) as count_spells,
    from due
    cross join reading
    group by all
),

member as (
    select unit, anchor_id
    from municipality_member(valid_at, known_at)
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member', 'spell')
),

curve as (
    select
        unit,
        cause,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from pooled_incidence(
        'spell', 'member_of_reading', ['fulfilled', 'renegotiated', 'broken'], 8, 1
    )
),

community_member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where unit_type in ('municipality', 'province', 'cohort', 'nation')
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    'all' as stratum,
    curve.cause as measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from coverage(
    valid_at, known_at, 'municipality.commitment_made.v1', 24, 'community_member'
) as unit
left join curve on unit.unit = curve.unit;
