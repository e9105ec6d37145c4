-- Bodies of residents from the end of their support (of the last funding source) to their own end, a restart or the end of what can be known.
-- Grain: one row per community, body (the one that support_started.supported names), end of support and reading (see participation_spell).
-- Unit: days. A body without a resident-organised activity in 12 observed months is dormant since its last one (or since the end of support); under missing_active it may have acted in missing months after it. outcome is dormant, dissolved, merged, succeeded, restarted or null (censored 12 observed months before the end of observation). entered_on is null unless support ended before observation began: then the first activity within it, without one the body is left out. is_followed is false where nothing was observed after support, or no activity of the body was ever told: then there is no ended_on.
-- Reads: support_start, support_end, activity, organisation, observation_clock
create or replace macro post_support_spell(valid_at, known_at) as table
with
support_turn as (
    select
        'start' as turn,
        subject_key as community,
        supported as body,
        programme,
        funding_source,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from support_start_as_of(valid_at, known_at)
    union all
    select
        'end' as turn,
        subject_key as community,
        supported as body,
        programme,
        funding_source,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
    from support_end_as_of(valid_at, known_at)
),

supported as (
    select distinct community, body
    from support_turn
),

own_event as (
    select
        subject_key as community,
        organisations,
        occurred_from,
        least(occurred_to, valid_at) as occurred_to,
        least(lasted_to, valid_at) as lasted_to,
    from activity_as_of(valid_at, known_at)
    -- Run by an outside contractor alone it is not the residents' own.
    where array_length(organisers) > 0 or coalesce(facilitator_is_resident, true)
),

-- What lasted is a sign of life on its first and on its last day.
own_activity as (
    select community, organisations, occurred_from, occurred_to
    from own_event
    union all
    select
        community,
        organisations,
        lasted_to as occurred_from,
        lasted_to as occurred_to,
    from own_event
    where lasted_to > occurred_to
),

acting_body as (
    select
        community,
        unnest(organisations) as body,
        occurred_from,
        occurred_to,
    from own_activity
    union all
    -- Where the community itself is supported, all that it does counts.
    select
        own_activity.community,
        own_activity.community as body,
        own_activity.occurred_from,
        own_activity.occurred_to,
    from own_activity
    semi join supported on own_activity.community = supported.body
),

body_activity as (
    select distinct
        acting_body.community,
        acting_body.body,
        acting_body.occurred_from,
        acting_body.occurred_to,
    from acting_body
    semi join supported
        on acting_body.community = supported.community
        and acting_body.body = supported.body
),

body_end as (
    select
        supported.community,
        supported.body,
        organisation.dissolved_from,
        least(organisation.dissolved_to, valid_at) as dissolved_to,
        organisation.merged_from,
        least(organisation.merged_to, valid_at) as merged_to,
        organisation.succeeded_from,
        least(organisation.succeeded_to, valid_at) as succeeded_to,
    from supported
    inner join organisation(valid_at, known_at) as organisation
        on supported.body = organisation.organisation
),

imprecise_community as (
    select community from support_turn where occurred_from <> occurred_to
    union
    select community from body_activity where occurred_from <> occurred_to
    union
    select community
    from body_end
    where dissolved_from <> dissolved_to
        or merged_from <> merged_to
        or succeeded_from <> succeeded_to
),

-- From here on in two readings: each date at its first day, and at its last where that makes a difference.
turn as (
    select
        'stated' as dating,
        turn,
        community,
        body,
        programme,
        funding_source,
        occurred_from as turned_on,
    from support_turn
    union all
    select
        'late' as dating,
        turn,
        community,
        body,
        programme,
        funding_source,
        occurred_to as turned_on,
    from support_turn
    semi join imprecise_community using (community)
),

acted as (
    select 'stated' as dating, community, body, occurred_from as acted_on
    from body_activity
    union
    select 'late' as dating, community, body, occurred_to as acted_on
    from body_activity
    semi join imprecise_community using (community)
),

closed as (
    select
        'stated' as dating,
        community,
        body,
        dissolved_from as dissolved_on,
        merged_from as merged_on,
        succeeded_from as succeeded_on,
    from body_end
    union all
    select
        'late' as dating,
        community,
        body,
        dissolved_to as dissolved_on,
        merged_to as merged_on,
        succeeded_to as succeeded_on,
    from body_end
    semi join imprecise_community using (community)
),

