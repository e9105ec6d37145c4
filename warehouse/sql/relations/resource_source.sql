-- What each source put into the small projects of a community whose support ended 24 months ago or earlier, in the last 24 months.
-- Grain: one row per community, reading (stated, certain, possible: which imprecise dates lie in the window) and source.
-- Unit: won, work and things at their stated value; a source is a grant's source of money (its programme where none is named), or the kind of a contribution of residents; free_won is what no rule asked for.
-- Reads: grant_payment, resource_contribution, small_project, support_end
create or replace macro resource_source(valid_at, known_at) as table
with
ended as (
    select distinct subject_key as community
    from support_end_as_of(valid_at, known_at)
    where (occurred_from + to_months(24))::date <= valid_at
),

given as (
    select
        paid.community,
        'grant/' || coalesce(paid.funding_source, project.programme, 'unnamed') as source_name,
        paid.amount_won as won,
        true as is_grant,
        false as is_free,
        paid.occurred_from,
        paid.occurred_to,
    from grant_payment_as_of(valid_at, known_at) as paid
    left join small_project(valid_at, known_at) as project on paid.subject_key = project.project
    union all
    select
        community,
        'own/' || coalesce(stated_kind, 'unnamed') as source_name,
        value_won as won,
        false as is_grant,
        not coalesce(is_required, true) as is_free,
        occurred_from,
        occurred_to,
    from resource_contribution_as_of(valid_at, known_at)
),

in_window as (
    select
        given.community,
        given.source_name,
        given.won,
        given.is_grant,
        given.is_free,
        given.occurred_from >= window_start(valid_at, 24) as is_stated,
        given.occurred_from >= window_start(valid_at, 24)
        and given.occurred_to <= valid_at as is_certain,
    from given
    semi join ended on given.community = ended.community
    where given.occurred_to >= window_start(valid_at, 24) and given.won > 0
),

read_in as (
    select
        community,
        source_name,
        won,
        is_grant,
        is_free,
        unnest(
            list_concat(
                ['possible'],
                case when is_stated then ['stated'] else [] end,
                case when is_certain then ['certain'] else [] end
            )
        ) as reading,
    from in_window
)

select
    community,
    reading,
    source_name,
    is_grant,
    sum(won)::bigint as won,
    coalesce(sum(won) filter (where is_free), 0)::bigint as free_won,
from read_in
group by community, reading, source_name, is_grant;
