-- What anchors residents' self-government in rules, from when to when, and when it was used last.
-- Grain: one row per anchor, holder (a line of bodies, a municipality's ordinance or budget line, an adopter of a manual), spell and reading: stated (first days of imprecise dates), and late (their last days).
-- Unit: days; ended_on is the first day without it, null while it holds; last_used_on is null where no fact says that it was used. Spells that touch are one. Anchors: bylaws, legal_form, space, council (a standing body of consultation by its kind), ordinance, budget (of two fiscal years in a row, or told to recur), succession_rule, manual. What a body holds ends with the last body of its line.
-- Reads: organisation, organisation_formation, organisation_incorporation, organisation_succession, bylaws_adoption, space_agreement, ordinance_enactment, ordinance_amendment, ordinance_repeal, budget_line, manual_adoption, manual_deviation, leader_installation, activity, decision, grant_payment, commitment, area_code
create or replace macro anchor_spell(valid_at, known_at) as table
with
body as (
    select
        organisation,
        origin,
        least(dissolved_from, merged_from) as closed_from,
        least(dissolved_to, merged_to) as closed_to,
    from organisation(valid_at, known_at)
),

line as (
    select
        origin,
        case when count(*) = count(closed_from) then max(closed_from) end as closed_from,
        case when count(*) = count(closed_from) then max(closed_to) end as closed_to,
    from body
    group by origin
),

bylaws as (
    select
        body.origin,
        told.has_succession_rule,
        told.occurred_from,
        told.occurred_to,
    from bylaws_adoption_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
),

body_anchor as (
    select
        'bylaws' as anchor,
        origin,
        occurred_from,
        occurred_to,
        null::date as until_from,
        null::date as until_to,
    from bylaws
    union all
    -- Bylaws without the rule take it back.
    select
        'succession_rule' as anchor,
        given.origin,
        given.occurred_from,
        given.occurred_to,
        min(taken.occurred_from) as until_from,
        min(taken.occurred_to) as until_to,
    from bylaws as given
    left join bylaws as taken
        on given.origin = taken.origin
        and given.occurred_from < taken.occurred_from
        and not taken.has_succession_rule
    where given.has_succession_rule
    group by given.origin, given.occurred_from, given.occurred_to
    union all
    select
        'legal_form' as anchor,
        body.origin,
        told.occurred_from,
        told.occurred_to,
        null::date as until_from,
        null::date as until_to,
    from organisation_incorporation_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
    union all
    select
        'legal_form' as anchor,
        body.origin,
        told.occurred_from,
        told.occurred_to,
        null::date as until_from,
        null::date as until_to,
    from organisation_succession_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
    where told.legal_form is not null
    union all
    -- An agreement holds to the day that it names, or as long as the body does.
    select
        'space' as anchor,
        body.origin,
        told.occurred_from,
        told.occurred_to,
        try_cast(told.until as date) + 1 as until_from,
        try_cast(told.until as date) + 1 as until_to,
    from space_agreement_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
    union all
    select
        'council' as anchor,
        body.origin,
        told.occurred_from,
        told.occurred_to,
        null::date as until_from,
        null::date as until_to,
    from organisation_formation_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
    where told.stated_kind in ('residents-council', 'self-government-council', 'consultation-body')
),

approved_budget as (
    select
        coalesce(area_code.municipality, told.subject_key) as municipality,
        told.budget_line,
        told.community,
        told.fiscal_year::integer as fiscal_year,
        bool_or(coalesce(told.is_recurring, false)) as is_recurring,
        min(told.occurred_from) as occurred_from,
        min(told.occurred_to) as occurred_to,
    from budget_line_as_of(valid_at, known_at) as told
    left join area_code
        on area_code.scheme = 'mois-sgg'
        and told.subject_key = area_code.code
    group by all
),

recurring_budget as (
    select
        municipality,
        budget_line,
        community,
        fiscal_year,
        occurred_from,
        occurred_to,
    from approved_budget
    window of_line as (
        partition by municipality, budget_line, community
        order by fiscal_year
    )
    qualify is_recurring
        or lag(fiscal_year) over of_line = fiscal_year - 1
        or lead(fiscal_year) over of_line = fiscal_year + 1
),

ordinance as (
    select
        coalesce(area_code.municipality, told.subject_key) as municipality,
        told.ordinance,
        told.turn,
        told.occurred_from,
        told.occurred_to,
    from (
        select 'start' as turn, subject_key, ordinance, occurred_from, occurred_to
        from ordinance_enactment_as_of(valid_at, known_at)
        union all
        select 'end' as turn, subject_key, ordinance, occurred_from, occurred_to
        from ordinance_repeal_as_of(valid_at, known_at)
    ) as told
    left join area_code
        on area_code.scheme = 'mois-sgg'
        and told.subject_key = area_code.code
),

held as (
    select
        body_anchor.anchor,
        'body' as holder_type,
        body_anchor.origin as holder,
        null::varchar as only_community,
        body_anchor.occurred_from as started_from,
        body_anchor.occurred_to as started_to,
        least(body_anchor.until_from, line.closed_from) as until_from,
        least(body_anchor.until_to, line.closed_to) as until_to,
    from body_anchor
    inner join line on body_anchor.origin = line.origin
    union all
    select
        'ordinance' as anchor,
        'municipality' as holder_type,
        enacted.municipality as holder,
        null::varchar as only_community,
        enacted.occurred_from as started_from,
        enacted.occurred_to as started_to,
        min(repealed.occurred_from) as until_from,
        min(repealed.occurred_to) as until_to,
    from ordinance as enacted
    left join ordinance as repealed
        on enacted.municipality = repealed.municipality
        and enacted.ordinance = repealed.ordinance
        and enacted.occurred_from <= repealed.occurred_from
        and repealed.turn = 'end'
    where enacted.turn = 'start'
    group by all
    union all
    -- A budget holds in its year, wherever in the year before it was approved.
    select
        'budget' as anchor,
        'municipality' as holder_type,
        municipality as holder,
        community as only_community,
        greatest(occurred_from, make_date(fiscal_year, 1, 1)) as started_from,
        greatest(occurred_to, make_date(fiscal_year, 1, 1)) as started_to,
        make_date(fiscal_year + 1, 1, 1) as until_from,
        make_date(fiscal_year + 1, 1, 1) as until_to,
    from recurring_budget
    union all
    select
        'manual' as anchor,
        'adopter' as holder_type,
        coalesce(body.origin, told.adopter) as holder,
        told.community as only_community,
        told.occurred_from as started_from,
        told.occurred_to as started_to,
        line.closed_from as until_from,
        line.closed_to as until_to,
    from manual_adoption_as_of(valid_at, known_at) as told
    left join body on told.adopter = body.organisation
    left join line on body.origin = line.origin
),

dated as (
    select
        'stated' as reading,
        anchor,
        holder_type,
        holder,
        only_community,
        started_from as started_on,
        coalesce(until_from, date '9999-12-31') as ended_on,
    from held
    union all
    select
        'late' as reading,
        held.anchor,
        held.holder_type,
        held.holder,
        held.only_community,
        held.started_to as started_on,
        coalesce(held.until_to, date '9999-12-31') as ended_on,
    from held
),

-- What was signed for a second time while the first still held goes on.
marked as (
    select
        reading,
        anchor,
        holder_type,
        holder,
        only_community,
        started_on,
        ended_on,
        case
            when started_on <= max(ended_on) over (
                partition by reading, anchor, holder_type, holder, only_community
                order by started_on, ended_on
                rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_new,
    from dated
    where started_on < ended_on
),

numbered as (
    select
        reading,
        anchor,
        holder_type,
        holder,
        only_community,
        started_on,
        ended_on,
        sum(is_new) over (
            partition by reading, anchor, holder_type, holder, only_community
            order by started_on, ended_on
            rows between unbounded preceding and current row
        ) as number,
    from marked
),

spell as (
    select
        reading,
        anchor,
        holder_type,
        holder,
        only_community,
        number,
        min(started_on) as started_on,
        max(ended_on) as ended_on,
    from numbered
    group by all
),

activity_of_body as (
    select unnest(organisations) as organisation, occurred_from
    from activity_as_of(valid_at, known_at)
),

body_use as (
    select 'activity' as use, body.origin, max(acted.occurred_from) as used_on
    from activity_of_body as acted
    inner join body on acted.organisation = body.organisation
    group by body.origin
    union all
    select 'rule' as use, body.origin, max(told.occurred_from) as used_on
    from leader_installation_as_of(valid_at, known_at) as told
    inner join body on told.subject_key = body.organisation
    group by body.origin
    union all
    select unnest(['rule', 'activity']) as use, body.origin, max(told.occurred_from) as used_on
    from decision_as_of(valid_at, known_at) as told
    inner join body on told.decider = body.organisation
    group by body.origin
),

municipal_use as (
    select subject_key, occurred_from from ordinance_amendment_as_of(valid_at, known_at)
    union all
    select subject_key, occurred_from from budget_line_as_of(valid_at, known_at)
    union all
    select subject_key, occurred_from from commitment_as_of(valid_at, known_at)
),

use as (
    select anchor.anchor, body_use.origin as holder, max(body_use.used_on) as used_on
    from body_use
    inner join (
        select
            unnest(['bylaws', 'succession_rule', 'legal_form', 'space', 'council']) as anchor,
            unnest(['rule', 'rule', 'activity', 'activity', 'activity']) as use,
    ) as anchor
        on body_use.use = anchor.use
    group by anchor.anchor, body_use.origin
    union all
    select
        'ordinance' as anchor,
        coalesce(area_code.municipality, municipal_use.subject_key) as holder,
        max(municipal_use.occurred_from) as used_on,
    from municipal_use
    left join area_code
        on area_code.scheme = 'mois-sgg'
        and municipal_use.subject_key = area_code.code
    group by all
    union all
    select
        'budget' as anchor,
        approved_budget.municipality as holder,
        max(paid.occurred_from) as used_on,
    from grant_payment_as_of(valid_at, known_at) as paid
    inner join approved_budget on paid.funding_source = approved_budget.budget_line
    left join area_code
        on paid.area_scheme = area_code.scheme
        and paid.area_code = area_code.code
    where coalesce(area_code.municipality, approved_budget.municipality)
        = approved_budget.municipality
    group by approved_budget.municipality
    union all
    select
        'manual' as anchor,
        coalesce(body.origin, told.adopter) as holder,
        max(told.occurred_from) as used_on,
    from manual_deviation_as_of(valid_at, known_at) as told
    left join body on told.adopter = body.organisation
    group by all
)

select
    spell.reading,
    spell.anchor,
    spell.holder_type,
    spell.holder,
    spell.only_community,
    spell.number,
    spell.started_on,
    case when spell.ended_on <= valid_at then spell.ended_on end as ended_on,
    case when use.used_on >= spell.started_on then use.used_on end as last_used_on,
from spell
left join use
    on spell.anchor = use.anchor
    and spell.holder = use.holder
where spell.started_on <= valid_at;
