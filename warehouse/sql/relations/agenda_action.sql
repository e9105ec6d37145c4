-- Agenda items from their registration to the first thing that residents did about them.
-- Grain: one row per plan and registered item.
-- Unit: days; acted_from and acted_to are null while residents have not acted; closed_from and closed_to are the day on which the item left the agenda without that (addressed in another way, withdrawn or merged), or null.
-- Reads: agenda_outcome, activity, agenda_resolution
create or replace macro agenda_action(valid_at, known_at) as table
with
item as (
    select
        community,
        plan,
        agenda,
        registered_from,
        registered_to,
        outcome_from,
        outcome_to,
    from agenda_outcome(valid_at, known_at)
),

-- What an outside contractor held is no action of residents.
held as (
    select
        subject_key as community,
        unnest(agendas) as agenda,
        occurred_from,
        occurred_to,
    from activity_as_of(valid_at, known_at)
    where array_length(agendas) > 0 and coalesce(facilitator_is_resident, true)
),

deed as (
    select null as plan, community, agenda, occurred_from, occurred_to
    from held
    union all
    -- Volunteers who have addressed an item acted on it, on that day at the latest.
    select subject_key as plan, community, agenda, occurred_from, occurred_to
    from agenda_resolution_as_of(valid_at, known_at)
    where replace(lower(route), '_', '-') = 'volunteer-action'
),

-- Keys are used again in later plans: what came before the registration is of another item, and so
-- is what came after the item had left the agenda.
first_deed as (
    select
        item.plan,
        item.agenda,
        min(deed.occurred_from) as acted_from,
        min(deed.occurred_to) as acted_to,
    from item
    inner join deed
        on item.community = deed.community
        and item.agenda = deed.agenda
        and item.plan = coalesce(deed.plan, item.plan)
        and item.registered_from <= deed.occurred_to
        and coalesce(item.outcome_to, valid_at) >= deed.occurred_from
    group by item.plan, item.agenda
)

select
    item.community,
    item.plan,
    item.agenda,
    item.registered_from,
    item.registered_to,
    first_deed.acted_from,
    first_deed.acted_to,
    case when first_deed.acted_from is null then item.outcome_from end as closed_from,
    case when first_deed.acted_from is null then item.outcome_to end as closed_to,
from item
left join first_deed
    on item.plan = first_deed.plan
    and item.agenda = first_deed.agenda;
