-- Who may have reached a rung of the ladder in a month of which nobody told, for the upper bound of C11.
-- Grain: one row per community, person and rung.
-- Unit: unseen_on is the first day of that month (of the stay, if it began later). In each missing month, of sign-ins or of activities, no more residents than in the observed month in which most reached the rung; those who never reached it first, then those who had come the shortest while.
-- Reads: observation_clock and the relation that `climbs` names: reading, community, person, first_on, ended_on, reached_on (a day for each rung)
create or replace macro role_unseen(valid_at, known_at, climbs) as table
with
missing_month as (
    select community, month
    from observation_clock(valid_at, known_at, 'community.participation_recorded.v1')
    where reading = 'stated' and not is_observed and month >= first_month
    union
    select community, month
    from observation_clock(valid_at, known_at, 'community.activity_held.v1')
    where reading = 'stated' and not is_observed and month >= first_month
),

missing_community as (
    select distinct community
    from missing_month
),

rung as (
    select unnest([1, 2, 3]) as number
),

climber as (
    select
        climb.community,
        climb.person,
        rung.number as rung,
        climb.first_on,
        climb.ended_on,
        case
            when climb.reached_on[rung.number] <= climb.ended_on
                then climb.reached_on[rung.number]
        end as reached_on,
    from query_table(climbs) as climb
    semi join missing_community on climb.community = missing_community.community
    cross join rung
    where climb.reading = 'stated'
),

monthly as (
    select
        community,
        rung,
        count(*) as count_persons,
    from climber
    where reached_on is not null
    group by community, rung, month_number(reached_on)
),

most as (
    select
        community,
        rung,
        max(count_persons) as count_persons,
    from monthly
    group by community, rung
),

candidate as (
    select
        climber.community,
        climber.person,
        climber.rung,
        greatest(month_start(missing_month.month), climber.first_on) as unseen_on,
        row_number() over (
            partition by climber.community, climber.rung, missing_month.month
            order by climber.reached_on is not null, climber.first_on desc, climber.person
        ) as place,
    from climber
    inner join missing_month on climber.community = missing_month.community
    where missing_month.month >= month_number(climber.first_on)
        and climber.ended_on >= greatest(month_start(missing_month.month), climber.first_on)
        and missing_month.month < coalesce(month_number(climber.reached_on), 999999)
)

select
    candidate.community,
    candidate.person,
    candidate.rung,
    min(candidate.unseen_on) as unseen_on,
from candidate
inner join most
    on candidate.community = most.community
    and candidate.rung = most.rung
where candidate.place <= most.count_persons
group by candidate.community, candidate.person, candidate.rung;
