-- How long agenda items wait for a first action of residents, at every unit.
-- Grain: one row per unit, reading and step of the curve (see pooled_survival); one row with neither for a unit without items.
-- Unit: days from registration; estimate is the share that still waits. Readings: stated (first days of imprecise dates), and where a community has imprecise dates or missing months, shortest (dates as near as they allow, and residents may have acted in the first missing month of the wait) and longest.
-- Reads: agenda_action, missing_month, unit_member, coverage, member_reading, pooled_survival
create or replace macro agenda_action_survival(valid_at, known_at) as table
with
item as (
    select
        community,
        plan,
        agenda,
        registered_from,
        least(registered_to, valid_at) as registered_to,
        acted_from is not null as is_acted,
        coalesce(acted_from, closed_from, valid_at) as waited_from,
        least(coalesce(acted_to, closed_to, valid_at), valid_at) as waited_to,
    from agenda_action(valid_at, known_at)
),

-- Of the item's wait, the first day that nobody reported.
unseen as (
    select
        item.plan,
        item.agenda,
        min(greatest(missing_month.first_day, item.registered_to)) as unseen_on,
    from item
    inner join missing_month(valid_at, known_at, 'community.activity_held.v1') as missing_month
        on item.community = missing_month.community
        and item.registered_to < missing_month.next_first_day
        and item.waited_from > missing_month.first_day
    group by item.plan, item.agenda
),

open_community as (
    select distinct item.community
    from item
    left join unseen
        on item.plan = unseen.plan
        and item.agenda = unseen.agenda
    where item.registered_from <> item.registered_to
        or item.waited_from <> item.waited_to
        or unseen.unseen_on is not null
),

read_item as (
    select
        'stated' as reading,
        community,
        registered_from as waits_from,
        waited_from as waits_to,
        is_acted,
        registered_to,
    from item
    union all
    select
        'shortest' as reading,
        item.community,
        item.registered_to as waits_from,
        coalesce(least(unseen.unseen_on, item.waited_from), item.waited_from) as waits_to,
        item.is_acted or unseen.unseen_on is not null as is_acted,
        item.registered_to,
    from item
    semi join open_community on item.community = open_community.community
    left join unseen
        on item.plan = unseen.plan
        and item.agenda = unseen.agenda
    union all
    select
        'longest' as reading,
        item.community,
        item.registered_from as waits_from,
        item.waited_to as waits_to,
        item.is_acted,
        item.registered_to,
    from item
    semi join open_community on item.community = open_community.community
),

spell as (
    select
        community as anchor_id,
        0 as stratum,
        reading,
        null::bigint as entry,
        greatest(date_diff('day', waits_from, waits_to), 0) as exit,
        case when is_acted then 'acted' end as cause,
        whole_months(registered_to, valid_at) as follow_up_months,
        count(*) as count_spells,
    from read_item
    group by all
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
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from pooled_survival('spell', 'member_of_reading', 10, 1)
)

select
    unit.unit,
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    'all' as stratum,
    'waiting' as measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from coverage(valid_at, known_at, 'community.activity_held.v1', 24, 'member') as unit
left join curve on unit.unit = curve.unit;
