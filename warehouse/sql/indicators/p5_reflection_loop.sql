/* card
id: P5
names:
  ko: 성찰 환류율
  en: Reflection loop
class: process
core_task: 3
population:
  ko: 지난 24개월의 성찰·평가회와 가장 의미 있는 변화로 뽑힌 이야기 가운데 180일이 지난 것. 정확하지 않은 날짜는 첫날로 봅니다.
  en: >-
    Reflections, and stories selected as most significant change, of the last 24 months and at least
    180 days ago, by the first day of imprecise dates.
estimator:
  ko: >-
    그것을 근거로 밝힌 계획 수정, 새 의제 또는 회칙 개정이 180일 안에 뒤따른 비율. 윌슨 95 % 구간. 한계는 날짜를 가장 불리하게 또는 유리하게 읽고, 제출되지
    않은 달에 뒤따랐을 수 있으며 그 달마다 관찰된 가장 많았던 달만큼의 성찰이 더 있었을 수 있다고 볼 때의 값입니다.
  en: >-
    Share that was followed within 180 days by a plan revision, a changed rule (bylaws) or a new
    agenda item that cites it. Wilson 95 % interval. The bounds read imprecise dates least and most
    favourably, and hold that it may have been followed in a month of which nobody told, and that
    in each such month there may have been as many more reflections as in the busiest observed one.
window:
  ko: 기준일까지 24개월 가운데 처음 18개월가량
  en: 24 months up to the day, less the last 180 days
minimum_maturity:
  ko: 성찰 3회
  en: 3 reflections or selections
measures:
  followed: {ko: 180일 안에 반영된 성찰의 비율, en: Share of reflections that were acted on within 180 days}
reads:
  - plan.reflection_held.v1
  - plan.story_selected.v1
  - plan.revised.v1
  - plan.agenda_registered.v1
  - resident_organisation.bylaws_adopted.v1
coverage_of: plan.reflection_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    습관처럼 근거를 적어 넣을 수 있습니다. 몇 건을 골라 수정된 내용이 정말 성찰에서 나왔는지 읽어 보아야 합니다. 근거를 적지 않으면 반영했어도 세어지지 않으며,
    성찰을 적게 할수록 값이 높아지기 쉬우니 횟수와 함께 읽으십시오.
  en: >-
    Citing can become a ritual: read a sample to see whether the revision comes from the reflection.
    What is revised without saying why does not count, and few reflections are more easily followed
    than many: read it with their number.
source: >-
  Critical reflection as a dimension of community capacity, Goodman et al. 1998 (Health Educ. Behav.
  25:3); Most Significant Change, Davies & Dart 2005
version: "1"
*/
create or replace macro p5_reflection_loop(valid_at, known_at) as table
with
look_back as (
    select
        community,
        held_from as occurred_from,
        held_to as occurred_to,
        is_followed,
        must_be_followed,
        may_be_followed,
    from reflection_loop(valid_at, known_at)
),

placed as (
    select
        community,
        is_followed,
        must_be_followed,
        may_be_followed,
        occurred_from >= window_start(valid_at, 24) as is_stated,
        occurred_from >= window_start(valid_at, 24) and occurred_to + 180 <= valid_at as is_certain,
    from look_back
    where occurred_to >= window_start(valid_at, 24) and occurred_from + 180 <= valid_at
),

by_anchor as (
    select
        community,
        count(*) filter (where is_stated) as count_all,
        count(*) filter (where is_stated and is_followed) as count_of,
        count(*) filter (where is_certain and must_be_followed) as fewest_of,
        count(*) filter (where may_be_followed) as most_of,
        count(*) filter (where is_certain and not may_be_followed) as fewest_others,
        count(*) filter (where not must_be_followed) as most_others,
    from placed
    group by community
),

unseen as (
    select community, count_unseen
    from unseen_most(valid_at, known_at, 'plan.reflection_held.v1', 24, 'look_back')
),

counted as (
    select
        by_anchor.community,
        'followed' as measure,
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
            when share.n >= 3 then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'plan.reflection_held.v1', 24, 'member') as unit
    left join pooled_share('counted', 'member') as share on unit.unit = share.unit
)

select
    unit_type,
    unit_id,
    'followed' as measure,
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
