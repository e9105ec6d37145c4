-- Bodies that got the support of another programme before the cool-off of the first one was over.
-- Grain: one row per body and later support that came too early.
-- Unit: months, from the programme's own rules and their dates of validity; possible where the rule was not verified.
-- Reads: programme_rule, support_spell, project_selection, small_project
create or replace macro d13_cool_off(valid_at, known_at) as table
with
cool_off as (
    select
        programme,
        value::integer as months,
        source,
        verified,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
    from programme_rule
    where rule = 'cool_off' and unit = 'months'
),

-- What a programme gave a body, as support told by the community or as a project of the body.
support as (
    select
        programme,
        supported as body,
        started_from as began_from,
        started_to as began_to,
        ended_from,
        position,
    from support_spell(valid_at, known_at)
    union all
    select
        selected.programme,
        selected.organisation as body,
        min(selected.occurred_from) as began_from,
        min(selected.occurred_to) as began_to,
        least(min(project.completed_from), min(project.abandoned_from)) as ended_from,
        min(selected.position) as position,
    from project_selection_as_of(valid_at, known_at) as selected
    inner join small_project(valid_at, known_at) as project
        on selected.subject_key = project.project
    where selected.organisation is not null
    group by selected.subject_key, selected.programme, selected.organisation
),

bound as (
    select
        support.programme,
        support.body,
        support.began_from,
        support.began_to,
        support.ended_from,
        support.position,
        cool_off.months,
        cool_off.source,
        cool_off.verified,
        cool_off.valid_from,
        cool_off.valid_to,
        -- Support that goes on binds as if it ended later than any other support can begin.
        coalesce(
            (support.ended_from + to_months(cool_off.months))::date, date '9999-12-31'
        ) as free_from,
    from support
    inner join cool_off using (programme)
),

breach as (
    select
        support.body,
        support.programme,
        support.began_from,
        told(support.began_from, support.began_to) as began,
        support.position,
        max_by(
            struct_pack(
                programme := bound.programme,
                months := bound.months,
                ended := told(bound.ended_from, bound.ended_from),
                source := bound.source,
                verified := bound.verified,
                position := bound.position
            ),
            row(bound.free_from, bound.programme, bound.began_from)
        ) as earlier,
    from support
    inner join bound
        on support.body = bound.body
        and support.programme <> bound.programme
        and support.began_from > bound.began_to
        and support.began_to < bound.free_from
        and support.began_from between bound.valid_from and bound.valid_to
    group by all
)

select
    'D13' as rule,
    case when earlier.verified then 'breach' else 'possible' end as severity,
    'resident_organisation/' || body as subject,
    '사업 ' || earlier.programme || '의 지원(종료 ' || earlier.ended || ') 뒤 ' || earlier.months
    || '개월이 지나기 전에 사업 ' || programme || '의 지원(' || began || ')을 받았습니다. 근거: '
    || earlier.source || '.' as detail_ko,
    'Supported by ' || programme || ' from ' || began || ', within ' || earlier.months
    || ' months of the support by ' || earlier.programme || ' (ended: ' || earlier.ended
    || '). Source of the rule: ' || earlier.source || '.' as detail_en,
    began_from as occurred_from,
    least(position, earlier.position) as first_position,
    list_sort([position, earlier.position]) as positions,
from breach;
