-- What the facts of each kind look like: how many, how precise, where, and what cannot be right.
-- Grain: one row per kind of fact of which any is known.
-- Unit: facts; days; count_repeated, count_backward and count_odd_precision can only come from a broken load.
-- Reads: log, superseded, area_code
create or replace macro fact_profile(valid_at, known_at) as table
with
fact as (
    select
        log.position,
        log.kind,
        log.source,
        log.event_id,
        log.occurred_from,
        log.occurred_to,
        log.recorded_at,
        log.precision,
        log.area_code is not null as is_placed,
        log.area_scheme = 'mois-sgg' and area_code.code is null as is_unresolved,
    from log
    left join area_code
        on log.area_scheme = area_code.scheme
        and log.area_code = area_code.code
    where log.recorded_at <= known_at and log.occurred_from <= valid_at
),

replaced as (
    select distinct position
    from superseded
    where recorded_at <= known_at
)

select
    fact.kind,
    count(*) as count_facts,
    count(distinct row(fact.source, fact.event_id)) as count_names,
    count(*) - count(distinct row(fact.source, fact.event_id)) as count_repeated,
    count_if(fact.occurred_from > fact.occurred_to) as count_backward,
    count_if(fact.precision not in ('day', 'month', 'year', 'unknown')) as count_odd_precision,
    count_if(fact.precision <> 'day') as count_imprecise,
    count_if(fact.is_placed) as count_placed,
    count_if(fact.is_unresolved) as count_unresolved,
    count(replaced.position) as count_replaced,
    min(fact.occurred_from) as first_day,
    max(fact.occurred_from) as last_day,
from fact
left join replaced using (position)
group by fact.kind
order by fact.kind;
