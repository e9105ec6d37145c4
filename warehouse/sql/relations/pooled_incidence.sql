-- Cumulative incidence of competing causes at every unit, from the spells that the caller keeps by anchor.
-- Grain: one row per unit, cause, reading (as the caller names them; `stated` is the one that counts) and step of the curve; until is null at its end.
-- Unit: elapsed in days; count_pool are spells; observed_months are the months of follow-up that so many of them have as least_pool says, 0 where there are fewer; a unit in which nothing has ended has one row with a null cause.
-- Reads: unit_member, aalen_johansen and the relation that `told` names: anchor_id, programme (null: any), reading, exit, cause (null: censored), follow_up_months
create or replace macro pooled_incidence(valid_at, known_at, told, anchors, least_pool) as table
with
unit_spell as (
    select
        member.unit_type,
        member.unit_id,
        spell.reading as stratum,
        null::bigint as entry,
        spell.exit,
        spell.cause,
        spell.follow_up_months,
        count(*) as count_spells,
    from query_table(told) as spell
    inner join unit_member(valid_at, known_at) as member
        on spell.anchor_id = member.anchor_id
        and member.anchor_type = anchors
        -- A programme answers for its own projects, not for all that its communities do.
        and (
            member.unit_type <> 'programme'
            or coalesce(spell.programme, member.unit_id) = member.unit_id
        )
    group by all
),

followed as (
    select
        unit_type,
        unit_id,
        follow_up_months,
        sum(count_spells)::bigint as count_spells,
    from unit_spell
    where stratum = 'stated'
    group by unit_type, unit_id, follow_up_months
),

followed_so_long as (
    select
        unit_type,
        unit_id,
        follow_up_months,
        count_spells,
        sum(count_spells) over (
            partition by unit_type, unit_id
            order by follow_up_months desc
            rows between unbounded preceding and current row
        ) as count_followed,
    from followed
),

pool as (
    select
        unit_type,
        unit_id,
        sum(count_spells)::bigint as count_pool,
        coalesce(
            max(follow_up_months) filter (where count_followed >= least_pool), 0
        ) as observed_months,
    from followed_so_long
    group by unit_type, unit_id
)

select
    pool.unit_type,
    pool.unit_id,
    pool.count_pool,
    pool.observed_months,
    coalesce(curve.stratum, 'stated') as reading,
    curve.cause,
    coalesce(curve.elapsed, 0) as elapsed,
    curve.until,
    curve.count_at_risk,
    curve.count_events,
    coalesce(curve.incidence, 0) as incidence,
    curve.low,
    curve.high,
from pool
left join aalen_johansen('unit_spell') as curve
    on pool.unit_type = curve.unit_type
    and pool.unit_id = curve.unit_id;
