-- What bodies did in the 12 months before their support ended, and in months 13 to 24 after it.
-- Grain: one row per community, body, end of support and reading of dates (see post_support_spell), once the second window is over.
-- Unit: activities of the body's own, and the days of each window whose months were observed; a body that had merged, gone on as another or got support again by then is left out, one that ended has acted no more.
-- Reads: post_support_spell, own_activity, observed_month, organisation, support_start
create or replace macro support_momentum(valid_at, known_at) as table
with
body as (
    select
        reading,
        community,
        body,
        support_ended_on,
        outcome,
        ended_on,
        (support_ended_on - to_months(12))::date + 1 as before_from,
        support_ended_on as before_to,
        (support_ended_on + to_months(12))::date + 1 as after_from,
        (support_ended_on + to_months(24))::date as after_to,
    from post_support_spell(valid_at, known_at)
    where reading in ('stated', 'late')
        and is_followed
        and (support_ended_on + to_months(24))::date <= valid_at
),

-- A silence is no restart, but a restart may come after a silence.
restarted as (
    select subject_key as community, supported as body, occurred_from as restarted_on
    from support_start_as_of(valid_at, known_at)
),

closed as (
    select
        organisation as body,
        least(merged_from, succeeded_from) as closed_on,
    from organisation(valid_at, known_at)
),

followed as (
    select body.*
    from body
    left join closed on body.body = closed.body
    anti join restarted
        on body.community = restarted.community
        and body.body = restarted.body
        and restarted.restarted_on > body.support_ended_on
        and restarted.restarted_on <= body.after_to
    where closed.closed_on is null or closed.closed_on > body.after_to
),

acted as (
    select 'stated' as reading, community, body, occurred_from as acted_on
    from own_activity(valid_at, known_at)
    union all
    select 'late' as reading, community, body, occurred_to as acted_on
    from own_activity(valid_at, known_at)
),

counted as (
    select
        followed.reading,
        followed.community,
        followed.body,
        followed.support_ended_on,
        count(*) filter (
            where acted.acted_on between followed.before_from and followed.before_to
        ) as count_before,
        count(*) filter (
            where acted.acted_on between followed.after_from and followed.after_to
        ) as count_after,
    from followed
    left join acted
        on followed.reading = acted.reading
        and followed.community = acted.community
        and followed.body = acted.body
    group by all
),

observed as (
    select
        community,
        month_start(month) as first_day,
        month_start(month + 1) as next_day,
    from observed_month(valid_at, known_at, 'community.activity_held.v1')
    where is_observed
),

exposed as (
    select
        followed.reading,
        followed.community,
        followed.body,
        followed.support_ended_on,
        sum(
            greatest(
                least(observed.next_day, followed.before_to + 1)
                - greatest(observed.first_day, followed.before_from),
                0
            )
        )::bigint as days_before,
        sum(
            greatest(
                least(observed.next_day, followed.after_to + 1)
                - greatest(observed.first_day, followed.after_from),
                0
            )
        )::bigint as days_after,
    from followed
    inner join observed on followed.community = observed.community
    group by all
)

select
    counted.reading,
    counted.community,
    counted.body,
    counted.support_ended_on,
    counted.count_before,
    counted.count_after,
    exposed.days_before,
    exposed.days_after,
from counted
inner join exposed
    on counted.reading = exposed.reading
    and counted.community = exposed.community
    and counted.body = exposed.body
    and counted.support_ended_on = exposed.support_ended_on
-- A window that nobody observed compares with nothing.
where exposed.days_before > 0 and exposed.days_after > 0;
