/* card
id: C15
names:
  ko: 자력 수행률
  en: Self-run share
class: capacity
core_task: 1
population:
  ko: >-
    지난 12개월의 활동과 그 전 12개월의 활동. 지원이 끝난 조직에 대하여는 마지막 지원이 끝나기 전 12개월과 끝난 뒤 12개월의 그 조직 활동(12개월 이상
    지원받았고 끝난 지 12개월이 지난 조직).
  en: >-
    Activities of the last 12 months, and of the 12 months before them. For bodies whose support has
    ended: their activities in the 12 months up to the end of their last support, and in the 12
    months after it (bodies supported for at least 12 months, at least 12 months ago).
estimator:
  ko: >-
    누가 주관했는지 알려진 활동 가운데 주민이나 주민조직이 주관하고 외부 진행자가 없던 활동의 비율. 윌슨 95 % 구간. 한계는 주관자를 모르는 활동, 진행자를 밝히지
    않은 활동, 정확하지 않은 날짜와, 제출되지 않은 달마다 가장 많았던 달만큼의 활동이 더 있었을 수 있음에서 옵니다.
  en: >-
    Share of activities that residents or their bodies organised, with no facilitator from outside,
    among those with a known organiser. Wilson 95 % interval. The bounds come from activities of
    which nobody says who organised them or who facilitated, from imprecise dates, and from as many
    more activities in each missing month as in the busiest observed one.
window:
  ko: 기준일까지 12개월과 그 전 12개월, 지원 종료 전후 각 12개월
  en: >-
    12 months up to the day and the 12 before; 12 months on either side of the end of support
minimum_maturity:
  ko: 기간마다 활동 12건, 그중 주관자를 모르는 것이 20 % 이하
  en: 12 activities in the window, of which at most 20 % have no known organiser
measures:
  share: {ko: 주민이 스스로 수행한 활동의 비율, en: Share of activities that residents ran themselves}
  share_year_before:
    ko: 그 전 12개월의 비율
    en: The same in the 12 months before
  share_supported:
    ko: 지원이 끝나기 전 12개월의 비율
    en: The same of supported bodies in the 12 months before their support ended
  share_after_support:
    ko: 지원이 끝난 뒤 12개월의 비율
    en: The same of these bodies in the 12 months after
reads:
  - community.activity_held.v1
  - community.support_started.v1
  - community.support_ended.v1
  - resident_organisation.formed.v1
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    외부 업체의 행사를 주민 주관으로 바꾸어 적을 수 있습니다. 진행자를 밝히지 않은 활동은 아래 한계에서 스스로 한 것으로 보지 않습니다. 지원이 끝난 뒤 활동을
    멈춘 조직은 뒤의 값에 들어 있지 않으므로 지원 종료 후 지속(S23)과 함께 읽으십시오.
  en: >-
    A contractor's event can be told as the residents' own: where nobody says who facilitated, the
    lower bound does not count it as self-run. Bodies that stopped after their support have no
    activities to count: read the last figure with post-support survival (S23).
source: >-
  KRIHS Policy Brief 736, core task 1 (person-centred capacity and participation)
version: "1"
*/
create or replace macro c15_self_run_share(valid_at, known_at) as table
with
wanted as (
    select
        unnest(
            ['share', 'share_year_before', 'share_supported', 'share_after_support']
        ) as measure
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

counted as (
    select
        community,
        measure,
        count_activities as count_all,
        count_activities - count_unknown as count_known,
        count_self_run as count_of,
        fewest_self_run as fewest_of,
        most_self_run as most_of,
        fewest_others,
        most_others,
        count_unseen,
    from self_run_count(valid_at, known_at)
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
            when share.n >= 12 and share.denominator * 5 >= share.n * 4 then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'community.activity_held.v1', 12, 'member') as unit
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
