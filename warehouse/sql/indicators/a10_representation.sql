/* card
id: A10
names:
  ko: 포용 격차
  en: Representation gap
class: participation
core_task: 1
population:
  ko: >-
    지난 12개월에 서명한 참여가 있고 큰 구분(연령대, 성별, 거주 기간) 사용에 동의한 주민. 구분별 주민 수가 밝혀진 마을만 셉니다.
  en: >-
    Residents with a signed-in participation in the last 12 months who agreed that coarse bands (age,
    sex, years of residence) are used, in communities of which residents by band are stated.
estimator:
  ko: >-
    구분마다 (활동 주민 가운데 비율 / 주민 가운데 비율)을 구한 뒤 가장 작은 값. 1이면 고르고 0이면 어느 구분이 아예 없습니다. 어느 구분인지는 내지 않습니다. 95 %
    구간은 그 구분의 활동 비율의 윌슨 구간. 한계는 정확하지 않은 날짜를 어느 쪽으로든 읽고, 기록이 빠진 달마다 관찰된 가장 붐빈 달만큼의 동의 주민이 어느 구분에서든
    더 왔을 수 있다고 본 것입니다.
  en: >-
    For each band its share of active residents over its share of residents; the least of these. 1
    is even, 0 that some band does not come at all. Which band it is, is not told. 95 % interval by
    Wilson's of that band's share of the active. The bounds read imprecise dates either way, and let
    as many who consented as came in the busiest observed month have come in each missing month, of
    whatever band.
window:
  ko: 기준일까지 12개월
  en: 12 months up to the day
minimum_maturity:
  ko: 12개월 관찰, 기간 안 제출 예정 월의 80 % 이상 관찰, 동의한 활동 주민 50명, 모든 칸 5명 이상
  en: >-
    12 observed months, 80 % of the expected months observed, 50 active residents who consented, and
    no cell of fewer than 5
measures:
  least_ratio:
    ko: 가장 덜 대표된 구분의 비율
    en: Ratio of the band that is represented least
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - community.snapshot_observed.v1
  - resident.consent_given.v1
  - resident.consent_withdrawn.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [municipality, province, programme, support_organisation, cohort, nation]
unit: ratio
is_two_sided: false
pitfalls:
  ko: >-
    이 값을 위해 민감한 정보를 새로 모으지 마십시오. 동의한 사람만 보이므로 동의하지 않는 구분은 실제보다 작아 보입니다. 두 구분만 맞추어도 커지니 다른 구분과 함께
    읽으십시오. 마을 하나의 값은 내지 않습니다.
  en: >-
    Do not collect sensitive data for it. Only who consented shows, so a band that consents less
    looks smaller than it is. It rises when two bands are evened out: read all kinds of bands. It is
    never told of a single village.
source: Disparity ratio of representation; Seoul participation figures (Seoul Institute 2017)
version: "1"
*/
create or replace macro a10_representation(valid_at, known_at) as table
with
member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
        and unit_type <> 'community'
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 12, 'member')
),

band_kind as (
    select unnest(['age_band', 'sex', 'residence_band']) as band_kind
),

population as (
    select community, band_kind, band, residents
    from population_band(valid_at, known_at, window_start(valid_at, 6) - 1)
),

stated_community as (
    select distinct community, band_kind
    from population
),

residents_of_band as (
    select
        member.unit,
        population.band_kind,
        population.band,
        sum(population.residents)::bigint as residents,
    from member
    inner join population on member.anchor_id = population.community
    group by member.unit, population.band_kind, population.band
),

-- Who came in two communities of a unit counts once.
attender as (
    select
        member.unit,
        consented.dimension as band_kind,
        consented.band,
        attending_year.person,
        bool_or(attending_year.stated & 1 = 1) as is_stated,
        bool_or(attending_year.certain & 1 = 1) as is_certain,
    from attending_year(valid_at, known_at) as attending_year
    inner join consented_band(valid_at, known_at) as consented
        on attending_year.person = consented.person
    inner join stated_community
        on attending_year.community = stated_community.community
        and consented.dimension = stated_community.band_kind
    inner join member on attending_year.community = member.anchor_id
    where attending_year.possible & 1 = 1
    group by all
),

active as (
    select
        unit,
        band_kind,
        band,
        count(*) filter (where is_stated) as count_stated,
        count(*) filter (where is_certain) as count_certain,
        count(*) as count_possible,
    from attender
    group by unit, band_kind, band
),

