/* card
id: I19
names:
  ko: 제도화 단계
  en: Institutional anchoring
class: institution
core_task: 3
population:
  ko: >-
    단위의 등록된 마을. 마을에는 그 주민조직이 가진 회칙·법인격·공간 협약·승계 규칙·상설 협의체, 그 시군구의 조례와 반복되는 예산 항목, 그 마을이나 지원조직이 채택한
    매뉴얼이 걸립니다.
  en: >-
    Registered communities of a unit. A community has what its bodies have (bylaws, legal form,
    space agreement, succession rule; a standing consultation body by its kind), what its
    municipality has (ordinance, recurring budget line) and the manual that it, its bodies or its
    support organisation adopted.
estimator:
  ko: >-
    점수가 아니라 여덟 줄의 모습입니다. 있는 마을의 비율과 그 가운데 12개월 안에 쓴 마을의 비율, 시작한 뒤 지난 달수의 중앙값은 전수입니다. 남은 비율은 조직·조례·예산 항목 하나하나의
    카플란-마이어 S(36)이며(마을마다 되풀이해 세지 않음), 기록이 시작되기 전의 것은 늦게 진입하고 이어지는 것은 절단합니다. 로그-로그 95 % 구간. 한계는 정확하지 않은 날짜를 이르게
    또는 늦게 읽은 값입니다. 썼다고 보는 것: 회칙과 승계 규칙은 대표 선출이나 조직의 결정, 법인격·공간·협의체는 그 조직의 활동이나 결정, 조례는 개정·예산 편성·약속, 예산 항목은
    그 항목에서 나온 보조금, 매뉴얼은 변형 적용의 기록.
  en: >-
    A profile of eight lines, no score. The share of communities in which an anchor holds, the
    share of those that used it within 12 months and the median months since it began are censuses.
    What remains is the Kaplan-Meier S(36) of each body's, ordinance's or budget line's own spell
    (counted once, not per community): those older than the records enter late, those that hold are
    censored; log-log 95 % interval. The bounds read imprecise dates early and late. Taken for use:
    of bylaws and succession rule an installed leader or a decision of the body; of legal form,
    space and consultation body its activities and decisions; of an ordinance amendment, budget and
    commitments; of a budget line the grants paid from it; of a manual recorded deviations.
window:
  ko: 기준일의 상태. 쓰임은 기준일까지 12개월, 남은 비율은 모든 시기
  en: as it is on the day; use within 12 months up to it, survival of all time
minimum_maturity:
  ko: 그 종류의 사실을 알 수 있을 때부터. 남은 비율은 36개월 지켜본 것 10개
  en: once facts of the kind can be known; for survival 10 followed for 36 months
measures:
  bylaws: {ko: 회칙이 있는 마을의 비율, en: Share of communities with bylaws}
  bylaws_months: {ko: '회칙: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been bylaws'}
  bylaws_used:
    ko: 회칙이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with bylaws that used it within 12 months
  bylaws_s_36: {ko: '회칙: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, bylaws'}
  legal_form: {ko: 법인격이 있는 마을의 비율, en: Share of communities with a legal form}
  legal_form_months: {ko: '법인격: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been a legal form'}
  legal_form_used:
    ko: 법인격이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with a legal form that used it within 12 months
  legal_form_s_36: {ko: '법인격: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, a legal form'}
  space: {ko: 공간 협약이 있는 마을의 비율, en: Share of communities with a space agreement}
  space_months: {ko: '공간 협약: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been a space agreement'}
  space_used:
    ko: 공간 협약이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with a space agreement that used it within 12 months
  space_s_36: {ko: '공간 협약: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, a space agreement'}
  council: {ko: 상설 협의체가 있는 마을의 비율, en: Share of communities with a standing consultation body}
  council_months: {ko: '상설 협의체: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been a standing consultation body'}
  council_used:
    ko: 상설 협의체가 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with a standing consultation body that used it within 12 months
  council_s_36: {ko: '상설 협의체: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, a standing consultation body'}
  ordinance: {ko: 조례 근거가 있는 마을의 비율, en: Share of communities with an ordinance}
  ordinance_months: {ko: '조례 근거: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been an ordinance'}
  ordinance_used:
    ko: 조례 근거가 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with an ordinance that used it within 12 months
  ordinance_s_36: {ko: '조례 근거: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, an ordinance'}
  budget: {ko: 반복되는 예산 항목이 있는 마을의 비율, en: Share of communities with a recurring budget line}
  budget_months: {ko: '반복되는 예산 항목: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been a recurring budget line'}
  budget_used:
    ko: 반복되는 예산 항목이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with a recurring budget line that used it within 12 months
  budget_s_36: {ko: '반복되는 예산 항목: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, a recurring budget line'}
  succession_rule: {ko: 승계 규칙이 있는 마을의 비율, en: Share of communities with a succession rule}
  succession_rule_months: {ko: '승계 규칙: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been a succession rule'}
  succession_rule_used:
    ko: 승계 규칙이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with a succession rule that used it within 12 months
  succession_rule_s_36: {ko: '승계 규칙: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, a succession rule'}
  manual: {ko: 채택된 매뉴얼이 있는 마을의 비율, en: Share of communities with an adopted manual}
  manual_months: {ko: '채택된 매뉴얼: 시작한 뒤 지난 달수의 중앙값', en: 'Median months for which there has been an adopted manual'}
  manual_used:
    ko: 채택된 매뉴얼이 있는 마을 가운데 12개월 안에 쓴 마을의 비율
    en: Share of the communities with an adopted manual that used it within 12 months
  manual_s_36: {ko: '채택된 매뉴얼: 36개월 뒤까지 남은 비율', en: 'Share that still holds after 36 months, an adopted manual'}
reads:
  - resident_organisation.bylaws_adopted.v1
  - resident_organisation.incorporated.v1
  - resident_organisation.space_agreement_signed.v2
  - resident_organisation.formed.v1
  - municipality.ordinance_enacted.v1
  - municipality.ordinance_repealed.v1
  - municipality.budget_line_approved.v1
  - manual.adopted.v1
  - manual.deviation_recorded.v1
  - community.activity_held.v1
  - resident_organisation.leader_installed.v1
coverage_of: resident_organisation.bylaws_adopted.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share or months, as the measure says
is_two_sided: true
has_curve: true
pitfalls:
  ko: >-
    쓰지 않는 규칙은 종이일 뿐이므로 쓰임과 나란히 읽습니다. 사실로 알 수 없는 쓰임은 쓰지 않은 것으로 보입니다. 해산을 신고하지 않은 조직의 것은 남아 있는 것으로 보입니다. 줄을
    더해 점수로 만들지 마십시오. 많을수록 좋은 것도 아닙니다.
  en: >-
    A rule that nobody uses is paper: read the use beside it. Use that no fact tells looks like
    none. What a body holds that never reported its end looks as if it held. Do not add the lines up
    to a score; more is not always better.
source: >-
  KRIHS Policy Brief 736, core task 3 (institutional support to realise plans); Jinan
  institutionalisation studies (earticle A319434, A368304); Kaplan & Meier 1958
version: "1"
*/
create or replace macro i19_institutional_anchoring(valid_at, known_at) as table
with
spell as (
    select
        reading,
        anchor,
        holder_type,
        holder,
        only_community,
        started_on,
        ended_on,
        last_used_on,
    from anchor_spell(valid_at, known_at)
),