-- A source supports from each start to its next end; an end that names no source ends them all.
supporting as (
    select
        started.dating,
        started.community,
        started.body,
        started.turned_on as started_on,
        min(ended.turned_on) as ended_on,
    from turn as started
    left join turn as ended
        on started.dating = ended.dating
        and started.community = ended.community
        and started.body = ended.body
        and started.programme = ended.programme
        and coalesce(started.funding_source, ended.funding_source, '')
        = coalesce(ended.funding_source, started.funding_source, '')
        and ended.turned_on >= started.turned_on
        and ended.turn = 'end'
    where started.turn = 'start'
    group by
        started.dating, started.community, started.body, started.programme,
        started.funding_source, started.turned_on
),

support_end_day as (
    select distinct dating, community, body, turned_on as support_ended_on
    from turn
    where turn = 'end'
),

-- The clock starts where no other source supports on, and stops where support starts again.
spell as (
    select
        support_end_day.dating,
        support_end_day.community,
        support_end_day.body,
        support_end_day.support_ended_on,
        min(supporting.started_on) filter (
            where supporting.started_on > support_end_day.support_ended_on
        ) as restarted_on,
    from support_end_day
    left join supporting
        on support_end_day.dating = supporting.dating
        and support_end_day.community = supporting.community
        and support_end_day.body = supporting.body
    group by
        support_end_day.dating, support_end_day.community, support_end_day.body,
        support_end_day.support_ended_on
    having coalesce(
        bool_or(
            supporting.started_on <= support_end_day.support_ended_on
            and coalesce(supporting.ended_on > support_end_day.support_ended_on, true)
        ),
        false
    ) = false
),

-- What stops the wait for a silence: of one day, the body's own end counts before a restart.
limited as (
    select
        spell.dating,
        spell.community,
        spell.body,
        spell.support_ended_on,
        least(
            closed.dissolved_on, closed.merged_on, closed.succeeded_on, spell.restarted_on
        ) as limit_on,
        case least(closed.dissolved_on, closed.merged_on, closed.succeeded_on, spell.restarted_on)
            when closed.merged_on then 'merged'
            when closed.succeeded_on then 'succeeded'
            when closed.dissolved_on then 'dissolved'
            when spell.restarted_on then 'restarted'
        end as limit_outcome,
    from spell
    left join closed using (dating, community, body)
),

-- A body that had ended before its support did has no life after it.
living as (
    select dating, community, body, support_ended_on, limit_on, limit_outcome
    from limited
    where limit_on is null or limit_on >= support_ended_on
),

sign_of_life as (
    select dating, community, body, support_ended_on, limit_on, support_ended_on as seen_on
    from living
    union
    select
        living.dating,
        living.community,
        living.body,
        living.support_ended_on,
        living.limit_on,
        acted.acted_on as seen_on,
    from living
    inner join acted
        on living.dating = acted.dating
        and living.community = acted.community
        and living.body = acted.body
        and acted.acted_on > living.support_ended_on
        and (living.limit_on is null or acted.acted_on <= living.limit_on)
),

clock as (
    select
        reading,
        community,
        month,
        ticks,
        base,
        latest_month,
        first_month,
        last_month,
        last_ticks,
        censored_month,
    from observation_clock(valid_at, known_at, 'community.activity_held.v1')
),

clock_of_community as (
    select distinct
        reading,
        community,
        first_month,
        last_month,
        last_ticks,
        censored_month,
    from clock
),

-- Late dates are read on the clock as it is stated.
community_clock as (
    select
        reading,
        'stated' as dating,
        reading as clock_reading,
        community,
        first_month,
        last_month,
        last_ticks,
        censored_month,
    from clock_of_community
    union all
    select
        'late' as reading,
        'late' as dating,
        reading as clock_reading,
        community,
        first_month,
        last_month,
        last_ticks,
        censored_month,
    from clock_of_community
    semi join imprecise_community using (community)
    where reading = 'stated'
),

