-- How many of those who come reach each rung of the ladder, at every unit, while leaving and moving out compete.
-- Grain: one row per unit, rung, reading (see participation_spell) and step of the curve; one row without a step where fewer than 20 residents have been followed for 36 months.
-- Unit: elapsed in days since the first participation; count_pool are residents, once per community (those of whom twelve silent months would show, all while there are none); observed_months are the months of follow-up that 20 of them have, 0 where there are fewer; a rung that nobody reached has no steps.
-- Reads: participation_spell, role_reached, unit_member, aalen_johansen
create or replace macro role_incidence(valid_at, known_at) as table
with
stay as (
    select
        reading,
        community,
        person,
        first_on,
        entered_on,
        ended_on,
        outcome,
        follow_up_months,
    from participation_spell(valid_at, known_at)
),

reached as (
    select
        rung,
        community,
        person,
        reached_from,
        reached_to,
    from role_reached(valid_at, known_at)
),

-- Where only the dates of roles are imprecise, stays are read late as they are stated.
late_community as (
    select distinct community
    from reached
    where reached_from <> reached_to
    except
    select community
    from stay
    where reading = 'late'
),

read_stay as (
    select
        reading,
        community,
        person,
        first_on,
        entered_on,
        ended_on,
        outcome,
        follow_up_months,
    from stay
    union all
    select
        'late' as reading,
        stay.community,
        stay.person,
        stay.first_on,
        stay.entered_on,
        stay.ended_on,
        stay.outcome,
        stay.follow_up_months,
    from stay
    semi join late_community using (community)
    where stay.reading = 'stated'
),

ladder as (
    select unnest(['contributor', 'organiser', 'representative']) as rung
),

climb as (
    select
        read_stay.reading,
        read_stay.community,
        ladder.rung,
        read_stay.first_on,
        read_stay.entered_on,
        read_stay.ended_on,
        read_stay.outcome,
        read_stay.follow_up_months,
        case
            when read_stay.reading = 'late' then reached.reached_to else reached.reached_from
        end as reached_on,
    from read_stay
    cross join ladder
    left join reached
        on read_stay.community = reached.community
        and read_stay.person = reached.person
        and ladder.rung = reached.rung
),

-- Reaching a rung on the day of the last participation counts as reaching it.
resident_spell as (
    select
        reading,
        community,
        rung,
        date_diff('day', first_on, entered_on) as entry,
        case
            when reached_on <= ended_on then greatest(date_diff('day', first_on, reached_on), 0)
            else date_diff('day', first_on, ended_on)
        end as exit,
        case
            when reached_on <= ended_on then 'reached'
            when outcome is not null then 'left'
        end as cause,
        follow_up_months,
        count(*) as count_spells,
    from climb
    group by all
),

member as (
    select unit_type, unit_id, community, reading, spell_reading
    from member_reading(valid_at, known_at, 'resident_spell')
),

unit_spell as (
    select
        member.unit_type,
        member.unit_id,
        4 * array_position(['contributor', 'organiser', 'representative'], resident_spell.rung)
        + array_position(
            ['stated', 'late', 'missing_silent', 'missing_active'], member.reading
        ) - 1 as stratum,
        resident_spell.entry,
        resident_spell.exit,
        resident_spell.cause,
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
        follow_up_months,
        sum(count_spells)::bigint as count_spells,
        sum(case when exit > coalesce(entry, -1) then count_spells else 0 end)::bigint
            as count_judged,
    from unit_spell
    where stratum = 4 -- contributor, stated: each resident once
    group by unit_type, unit_id, follow_up_months
),

followed_so_long as (
    select
        unit_type,
        unit_id,
        follow_up_months,
        count_spells,
        count_judged,
        -- Who could be judged and never was at risk, for coming too late into view, makes no pool mature.
        sum(case when follow_up_months < 12 then count_spells else count_judged end) over (
            partition by unit_type, unit_id
            order by follow_up_months desc
            rows between unbounded preceding and current row
        ) as count_followed,
    from follow_up
),

pool as (
    select
        unit_type,
        unit_id,
        coalesce(nullif(sum(count_judged), 0), sum(count_spells))::bigint as count_pool,
        coalesce(max(follow_up_months) filter (where count_followed >= 20), 0) as observed_months,
    from followed_so_long
    group by unit_type, unit_id
),

mature_spell as (
    select
        unit_spell.unit_type,
        unit_spell.unit_id,
        unit_spell.stratum,
        unit_spell.entry,
        unit_spell.exit,
        unit_spell.cause,
        unit_spell.count_spells,
    from unit_spell
    inner join pool using (unit_type, unit_id)
    where pool.observed_months >= 36
),

curve as (
    select
        unit_type,
        unit_id,
        stratum,
        elapsed,
        until,
        count_at_risk,
        incidence,
        low,
        high,
    from aalen_johansen('mature_spell')
    where cause = 'reached'
)

select
    pool.unit_type,
    pool.unit_id,
    ['contributor', 'organiser', 'representative'][curve.stratum // 4] as rung,
    ['stated', 'late', 'missing_silent', 'missing_active'][curve.stratum % 4 + 1] as reading,
    pool.count_pool,
    pool.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.incidence,
    curve.low,
    curve.high,
from pool
left join curve
    on pool.unit_type = curve.unit_type
    and pool.unit_id = curve.unit_id;
