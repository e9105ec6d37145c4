/* card
id: P1
names:
  ko: 계획 선행률
  en: Plan-before-project share
class: process
core_task: 3
population:
  ko: 지난 36개월에 착수한 소규모 사업. 정확하지 않은 날짜는 첫날로 봅니다. 지원사업 단위에서는 그 사업의 것만 셉니다.
  en: >-
    Small projects started in the last 36 months, by the first day of imprecise dates. At a
    programme only its own projects count.
estimator:
  ko: >-
    선정 하루 전까지 확정된 계획을, 계획 자체나 그 의제를 들어 근거로 밝힌 사업의 비율. 날짜를 어떻게 읽어도 그러할 때만 세며, 위 한계는 먼저였을 수 있는 것까지
    셉니다. 선정이 기록된 뒤에 기록된 확정은 소급했을 수 있으므로 세지 않고 따로 보입니다. 윌슨 95 % 구간.
  en: >-
    Share of projects that cite a plan adopted at least a day before their approval, by its key or
    by an item of its agenda. It counts if that holds under every reading of the dates; the upper
    bound also counts what may have come first. An adoption recorded after the approval had been
    recorded may be back-dated: it does not count and is told apart. Wilson 95 % interval.
window:
  ko: 기준일까지 36개월
  en: 36 months up to the day
minimum_maturity:
  ko: 사업 3개, 그리고 첫 사업 착수 후 12개월
  en: 3 projects, and 12 months since the first project of the unit began
measures:
  share: {ko: 먼저 확정된 계획에 근거한 사업의 비율, en: Share of projects whose plan came first}
  late_recorded_share:
    ko: 계획 확정이 선정보다 늦게 기록된 사업의 비율
    en: Share of projects whose plan was recorded after their approval
reads:
  - small_project.proposed.v1
  - small_project.selected.v1
  - small_project.started.v1
  - plan.adopted.v1
  - plan.revised.v1
  - plan.agenda_registered.v1
coverage_of: small_project.started.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    계획의 날짜를 나중에 앞당겨 적을 수 있으므로, 선정보다 늦게 기록된 확정은 세지 않고 따로 보입니다. 어느 사업에나 맞는 상투적인
    계획도 앞서기만 하면 세어지므로, 차림표 같은 계획(D12)과 함께 읽어야 합니다.
  en: >-
    A plan can be dated back, hence adoptions recorded after the approval do not count and are shown
    apart. A boiler-plate plan that fits any project counts as well: read with menu-like plans
    (D12).
source: >-
  KRIHS Policy Brief 736, core task 3 (resident planning and institutional support to realise plans)
version: "1"
*/
create or replace macro p1_plan_before_project(valid_at, known_at) as table
with
project as (
    select
        community,
        programme,
        started_from,
        case
            when started_from >= window_start(valid_at, 36) then precedence
        end as precedence_in_window,
    from plan_precedence(valid_at, known_at)
    where started_from is not null
),

by_anchor as (
    select
        community,
        programme,
        min(started_from) as first_started_on,
        count(precedence_in_window) as count_projects,
        count(*) filter (where precedence_in_window = 'certain') as count_planned,
        count(*) filter (where precedence_in_window = 'possible') as count_possible,
        count(*) filter (where precedence_in_window = 'late_recorded') as count_late_recorded,
    from project
    group by community, programme
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

by_unit as (
    select
        member.unit,
        whole_months(min(by_anchor.first_started_on), valid_at) as observed_months,
        sum(by_anchor.count_projects)::bigint as count_projects,
        sum(by_anchor.count_planned)::bigint as count_planned,
        sum(by_anchor.count_possible)::bigint as count_possible,
        sum(by_anchor.count_late_recorded)::bigint as count_late_recorded,
    from by_anchor
    inner join member
        on by_anchor.community = member.anchor_id
        and (member.unit_type <> 'programme' or by_anchor.programme = member.unit_id)
    group by member.unit
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        coalesce(by_unit.count_projects, 0) as n,
        by_unit.count_planned,
        by_unit.count_possible,
        by_unit.count_late_recorded,
        coalesce(by_unit.observed_months, 0) as observed_months,
        unit.coverage,
        case
            when coalesce(by_unit.count_projects, 0) = 0 then 'no_data'
            when by_unit.count_projects >= 3 and by_unit.observed_months >= 12 then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'small_project.started.v1', 36, 'member') as unit
    left join by_unit on unit.unit = by_unit.unit
),

measured as (
    select
        unit_type,
        unit_id,
        'share' as measure,
        count_planned as numerator,
        count_planned + count_possible as most,
        n,
        observed_months,
        coverage,
        status,
    from judged
    union all
    select
        unit_type,
        unit_id,
        'late_recorded_share' as measure,
        count_late_recorded as numerator,
        count_late_recorded as most,
        n,
        observed_months,
        coverage,
        status,
    from judged
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then numerator::double / n end as value,
    case when status = 'mature' then wilson(numerator, n).low end as low,
    case when status = 'mature' then wilson(numerator, n).high end as high,
    case when status = 'mature' then numerator::double / n end as bound_low,
    case when status = 'mature' then most::double / n end as bound_high,
    case when status = 'mature' then numerator end as numerator,
    case when status = 'mature' then n end as denominator,
    n,
    observed_months,
    12 as required_months,
    coverage,
    status,
from measured;