-- Months outside the clock are read at its ends: before it nothing ticks, after it nothing more.
silence as (
    select
        community_clock.reading,
        community_clock.clock_reading,
        sign_of_life.community,
        sign_of_life.body,
        sign_of_life.support_ended_on,
        sign_of_life.seen_on,
        community_clock.last_ticks,
        greatest(
            least(month_number(sign_of_life.seen_on), community_clock.last_month),
            community_clock.first_month - 1
        ) as base_month,
        coalesce(
            lead(sign_of_life.seen_on) over (
                partition by
                    community_clock.reading, sign_of_life.community, sign_of_life.body,
                    sign_of_life.support_ended_on
                order by sign_of_life.seen_on
            ),
            sign_of_life.limit_on
        ) as until_on,
        community_clock.first_month,
        community_clock.last_month,
    from sign_of_life
    inner join community_clock
        on sign_of_life.dating = community_clock.dating
        and sign_of_life.community = community_clock.community
),

dormancy as (
    select
        silence.reading,
        silence.community,
        silence.body,
        silence.support_ended_on,
        min(
            case
                when base_clock.latest_month > silence.base_month
                    then month_start(base_clock.latest_month + 1) - 1
                else silence.seen_on
            end
        ) as dormant_on,
    from silence
    inner join clock as base_clock
        on silence.clock_reading = base_clock.reading
        and silence.community = base_clock.community
        and silence.base_month = base_clock.month
    left join clock as until_clock
        on silence.clock_reading = until_clock.reading
        and silence.community = until_clock.community
        and greatest(
            least(month_number(silence.until_on) - 1, silence.last_month), silence.first_month - 1
        ) = until_clock.month
    where case when silence.until_on is null then silence.last_ticks else until_clock.ticks end
        - base_clock.base >= 12
    group by silence.reading, silence.community, silence.body, silence.support_ended_on
),

first_seen as (
    select
        silence.reading,
        silence.community,
        silence.body,
        silence.support_ended_on,
        min(silence.seen_on) filter (
            where month_number(silence.seen_on) >= silence.first_month
            and silence.seen_on > silence.support_ended_on
        ) as first_observed_on,
    from silence
    group by silence.reading, silence.community, silence.body, silence.support_ended_on
),

known_body as (
    select distinct community, body
    from body_activity
),

placed as (
    select
        coalesce(community_clock.reading, living.dating) as reading,
        community_clock.clock_reading,
        living.community,
        living.body,
        living.support_ended_on,
        living.limit_on,
        living.limit_outcome,
        month_start(community_clock.censored_month + 1) - 1 as censored_on,
        month_number(living.support_ended_on) < community_clock.first_month as is_late,
        greatest(
            least(month_number(living.support_ended_on), community_clock.last_month),
            community_clock.first_month - 1
        ) as clock_month,
        known_body.body is not null
        and coalesce(
            community_clock.last_month > month_number(living.support_ended_on), false
        ) as is_followed,
    from living
    left join community_clock
        on living.dating = community_clock.dating
        and living.community = community_clock.community
    left join known_body
        on living.community = known_body.community
        and living.body = known_body.body
),

dated as (
    select
        placed.reading,
        placed.community,
        placed.body,
        placed.support_ended_on,
        placed.limit_on,
        placed.limit_outcome,
        placed.censored_on,
        placed.is_late,
        placed.is_followed,
        case when placed.is_late then first_seen.first_observed_on end as entered_on,
        dormancy.dormant_on,
        coalesce(own_clock.last_ticks - own_clock.ticks, 0) as follow_up_months,
    from placed
    left join clock as own_clock
        on placed.clock_reading = own_clock.reading
        and placed.community = own_clock.community
        and placed.clock_month = own_clock.month
    left join first_seen
        on placed.reading = first_seen.reading
        and placed.community = first_seen.community
        and placed.body = first_seen.body
        and placed.support_ended_on = first_seen.support_ended_on
    left join dormancy
        on placed.reading = dormancy.reading
        and placed.community = dormancy.community
        and placed.body = dormancy.body
        and placed.support_ended_on = dormancy.support_ended_on
)

select
    reading,
    community,
    body,
    support_ended_on,
    entered_on,
    case
        when not is_followed then null
        when dormant_on is not null then dormant_on
        when limit_on <= censored_on then limit_on
        else censored_on
    end as ended_on,
    case
        when not is_followed then null
        when dormant_on is not null then 'dormant'
        when limit_on <= censored_on then limit_outcome
    end as outcome,
    follow_up_months,
    is_followed,
from dated
where not coalesce(is_late, false) or entered_on is not null or not is_followed;
