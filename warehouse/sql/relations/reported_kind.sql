-- Which kinds of fact any feed reports of each community, and for how many months up to valid_at.
-- Grain: one row per community and kind of fact that was reported of it, or expected by a feed that tells of it.
-- Unit: fact_name is the kind without its version; months are those that deliveries of the kind cover, or in which a source without deliveries told anything of the community; what feeds did is read as known at known_at.
-- Reads: feed_registration, feed_expectation, feed_delivery, community_fact, community_beginning, evidence_fact, fact_name, month_number
create or replace macro reported_kind(valid_at, known_at) as table
with
feed_source as (
    select distinct
        subject_key as feed,
        coalesce(stated_source, 'urn:dure:feed:' || subject_key) as source,
    from feed_registration_as_of(date '9999-12-31', known_at)
),

community_source as (
    select distinct community, source
    from community_fact(valid_at, known_at)
),

community_feed as (
    select distinct
        community_source.community,
        feed_source.feed,
    from community_source
    inner join feed_source on community_source.source = feed_source.source
),

-- Kinds that a delivery names; else those that its feed was expected to bring.
delivery as (
    select
        subject_key as feed,
        case when array_length(kinds) > 0 then kinds end as kinds,
        try_cast(substr(period_from, 1, 4) as integer) * 12
        + coalesce(try_cast(substr(period_from, 6, 2) as integer), 1) - 1 as first_month,
        try_cast(substr(period_to, 1, 4) as integer) * 12
        + coalesce(try_cast(substr(period_to, 6, 2) as integer), 12) - 1 as last_month,
    from feed_delivery_as_of(date '9999-12-31', known_at)
    where period_from is not null and period_to is not null
),

expectation as (
    select
        subject_key as feed,
        list_distinct(flatten(list(kinds))) as kinds,
    from feed_expectation_as_of(date '9999-12-31', known_at)
    group by subject_key
),

delivered_kind as (
    select distinct
        delivery.feed,
        unnest(coalesce(delivery.kinds, expectation.kinds)) as kind,
        delivery.first_month,
        delivery.last_month,
    from delivery
    left join expectation on delivery.feed = expectation.feed
),

delivered_month as (
    select distinct
        feed,
        fact_name(kind) as fact_name,
        unnest(range(
            first_month,
            least(last_month, month_number(valid_at + interval 1 day) - 1) + 1
        )) as month,
    from delivered_kind
),

scheduled as (
    select distinct feed_source.source
    from feed_source
    semi join delivery on feed_source.feed = delivery.feed
),

-- Whoever tells without deliveries, such as decisions, observes what and when it tells.
told_month as (
    select
        fact.community,
        fact.fact_name,
        month_number(fact.occurred_from) as month,
    from evidence_fact(valid_at, known_at) as fact
    inner join log on fact.position = log.position
    anti join scheduled on log.source = scheduled.source
),

observed as (
    select
        community_feed.community,
        delivered_month.fact_name,
        delivered_month.month,
    from delivered_month
    inner join community_feed on delivered_month.feed = community_feed.feed
    union
    select community, fact_name, month
    from told_month
)

-- Before its first fact a community was not there to be observed.
select
    observed.community,
    observed.fact_name,
    count(*) as observed_months,
from observed
inner join community_beginning(valid_at, known_at) as begun
    on observed.community = begun.community
where observed.month >= begun.first_month
group by observed.community, observed.fact_name;