place as (
    select holder_type, holder, only_community, community
    from anchor_community(valid_at, known_at, 'spell')
),

anchor as (
    select unnest(every_anchor()) as anchor
),

-- What a community has on the day: since the eldest that still holds, used at the latest use of any.
held as (
    select
        spell.reading,
        spell.anchor,
        place.community,
        min(spell.started_on) as started_on,
        max(spell.last_used_on) as last_used_on,
    from spell
    inner join place
        on spell.holder_type = place.holder_type
        and spell.holder = place.holder
        and spell.only_community is not distinct from place.only_community
    where spell.ended_on is null
    group by spell.reading, spell.anchor, place.community
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, count_communities, observed_months, coverage
    from coverage(
        valid_at, known_at, 'resident_organisation.bylaws_adopted.v1', 36, 'member'
    )
),

told_by_municipality as (
    select unit, observed_months
    from coverage(valid_at, known_at, 'municipality.ordinance_enacted.v1', 36, 'member')
),

told_of_manual as (
    select unit, observed_months
    from coverage(valid_at, known_at, 'manual.adopted.v1', 36, 'member')
),

reading as (
    select unnest(['stated', 'late']) as reading
),

counted as (
    select
        member.unit,
        held.anchor,
        held.reading,
        count(*) as count_held,
        count(*) filter (where held.last_used_on >= window_start(valid_at, 12)) as count_used,
        median(whole_months(held.started_on, valid_at)) as median_months,
    from member
    inner join held on member.anchor_id = held.community
    group by member.unit, held.anchor, held.reading
),

