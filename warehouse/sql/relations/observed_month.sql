-- Which months of each community were expected to be told of, and which were, for one kind of fact.
-- Grain: one row per community and month that was expected or observed, up to the last month that valid_at completes.
-- Unit: month is month_number's. A delivery observes the months of its period for all communities of its feed, also an empty one; a declared gap takes them back; of a feed that neither states periods nor is expected to deliver, but brings this kind, the months are observed in which it told anything of the community. What feeds did is read as known at known_at, whenever they did it.
-- Reads: feed_registration, feed_expectation, feed_delivery, feed_gap, community_fact, community_beginning
create or replace macro observed_month(valid_at, known_at, kind_of_fact) as table
with
bringing_source as (
    select distinct source
    from community_fact(valid_at, known_at)
    where fact_kind = kind_of_fact
),

-- Before its first fact a community was not there to be observed.
begun as (
    select community, first_month
    from community_beginning(valid_at, known_at)
),

feed_source as (
    select distinct
        subject_key as feed,
        coalesce(stated_source, 'urn:dure:feed:' || subject_key) as source,
    from feed_registration_as_of(date '9999-12-31', known_at)
),

of_source as (
    select distinct community, source
    from community_fact(valid_at, known_at)
    semi join feed_source using (source)
),

told_by_feed as (
    select distinct
        feed_source.feed,
        of_source.community,
    from of_source
    inner join feed_source on of_source.source = feed_source.source
),

-- A feed that names no kinds is expected to bring those that it brings.
bringing_feed as (
    select feed_source.feed
    from feed_source
    semi join bringing_source on feed_source.source = bringing_source.source
),

-- An expectation holds until the feed's next one.
expectation as (
    select
        subject_key as feed,
        kinds,
        communities,
        month_number(occurred_from) as first_month,
        coalesce(
            lead(month_number(occurred_from)) over (
                partition by subject_key
                order by occurred_from, kinds, communities
            ) - 1,
            month_number(valid_at + interval 1 day) - 1
        ) as last_month,
    from feed_expectation_as_of(date '9999-12-31', known_at)
),

expecting as (
    select
        expectation.feed,
        expectation.first_month,
        expectation.last_month,
    from expectation
    left join bringing_feed on expectation.feed = bringing_feed.feed
    where case
        when array_length(expectation.kinds) = 0 then bringing_feed.feed is not null
        else array_contains(expectation.kinds, kind_of_fact)
    end
),

named_community as (
    select distinct feed, unnest(communities) as community
    from expectation
),

feed_community as (
    select feed, community
    from named_community
    union
    select told_by_feed.feed, told_by_feed.community
    from told_by_feed
    anti join named_community on told_by_feed.feed = named_community.feed
),

expected as (
    select
        feed,
        unnest(range(
            greatest(first_month, (select min(begun.first_month) from begun)),
            least(last_month, month_number(valid_at + interval 1 day) - 1) + 1
        )) as month,
    from expecting
),

-- Periods are texts such as 2025-02, 2025-02-01 or 2025.
stated_period as (
    select
        'delivery' as period_kind,
        subject_key as feed,
        kinds,
        period_from,
        period_to,
    from feed_delivery_as_of(date '9999-12-31', known_at)
    where period_from is not null and period_to is not null
    union all
    select
        'gap' as period_kind,
        subject_key as feed,
        []::varchar[] as kinds,
        period_from,
        period_to,
    from feed_gap_as_of(date '9999-12-31', known_at)
),

period as (
    select
        period_kind,
        feed,
        kinds,
        try_cast(substr(period_from, 1, 4) as integer) * 12
        + coalesce(try_cast(substr(period_from, 6, 2) as integer), 1) - 1 as first_month,
        try_cast(substr(period_to, 1, 4) as integer) * 12
        + coalesce(try_cast(substr(period_to, 6, 2) as integer), 12) - 1 as last_month,
    from stated_period
),

covered as (
    select
        period_kind,
        feed,
        kinds,
        unnest(range(
            greatest(first_month, (select min(begun.first_month) from begun)),
            least(last_month, month_number(valid_at + interval 1 day) - 1) + 1
        )) as month,
    from period
),

gap_month as (
    select distinct feed, month
    from covered
    where period_kind = 'gap'
),

-- A delivery that names no kinds brings those that its feed is expected to bring, or brings.
delivered as (
    select distinct
        covered.feed,
        covered.month,
    from covered
    left join bringing_feed on covered.feed = bringing_feed.feed
    left join expected
        on covered.feed = expected.feed
        and covered.month = expected.month
    anti join gap_month
        on covered.feed = gap_month.feed
        and covered.month = gap_month.month
    where covered.period_kind = 'delivery'
        and case
            when array_length(covered.kinds) = 0
                then bringing_feed.feed is not null or expected.feed is not null
            else array_contains(covered.kinds, kind_of_fact)
        end
),

scheduled_source as (
    select feed_source.source
    from feed_source
    semi join expectation on feed_source.feed = expectation.feed
    union
    select feed_source.source
    from feed_source
    semi join period on feed_source.feed = period.feed
),

unscheduled_source as (
    select source
    from bringing_source
    anti join scheduled_source using (source)
),

-- Whoever tells anything of a community in a month would have told of this kind, too.
told_month as (
    select distinct
        community,
        month_number(occurred_from) as month,
    from community_fact(valid_at, known_at)
    semi join unscheduled_source using (source)
    where month_number(occurred_from) = month_number(occurred_to)
),

statement as (
    select
        feed_community.community,
        expected.month,
        1 as is_expected,
        0 as is_observed,
    from expected
    inner join feed_community on expected.feed = feed_community.feed
    union all
    select
        feed_community.community,
        delivered.month,
        0 as is_expected,
        1 as is_observed,
    from delivered
    inner join feed_community on delivered.feed = feed_community.feed
    union all
    select
        community,
        month,
        0 as is_expected,
        1 as is_observed,
    from told_month
    where month < month_number(valid_at + interval 1 day)
)

select
    statement.community,
    statement.month,
    max(statement.is_expected) = 1 as is_expected,
    max(statement.is_observed) = 1 as is_observed,
from statement
inner join begun on statement.community = begun.community
where statement.month >= begun.first_month
group by statement.community, statement.month;
