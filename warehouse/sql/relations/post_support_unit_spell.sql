-- Spells after support at every unit, ready for the estimators; a programme or support organisation answers for the bodies that it supported itself.
-- Grain: one row per unit, reading (as stratum), entry, exit and outcome.
-- Unit: days; entry is null for those observed from the end of support; observed_months are the months of follow-up that 20 bodies of the unit have under its stated reading, 0 where there are fewer; count_pool are spells (those of which twelve silent months would show, all while there are none).
-- Reads: support_start, unit_member and the relation that `spells` names, of post_support_spell's columns
create or replace macro post_support_unit_spell(valid_at, known_at, spells) as table
with
body_spell as (
    select
        reading,
        community,
        body,
        support_ended_on,
        date_diff('day', support_ended_on, entered_on) as entry,
        date_diff('day', support_ended_on, ended_on) as exit,
        outcome,
        case when is_followed then follow_up_months else 0 end as follow_up_months,
    from query_table(spells)
),

member as (
    select unit_type, unit_id, community, reading, spell_reading
    from member_reading(valid_at, known_at, 'body_spell')
),

support as (
    select distinct
        subject_key as community,
        supported as body,
        programme,
        support_organisation,
        occurred_from,
    from support_start_as_of(valid_at, known_at)
),

supporter as (
    select
        'programme' as unit_type,
        programme as unit_id,
        community,
        body,
        min(occurred_from) as supported_from,
    from support
    group by programme, community, body
    union all
    select
        'support_organisation' as unit_type,
        support_organisation as unit_id,
        community,
        body,
        min(occurred_from) as supported_from,
    from support
    where support_organisation is not null
    group by support_organisation, community, body
),

unit_spell as (
    select
        member.unit_type,
        member.unit_id,
        member.reading,
        body_spell.entry,
        body_spell.exit,
        body_spell.outcome,
        body_spell.follow_up_months,
        count(*) as count_spells,
    from member
    inner join body_spell
        on member.community = body_spell.community
        and member.spell_reading = body_spell.reading
    left join supporter
        on member.unit_type = supporter.unit_type
        and member.unit_id = supporter.unit_id
        and body_spell.community = supporter.community
        and body_spell.body = supporter.body
        and supporter.supported_from <= body_spell.support_ended_on
    where member.unit_type not in ('programme', 'support_organisation')
        or supporter.body is not null
    group by all
),

followed as (
    select
        unit_type,
        unit_id,
        follow_up_months,
        sum(count_spells)::bigint as count_spells,
        sum(case when exit > coalesce(entry, -1) then count_spells else 0 end)::bigint
            as count_judged,
    from unit_spell
    where reading = 'stated'
    group by unit_type, unit_id, follow_up_months
),

followed_so_long as (
    select
        unit_type,
        unit_id,
        follow_up_months,
        count_spells,
        count_judged,
        -- Who could be judged and never was at risk, for coming too late into view, makes no pool mature.
        sum(case when follow_up_months < 12 then count_spells else count_judged end) over (
            partition by unit_type, unit_id
            order by follow_up_months desc
            rows between unbounded preceding and current row
        ) as count_followed,
    from followed
),

pool as (
    select
        unit_type,
        unit_id,
        coalesce(nullif(sum(count_judged), 0), sum(count_spells))::bigint as count_pool,
        coalesce(max(follow_up_months) filter (where count_followed >= 20), 0) as observed_months,
    from followed_so_long
    group by unit_type, unit_id
)

select
    unit_spell.unit_type,
    unit_spell.unit_id,
    unit_spell.reading as stratum,
    unit_spell.entry,
    unit_spell.exit,
    unit_spell.outcome,
    unit_spell.count_spells,
    pool.count_pool,
    pool.observed_months,
from unit_spell
inner join pool using (unit_type, unit_id);