summed as (
    select
        unit.unit,
        anchor.anchor,
        max(counted.count_held) filter (where reading.reading = 'stated') as count_held,
        min(coalesce(counted.count_held, 0)) as fewest_held,
        max(coalesce(counted.count_held, 0)) as most_held,
        max(counted.count_used) filter (where reading.reading = 'stated') as count_used,
        min(counted.count_used::double / counted.count_held) as least_used,
        max(counted.count_used::double / counted.count_held) as most_used,
        max(counted.median_months) filter (where reading.reading = 'stated') as median_months,
        min(counted.median_months) as least_months,
        max(counted.median_months) as most_months,
    from unit
    cross join anchor
    cross join reading
    left join counted
        on unit.unit = counted.unit
        and anchor.anchor = counted.anchor
        and reading.reading = counted.reading
    group by unit.unit, anchor.anchor
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        unit.count_communities,
        unit.observed_months,
        unit.coverage,
        summed.anchor,
        coalesce(summed.count_held, 0) as count_held,
        summed.fewest_held,
        summed.most_held,
        summed.count_used,
        summed.least_used,
        summed.most_used,
        summed.median_months,
        summed.least_months,
        summed.most_months,
        -- Nobody ever told of it: then it is unknown, not absent.
        summed.most_held > 0
        or case
            when summed.anchor in ('ordinance', 'budget') then told_by_municipality.observed_months
            when summed.anchor = 'manual' then told_of_manual.observed_months
            else unit.observed_months
        end > 0 as is_known,
    from unit
    inner join summed on unit.unit = summed.unit
    left join told_by_municipality on unit.unit = told_by_municipality.unit
    left join told_of_manual on unit.unit = told_of_manual.unit
),

profile as (
    select
        unit_type,
        unit_id,
        anchor as measure,
        case when is_known then 'mature' else 'no_data' end as status,
        count_held::double / count_communities as estimate,
        fewest_held::double / count_communities as lowest,
        most_held::double / count_communities as highest,
        count_held as numerator,
        count_communities as denominator,
        count_communities as n,
        observed_months,
        coverage,
    from judged
    union all
    select
        unit_type,
        unit_id,
        anchor || '_months' as measure,
        case when count_held > 0 then 'mature' else 'no_data' end as status,
        median_months as estimate,
        least_months as lowest,
        most_months as highest,
        null as numerator,
        null as denominator,
        count_held as n,
        observed_months,
        coverage,
    from judged
    union all
    select
        unit_type,
        unit_id,
        anchor || '_used' as measure,
        case when count_held > 0 then 'mature' else 'no_data' end as status,
        count_used::double / count_held as estimate,
        least_used as lowest,
        most_used as highest,
        count_used as numerator,
        count_held as denominator,
        count_held as n,
        observed_months,
        coverage,
    from judged
),

curve as (
    select
        unit_type,
        unit_id,
        coverage,
        stratum,
        measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        estimate,
        low,
        high,
    from anchor_survival(valid_at, known_at, 'spell', 'place')
),

wanted as (
    select
        anchor || '_s_36' as measure,
        anchor as curve_measure,
        1095.75 as elapsed, -- 36 months in days
        36 as required_months,
    from anchor
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then estimate end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    case when status = 'mature' then numerator end as numerator,
    case when status = 'mature' then denominator end as denominator,
    n,
    observed_months,
    0 as required_months,
    coverage,
    status,
from profile
union all
select
    unit_type,
    unit_id,
    measure,
    stratum,
    value,
    low,
    high,
    bound_low,
    bound_high,
    numerator,
    denominator,
    n,
    observed_months,
    required_months,
    coverage,
    status,
from curve_answer('curve', 'wanted', null);
