-- What the cases of a unit say together on each statement of the policy study: it holds, the contrary, divided, or too few can say.
-- Grain: one row per unit with communities and statement.
-- Unit: cases; decided are those of which the data say something; the limits are those of the set in reference/case_comparison.yaml.
-- Reads: case_statement, unit_member, case_limit
create or replace macro case_comparison(valid_at, known_at) as table
with
counted as (
    select
        member.unit_type,
        member.unit_id,
        stated.statement,
        count(*) as count_cases,
        count(*) filter (where stated.verdict <> 'cannot_say') as count_decided,
        count(*) filter (where stated.verdict = 'holds') as count_holds,
        count(*) filter (where stated.verdict = 'contrary') as count_contrary,
    from case_statement(valid_at, known_at) as stated
    inner join unit_member(valid_at, known_at) as member
        on member.anchor_type = 'community' and stated.community = member.anchor_id
    where member.unit_type <> 'community'
    group by member.unit_type, member.unit_id, stated.statement
)

select
    unit_type,
    unit_id,
    statement,
    case
        when count_decided < case_limit('set', 'cases_at_least')
            or count_decided < count_cases * case_limit('set', 'decided_at_least')
            then 'cannot_say'
        when count_holds >= count_decided * case_limit('set', 'most_at_least') then 'holds'
        when count_contrary >= count_decided * case_limit('set', 'most_at_least') then 'contrary'
        else 'divided'
    end as verdict,
    count_cases,
    count_decided,
    count_holds,
    count_contrary,
from counted;
