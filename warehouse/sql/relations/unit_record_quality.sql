-- How good the records behind the figures of each unit are: how many, how late, how precise, how often put right, by whom.
-- Grain: one row per unit with communities of which anything is told.
-- Unit: facts; days from the last possible day of a fact to its recording; shares of its facts. A feed that tells of one community only is taken for that community's own report (self_report_share); decisions are nobody's report. Quarantined are rows of the feeds that tell of the unit, counted when they were received.
-- Reads: log, superseded, organisation, unit_member, feed_registration, feed_delivery
create or replace macro unit_record_quality(valid_at, known_at) as table
with
told as (
    select
        log.position,
        coalesce(log.community, organisation.community) as community,
        log.source,
        log.precision <> 'day' as is_imprecise,
        greatest(date_diff('day', log.occurred_to, log.recorded_at::date), 0) as lag_days,
    from log
    left join organisation(valid_at, known_at) as organisation
        on log.community is null
        and log.subject = 'resident_organisation/' || organisation.organisation
    where log.recorded_at <= known_at
        and log.occurred_from <= valid_at
),

replaced as (
    select distinct position
    from superseded
    where recorded_at <= known_at
),

feed_source as (
    select distinct
        subject_key as feed,
        coalesce(stated_source, 'urn:dure:feed:' || subject_key) as source,
    from feed_registration_as_of(date '9999-12-31', known_at)
),

quarantine as (
    select
        feed_source.source,
        sum(delivery.quarantined)::bigint as count_quarantined,
    from feed_delivery_as_of(date '9999-12-31', known_at) as delivery
    inner join feed_source on delivery.subject_key = feed_source.feed
    group by feed_source.source
),

own_source as (
    select source
    from told
    semi join feed_source using (source)
    where community is not null
    group by source
    having count(distinct community) = 1
),

-- By lag first: there are many facts and few lags.
by_lag as (
    select
        told.community,
        told.lag_days,
        count(*) as count_facts,
        count_if(told.is_imprecise) as count_imprecise,
        count(replaced.position) as count_replaced,
        count(own_source.source) as count_own,
    from told
    left join replaced using (position)
    left join own_source using (source)
    where told.community is not null
    group by told.community, told.lag_days
),

-- A feed counts once for a unit, of however many of its communities it tells.
telling as (
    select distinct
        member.unit_type,
        member.unit_id,
        told_source.source,
    from unit_member(valid_at, known_at) as member
    inner join (select distinct community, source from told) as told_source
        on member.anchor_id = told_source.community
    where member.anchor_type = 'community'
),

waiting as (
    select
        telling.unit_type,
        telling.unit_id,
        sum(quarantine.count_quarantined)::bigint as count_quarantined,
    from telling
    inner join quarantine on telling.source = quarantine.source
    group by telling.unit_type, telling.unit_id
),

of_unit as (
    select
        member.unit_type,
        member.unit_id,
        by_lag.lag_days,
        sum(by_lag.count_facts)::bigint as count_facts,
        sum(by_lag.count_imprecise)::bigint as count_imprecise,
        sum(by_lag.count_replaced)::bigint as count_replaced,
        sum(by_lag.count_own)::bigint as count_own,
    from unit_member(valid_at, known_at) as member
    inner join by_lag on member.anchor_id = by_lag.community
    where member.anchor_type = 'community'
    group by member.unit_type, member.unit_id, by_lag.lag_days
),

running as (
    select
        unit_type,
        unit_id,
        lag_days,
        count_facts,
        count_imprecise,
        count_replaced,
        count_own,
        sum(count_facts) over (
            partition by unit_type, unit_id
            order by lag_days
        ) as count_so_far,
        sum(count_facts) over (partition by unit_type, unit_id) as count_all,
    from of_unit
)

select
    running.unit_type,
    running.unit_id,
    sum(running.count_facts)::bigint as count_facts,
    min(running.lag_days) filter (where 2 * count_so_far >= count_all) as median_lag_days,
    min(running.lag_days) filter (where 10 * count_so_far >= 9 * count_all) as p90_lag_days,
    sum(running.count_imprecise)::double / sum(running.count_facts) as imprecise_share,
    sum(running.count_replaced)::double / sum(running.count_facts) as corrected_share,
    sum(running.count_own)::double / sum(running.count_facts) as self_report_share,
    coalesce(any_value(waiting.count_quarantined), 0) as count_quarantined,
from running
left join waiting
    on running.unit_type = waiting.unit_type
    and running.unit_id = waiting.unit_id
group by running.unit_type, running.unit_id;
