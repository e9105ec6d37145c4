/* card
id: P4
names:
  ko: 결정의 깊이
  en: Depth of decisions
class: process
core_task: 3
population:
  ko: 지난 24개월에 내린 것으로 보고된 결정. 정확하지 않은 날짜는 첫날로 봅니다.
  en: Decisions of the last 24 months, by the first day of imprecise dates.
estimator:
  ko: >-
    결정마다 스스로 붙인 이름이 아니라 적힌 사실로 수준을 정합니다. 알림(공지뿐), 의견수렴(조사·공청회, 대안이 둘이 안 되는 투표나 워크숍), 참여(둘 이상의
    대안을 적은 워크숍이나 구속력 없는 주민투표), 협력(공동 결정기구, 구속력 있는 주민투표), 권한 부여(구속력이 있고 실행된 주민투표). 값은 협력과 권한 부여의
    비율이며 다섯 수준의 분포를 함께 보입니다. 윌슨 95 % 구간. 한계는 정확하지 않은 날짜와, 제출되지 않은 달마다 관찰된 가장 많았던 달만큼의 결정이 더 있었을 수
    있음에서 옵니다.
  en: >-
    Each decision has the level that its facts support, whatever it calls itself: inform (a notice),
    consult (a survey or hearing; a vote or workshop on fewer than two alternatives), involve (a
    workshop or a vote that does not bind, with two alternatives or more), collaborate (a joint
    decision body, or a resident vote that binds), empower (a resident vote that binds and was
    carried out). The value is the share at collaborate and empower; the five levels stand beside
    it. Wilson 95 % interval. The bounds come from imprecise dates, and from as many more decisions
    in each missing month as in the busiest observed one.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: 결정 8건
  en: 8 decisions
measures:
  collaborate_empower:
    ko: 협력 이상으로 내린 결정의 비율
    en: Share of decisions at collaborate or empower
  inform: {ko: 알림 수준의 비율, en: Share at the level inform}
  consult: {ko: 의견수렴 수준의 비율, en: Share at the level consult}
  involve: {ko: 참여 수준의 비율, en: Share at the level involve}
  collaborate: {ko: 협력 수준의 비율, en: Share at the level collaborate}
  empower: {ko: 권한 부여 수준의 비율, en: Share at the level empower}
reads: [plan.decision_made.v1]
coverage_of: plan.decision_made.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    수준을 부풀려 적기 쉬우므로 이름이 아니라 방법·대안·구속력·실행 여부로 판단하며, 부풀린 이름은 규칙 D8이 찾아냅니다. 모든 안건을 그대로 통과시키는 위원회는
    협력으로 세어지지만 아른스타인이 말한 조작일 수 있으니, 대안의 수를 함께 읽으십시오. 모든 결정이 가장 깊은 수준이어야 하는 것은 아닙니다.
  en: >-
    Labels are inflated easily: method, alternatives, binding force and execution count instead, and
    D8 finds the claims beyond them. A board that passes whatever is put to it counts as
    collaboration and may be what Arnstein calls manipulation: read it with the alternatives. Not
    every decision has to be of the deepest level.
source: Arnstein 1969 (J. Am. Inst. Planners 35:4); IAP2 spectrum of public participation
version: "1"
*/
create or replace macro p4_decision_depth(valid_at, known_at) as table
with
decision as (
    select
        community,
        supported_level,
        occurred_from,
        occurred_to,
    from decision_level(valid_at, known_at)
),

wanted as (
    select
        unnest(
            ['collaborate_empower', 'inform', 'consult', 'involve', 'collaborate', 'empower']
        ) as measure,
        unnest([[4, 5], [1], [2], [3], [4], [5]]) as levels,
),

in_window as (
    select
        community,
        supported_level,
        occurred_from >= window_start(valid_at, 24) as is_stated,
        occurred_from >= window_start(valid_at, 24) and occurred_to <= valid_at as is_certain,
    from decision
    where occurred_to >= window_start(valid_at, 24)
),

by_anchor as (
    select
        in_window.community,
        wanted.measure,
        count(*) filter (where in_window.is_stated) as count_all,
        count(*) filter (
            where in_window.is_stated
            and array_contains(wanted.levels, in_window.supported_level)
        ) as count_of,
        count(*) filter (
            where in_window.is_certain
            and array_contains(wanted.levels, in_window.supported_level)
        ) as fewest_of,
        count(*) filter (
            where array_contains(wanted.levels, in_window.supported_level)
        ) as most_of,
        count(*) filter (
            where in_window.is_certain
            and not array_contains(wanted.levels, in_window.supported_level)
        ) as fewest_others,
        count(*) filter (
            where not array_contains(wanted.levels, in_window.supported_level)
        ) as most_others,
    from in_window
    cross join wanted
    group by in_window.community, wanted.measure
),

unseen as (
    select community, count_unseen
    from unseen_most(valid_at, known_at, 'plan.decision_made.v1', 24, 'decision')
),

counted as (
    select
        by_anchor.community,
        by_anchor.measure,
        by_anchor.count_all,
        by_anchor.count_all as count_known,
        by_anchor.count_of,
        by_anchor.fewest_of,
        by_anchor.most_of,
        by_anchor.fewest_others,
        by_anchor.most_others,
        coalesce(unseen.count_unseen, 0) as count_unseen,
    from by_anchor
    left join unseen on by_anchor.community = unseen.community
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        coalesce(share.n, 0) as n,
        share.numerator,
        share.denominator,
        share.estimate,
        share.low,
        share.high,
        share.lowest,
        share.highest,
        unit.observed_months,
        unit.coverage,
        case
            when coalesce(share.n, 0) = 0 then 'no_data'
            when share.n >= 8 then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'plan.decision_made.v1', 24, 'member') as unit
    cross join wanted
    left join pooled_share('counted', 'member') as share
        on unit.unit = share.unit
        and wanted.measure = share.measure
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then estimate end as value,
    case when status = 'mature' then low end as low,
    case when status = 'mature' then high end as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    case when status = 'mature' then numerator end as numerator,
    case when status = 'mature' then denominator end as denominator,
    n,
    observed_months,
    0 as required_months,
    coverage,
    status,
from judged;
