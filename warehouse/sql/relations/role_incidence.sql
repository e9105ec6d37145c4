-- How many of those who come reach each rung of the ladder, at every unit, while leaving and moving out compete.
-- Grain: one row per unit, measure (contributor, organiser, representative), reading (see participation_spell; missing_reached as role_unseen says) and step of the curve; one row without a step for a rung where fewer than 20 residents have been followed for 36 months.
-- Unit: elapsed in days since the first participation; count_pool are residents, once per community (those of whom twelve silent months would show, all while there are none); observed_months are the months of follow-up that 20 of them have, 0 where there are fewer.
-- Reads: participation_spell, role_reached, role_unseen, unit_member, coverage, member_reading, pooled_incidence
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
        community,
        person,
        contributor_from,
        contributor_to,
        organiser_from,
        organiser_to,
        representative_from,
        representative_to,
    from role_reached(valid_at, known_at)
),

-- Where only the dates of roles are imprecise, stays are read late as they are stated.
late_community as (
    select distinct community
    from reached
    where contributor_from <> contributor_to
        or organiser_from <> organiser_to
        or representative_from <> representative_to
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

climb as (
    select
        read_stay.reading,
        read_stay.community,
        read_stay.person,
        read_stay.first_on,
        read_stay.entered_on,
        read_stay.ended_on,
        read_stay.outcome,
        read_stay.follow_up_months,
        case
            when read_stay.reading = 'late' then [
                reached.contributor_to, reached.organiser_to, reached.representative_to
            ]
            else [reached.contributor_from, reached.organiser_from, reached.representative_from]
        end as reached_on,
    from read_stay
    left join reached
        on read_stay.community = reached.community
        and read_stay.person = reached.person
),

rung as (
    select unnest([1, 2, 3]) as number
),

unseen as (
    select community, person, rung, unseen_on
    from role_unseen(valid_at, known_at, 'climb')
),

unseen_community as (
    select distinct community
    from unseen
),

climb_of_rung as (
    select
        climb.reading,
        climb.community,
        rung.number as rung,
        climb.first_on,
        climb.entered_on,
        climb.ended_on,
        climb.outcome,
        climb.follow_up_months,
        climb.reached_on[rung.number] as reached_on,
    from climb
    cross join rung
    union all
    select
        'missing_reached' as reading,
        climb.community,
        rung.number as rung,
        climb.first_on,
        climb.entered_on,
        climb.ended_on,
        climb.outcome,
        climb.follow_up_months,
        coalesce(unseen.unseen_on, climb.reached_on[rung.number]) as reached_on,
    from climb
    semi join unseen_community on climb.community = unseen_community.community
    cross join rung
    left join unseen
        on climb.community = unseen.community
        and climb.person = unseen.person
        and rung.number = unseen.rung
    where climb.reading = 'stated'
),

spell as (
    select
        community as anchor_id,
        rung as stratum,
        reading,
        date_diff('day', first_on, entered_on) as entry,
        -- Reaching a rung on the day of the last participation counts as reaching it.
        case
            when reached_on <= ended_on then greatest(date_diff('day', first_on, reached_on), 0)
            else date_diff('day', first_on, ended_on)
        end as exit,
        case
            when reached_on <= ended_on then 'reached'
            when outcome is not null then 'left'
        end as cause,
        follow_up_months,
        1 as count_spells,
    from climb_of_rung
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
    from pooled_incidence('spell', 'member_of_reading', ['reached'], 20, 36)
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    'all' as stratum,
    ['contributor', 'organiser', 'representative'][curve.stratum] as measure,
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
