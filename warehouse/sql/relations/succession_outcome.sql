-- Changes of leaders, and whether the body went on: a successor within 180 days, and an activity of the body within 90 days of the installation.
-- Grain: one row per completed term (see leadership_tenure) that ended at least 270 days ago, and reading: stated, late.
-- Unit: is_success is false, too, where nobody took up the post; may_be_success also where an activity may lie in a month that was expected and not observed.
-- Reads: leadership_tenure, own_activity, organisation, missing_month
create or replace macro succession_outcome(valid_at, known_at) as table
with
tenure as (
    select
        reading,
        community,
        organisation,
        post,
        person,
        started_on,
        ended_on,
        is_completed,
    from leadership_tenure(valid_at, known_at)
),

ended as (
    select
        reading,
        community,
        organisation,
        post,
        ended_on,
    from tenure
    where is_completed and ended_on + 270 <= valid_at
    group by all
),

-- Where the next term began before this one ended, nothing was vacant.
followed as (
    select
        ended.reading,
        ended.community,
        ended.organisation,
        ended.post,
        ended.ended_on,
        -- Without a successor there is no day to go on from.
        min(
            case
                when successor.started_on is not null
                    then greatest(successor.started_on, ended.ended_on)
            end
        ) as installed_on,
    from ended
    left join tenure as successor
        on ended.reading = successor.reading
        and ended.organisation = successor.organisation
        and ended.post = successor.post
        and successor.started_on <= ended.ended_on + 180
        and coalesce(successor.ended_on > ended.ended_on, true)
    group by all
),

body as (
    select distinct organisation, origin
    from organisation(valid_at, known_at)
),

acted as (
    select
        body.origin as organisation,
        own.occurred_from,
        own.occurred_to,
    from own_activity(valid_at, known_at) as own
    inner join body on own.body = body.organisation
),

active as (
    select
        followed.reading,
        followed.organisation,
        followed.post,
        followed.ended_on,
    from followed
    semi join acted
        on followed.organisation = acted.organisation
        and case when followed.reading = 'late' then acted.occurred_to else acted.occurred_from end
        between followed.installed_on and followed.installed_on + 90
),

open_month as (
    select distinct
        followed.reading,
        followed.organisation,
        followed.post,
        followed.ended_on,
    from followed
    inner join missing_month(valid_at, known_at, 'community.activity_held.v1') as missing
        on followed.community = missing.community
        and missing.first_day <= followed.installed_on + 90
        and missing.next_first_day > followed.installed_on
)

select
    followed.reading,
    followed.community,
    followed.organisation,
    followed.post,
    followed.ended_on,
    followed.installed_on,
    active.organisation is not null as is_success,
    active.organisation is not null or open_month.organisation is not null as may_be_success,
from followed
left join active
    on followed.reading = active.reading
    and followed.organisation = active.organisation
    and followed.post = active.post
    and followed.ended_on = active.ended_on
left join open_month
    on followed.reading = open_month.reading
    and followed.organisation = open_month.organisation
    and followed.post = open_month.post
    and followed.ended_on = open_month.ended_on;
