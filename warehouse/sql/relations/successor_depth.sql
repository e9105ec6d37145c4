-- Bodies with officers: their posts, and the residents without a post who organise for them.
-- Grain: one row per line of bodies (see organisation) that still is there and reading of leadership_tenure.
-- Unit: posts that were held, and persons who organised at least two activities of the body, both within 24 months; fewest and most as imprecise dates of activities allow; count_unseen are those whom months without activities may hide, no more in each than organised in the body's busiest observed month.
-- Reads: leadership_tenure, organisation, activity_organiser, missing_in_window
create or replace macro successor_depth(valid_at, known_at) as table
with
body as (
    select organisation, origin, community
    from organisation(valid_at, known_at)
    where community is not null
),

living as (
    select origin
    from organisation(valid_at, known_at)
    where dissolved_from is null and merged_from is null
    group by origin
),

held_post as (
    select
        tenure.reading,
        tenure.community,
        tenure.organisation as origin,
        tenure.post,
        tenure.person,
    from leadership_tenure(valid_at, known_at) as tenure
    semi join living on tenure.organisation = living.origin
    where tenure.started_on <= valid_at
        and coalesce(tenure.ended_on > window_start(valid_at, 24), true)
),

officer as (
    select distinct reading, origin, person
    from held_post
),

post_count as (
    select
        reading,
        community,
        origin,
        count(distinct post) as count_posts,
    from held_post
    group by reading, community, origin
),

-- An activity that an outside contractor ran, or whose list does not bear the name, shows nothing.
organised as (
    select
        activity,
        person,
        occurred_from,
        occurred_to,
        unnest(organisations) as organisation,
    from activity_organiser(valid_at, known_at)
    where coalesce(facilitator_is_resident, true) and not is_on_paper
),

done as (
    select distinct
        body.origin,
        organised.person,
        organised.activity,
        organised.occurred_from,
        organised.occurred_to,
    from organised
    inner join body on organised.organisation = body.organisation
),

organiser as (
    select
        origin,
        person,
        count(distinct activity) filter (
            where occurred_from >= window_start(valid_at, 24)
        ) as count_stated,
        count(distinct activity) filter (
            where occurred_from >= window_start(valid_at, 24) and occurred_to <= valid_at
        ) as count_certain,
        count(distinct activity) as count_possible,
    from done
    group by origin, person
),

successor as (
    select
        post_count.reading,
        post_count.origin,
        count(*) filter (where organiser.count_stated >= 2) as count_successors,
        count(*) filter (where organiser.count_certain >= 2) as fewest_successors,
        count(*) filter (where organiser.count_possible >= 2) as most_successors,
    from post_count
    inner join organiser on post_count.origin = organiser.origin
    anti join officer
        on post_count.reading = officer.reading
        and post_count.origin = officer.origin
        and organiser.person = officer.person
    group by post_count.reading, post_count.origin
),

missing as (
    select community, count_months
    from missing_in_window(valid_at, known_at, 'community.activity_held.v1', 24)
),

monthly as (
    select
        origin,
        month_number(occurred_from) as month,
        count(distinct person) as count_persons,
    from done
    where month_number(occurred_from) = month_number(occurred_to)
    group by origin, month_number(occurred_from)
),

busiest as (
    select
        origin,
        max(count_persons) as count_persons,
    from monthly
    group by origin
)

select
    post_count.reading,
    post_count.community,
    post_count.origin as organisation,
    post_count.count_posts,
    coalesce(successor.count_successors, 0) as count_successors,
    coalesce(successor.fewest_successors, 0) as fewest_successors,
    coalesce(successor.most_successors, 0) as most_successors,
    coalesce(missing.count_months * busiest.count_persons, 0) as count_unseen,
from post_count
left join successor
    on post_count.reading = successor.reading
    and post_count.origin = successor.origin
left join missing on post_count.community = missing.community
left join busiest on post_count.origin = busiest.origin;