-- Whom a missing month may hide: no more than came in the busiest month that was observed.
missing as (
    select community, count_months
    from missing_in_window(valid_at, known_at, 'community.participation_recorded.v1', 12)
),

busy_month as (
    select
        participation.subject_key as community,
        count(distinct participation.resident) as count_residents,
    from participation_as_of(valid_at, known_at) as participation
    semi join missing on participation.subject_key = missing.community
    where participation.occurred_from >= window_start(valid_at, 24)
        and month_number(participation.occurred_from) = month_number(participation.occurred_to)
    group by participation.subject_key, month_number(participation.occurred_from)
),

hidden_in_community as (
    select
        missing.community,
        any_value(missing.count_months) * max(busy_month.count_residents) as count_hidden,
    from missing
    inner join busy_month on missing.community = busy_month.community
    group by missing.community
),

hidden as (
    select
        member.unit,
        sum(hidden_in_community.count_hidden)::bigint as count_hidden,
    from member
    inner join hidden_in_community on member.anchor_id = hidden_in_community.community
    group by member.unit
),

banded as (
    select
        residents_of_band.unit,
        residents_of_band.band_kind,
        residents_of_band.residents,
        coalesce(active.count_stated, 0) as count_stated,
        coalesce(active.count_certain, 0) as count_certain,
        coalesce(active.count_possible, 0) as count_possible,
        coalesce(hidden.count_hidden, 0) as count_hidden,
        residents_of_band.residents::double / sum(residents_of_band.residents) over of_kind
            as share_of_residents,
        sum(coalesce(active.count_stated, 0)) over of_kind as all_stated,
        sum(coalesce(active.count_certain, 0)) over of_kind as all_certain,
        sum(coalesce(active.count_possible, 0)) over of_kind as all_possible,
    from residents_of_band
    left join active
        on residents_of_band.unit = active.unit
        and residents_of_band.band_kind = active.band_kind
        and residents_of_band.band = active.band
    left join hidden on residents_of_band.unit = hidden.unit
    where residents_of_band.residents > 0
    window of_kind as (partition by residents_of_band.unit, residents_of_band.band_kind)
),

compared as (
    select
        unit,
        band_kind,
        residents,
        count_stated,
        all_stated,
        share_of_residents,
        count_stated::double / nullif(all_stated, 0) / share_of_residents as ratio,
        count_certain::double
        / nullif(all_possible - count_possible + count_certain + count_hidden, 0)
        / share_of_residents as lowest,
        (count_possible + count_hidden)::double
        / nullif(all_certain - count_certain + count_possible + count_hidden, 0)
        / share_of_residents as highest,
    from banded
),

least as (
    select
        unit,
        band_kind,
        count(*) as count_bands,
        max(all_stated)::bigint as n,
        min(ratio) as ratio,
        min_by(count_stated, ratio) as numerator,
        min_by(share_of_residents, ratio) as share_of_residents,
        min(lowest) as lowest,
        min(highest) as highest,
        bool_or(count_stated between 1 and 4 or residents < 5) as is_few,
    from compared
    group by unit, band_kind
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        band_kind.band_kind,
        least.ratio,
        least.numerator,
        least.share_of_residents,
        coalesce(least.lowest, 0) as lowest,
        least.highest,
        coalesce(least.n, 0) as n,
        unit.observed_months,
        unit.coverage,
        case
            when least.n between 1 and 4 then 'suppressed' -- the least number in a cell
            when least.count_bands is null or least.count_bands < 2 then 'no_data'
            when unit.observed_months >= 12
                and coalesce(unit.coverage, 1) >= 0.8
                and least.n >= 50 then case when least.is_few then 'suppressed' else 'mature' end
            else 'maturing'
        end as status,
    from unit
    cross join band_kind
    left join least
        on unit.unit = least.unit
        and band_kind.band_kind = least.band_kind
)

select
    unit_type,
    unit_id,
    'least_ratio' as measure,
    band_kind as stratum,
    case when status = 'mature' then ratio end as value,
    case when status = 'mature' then wilson(numerator, n).low / share_of_residents end as low,
    case when status = 'mature' then wilson(numerator, n).high / share_of_residents end as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    case when status <> 'suppressed' then n end as n,
    observed_months,
    12 as required_months,
    coverage,
    status,
from judged;
