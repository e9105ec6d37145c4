/* card
id: I22
names:
  ko: 소규모·다수와 형평
  en: Small-and-many fidelity and equity
class: institution
core_task: 2
population:
  ko: >-
    지난 36개월에 착수한 사업. 지원사업 단위에서는 그 사업의 것만 셉니다. 형평은 마을이 등록된 시군구만 보며, 지원이 없었던 시군구도 넣습니다.
  en: >-
    Projects started in the last 36 months; at a programme only its own. Equity is among the
    municipalities in which the unit has a registered community, also those without support.
estimator:
  ko: >-
    small_share는 1억 원 미만, 24개월 이하로 승인된 사업의 비율(크기를 아는 사업 가운데, 윌슨 95 % 구간)이고, small_share_joined는 한 조직이 한 마을에서 앞 사업 뒤 90일 안에
    시작한 사업을 한 사업의 조각으로 보고 합친 것입니다. median_won은 승인액의 중앙값, per_10000_residents는 그 시군구 주민 1만 명당 사업 수입니다.
    support_concentration은 시군구를 재정자립도로 줄 세운 주민당 승인액의 집중지수(주민 수로 가중, 같은 값은 가운데 순위)로, 음수이면 재정이 약한 곳에 모인 것입니다. 한계는
    정확하지 않은 날짜와 모르는 크기에서 옵니다(중앙값과 집중지수는 적힌 대로, 확실한 것만, 있을 수 있는 것 모두로 읽은 세 값 가운데 가장 작은 값과 가장 큰 값).
  en: >-
    small_share is the share of projects approved for less than 100 million won and at most 24
    months, of those of known size (Wilson 95 % interval); small_share_joined takes projects of
    one body in one community, each begun within 90 days of the one before, for slices of one.
    per_10000_residents counts projects per 10,000 residents of those municipalities;
    support_concentration is the concentration index of approved won along municipalities ranked by
    financial independence, weighted by residents, ties at their middle: below 0 more of it goes
    where own revenue is weak. These and median_won are censuses. The bounds come from imprecise
    dates and unknown sizes (for the median and the index, the least and the greatest of what
    stated, certain and possible projects give).
window:
  ko: 기준일까지 36개월
  en: 36 months up to the day
minimum_maturity:
  ko: 사업 10개, 형평은 시군구 10곳
  en: 10 projects; for equity 10 municipalities
measures:
  small_share:
    ko: 1억 원 미만, 24개월 이하인 사업의 비율
    en: Share of projects below 100 million won and of at most 24 months
  small_share_joined:
    ko: 조각난 사업을 합친 뒤의 소규모 비율
    en: Share of small ones when slices of one project are joined
  median_won: {ko: 승인액 중앙값(원), en: Median approved sum in won}
  per_10000_residents: {ko: 주민 1만 명당 사업 수, en: 'Projects per 10,000 residents'}
  support_concentration:
    ko: 재정자립도 순위에 따른 지원 집중지수
    en: Concentration index of support along financial independence
reads:
  - small_project.selected.v1
  - small_project.started.v1
  - small_project.changed.v1
  - community.identified.v1
coverage_of: small_project.started.v1
unit_types: [municipality, province, programme, cohort, nation]
unit: share, won, projects or index, as the measure says
is_two_sided: true
pitfalls:
  ko: >-
    한 사업을 쪼개면 작은 사업이 많아 보이므로 합친 비율과 나란히 읽습니다. 작은 사업을 나누어 주기만 하는 것이 목적은 아닙니다. 재정자립도는 2014년에 세입과목이 바뀌었고
    당초와 결산이 다르므로, 한 해의 한 기준만으로 줄 세웁니다. 재정자립도가 없는 행정시는 빠집니다. 집중지수는 목표가 아니라 물음입니다. 자료가 빠진 달의 사업은 들어 있지
    않으니 제출률과 함께 읽습니다.
  en: >-
    Slicing one project makes many small ones: read the joined share beside it. Handing out small
    sums is no aim in itself. The ratio changed its revenue items in 2014 and differs between the
    original budget and the accounts, so one year and one basis make the ranking; administrative
    cities without a ratio are left out. The index asks a question and is no target. Projects of
    months that nobody delivered are not in it: read it with the coverage.
source: >-
  KRIHS Policy Brief 736 (small projects, as many as possible; cities of low financial independence);
  Kakwani, Wagstaff & van Doorslaer 1997 (J. Econometrics 77)
version: "1"
*/
create or replace macro i22_small_and_many(valid_at, known_at) as table
with
project as (
    select
        project,
        community,
        municipality,
        programme,
        approved_won,
        is_small,
        joined_project,
        joined_is_small,
        is_stated,
        is_certain,
    from project_size(valid_at, known_at)
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
        and unit_type in ('municipality', 'province', 'programme', 'cohort', 'nation')
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'small_project.started.v1', 36, 'member')
),

project_of_unit as (
    select
        member.unit,
        project.project,
        project.municipality,
        project.approved_won,
        project.is_small,
        project.joined_project,
        project.joined_is_small,
        project.is_stated,
        project.is_certain,
    from project
    inner join member
        on project.community = member.anchor_id
        and (member.unit_type <> 'programme' or project.programme = member.unit_id)
),

whole as (
    select
        unit,
        joined_project,
        bool_and(joined_is_small) as is_small,
        bool_or(is_stated) as is_stated,
        bool_or(is_certain) as is_certain,
    from project_of_unit
    group by unit, joined_project
),

sized as (
    select unit, 'small_share' as measure, is_small, is_stated, is_certain
    from project_of_unit
    union all
    select unit, 'small_share_joined' as measure, is_small, is_stated, is_certain
    from whole
),

share as (
    select
        unit,
        measure,
        count(*) filter (where is_stated) as n,
        count(*) filter (where is_stated and is_small) as count_small,
        count(*) filter (where is_stated and is_small is not null) as count_known,
        count(*) filter (where is_certain and is_small) as fewest_small,
        count(*) filter (where coalesce(is_small, true)) as most_small,
        count(*) filter (where is_certain and not is_small) as fewest_large,
        count(*) filter (where not coalesce(is_small, false)) as most_large,
    from sized
    group by unit, measure
),

-- The same projects by what dates allow: as stated, for certain, and all that are possible.
read_project as (
    select 'stated' as reading, unit, municipality, approved_won
    from project_of_unit
    where is_stated
    union all
    select 'certain' as reading, unit, municipality, approved_won
    from project_of_unit
    where is_certain
    union all
    select 'possible' as reading, unit, municipality, approved_won
    from project_of_unit
),

size as (
    select
        unit,
        reading,
        count(*) as count_projects,
        median(approved_won) as median_won,
    from read_project
    group by unit, reading
),

place as (
    select distinct
        member.unit,
        standing.municipality,
        standing.population,
        standing.financial_independence_percent,
    from member
    inner join community_area(valid_at, known_at) as community_area
        on member.anchor_id = community_area.community
    inner join municipality_standing(valid_at) as standing
        on community_area.municipality = standing.municipality
    where standing.population > 0
),

residence as (
    select
        unit,
        count(financial_independence_percent) as count_municipalities,
        sum(population)::bigint as residents,
    from place
    group by unit
),

reading as (
    select unnest(['stated', 'certain', 'possible']) as reading
),

support as (
    select
        unit,
        reading,
        municipality,
        sum(approved_won) as won,
    from read_project
    group by unit, reading, municipality
),

supported as (
    select
        place.unit * 4
        + case reading.reading when 'stated' then 0 when 'certain' then 1 else 2 end as curve,
        place.financial_independence_percent as rank_value,
        place.population as weight,
        coalesce(support.won, 0) as amount,
    from place
    cross join reading
    left join support
        on place.unit = support.unit
        and reading.reading = support.reading
        and place.municipality = support.municipality
    where place.financial_independence_percent is not null
),

equity as (
    select
        curve // 4 as unit,
        max(concentration) filter (where curve % 4 = 0) as concentration,
        min(concentration) as lowest,
        max(concentration) as highest,
    from concentration_index('supported')
    group by curve // 4
),

sum_of_sizes as (
    select
        unit,
        max(count_projects) filter (where reading = 'stated') as count_projects,
        max(count_projects) filter (where reading = 'certain') as fewest_projects,
        max(count_projects) filter (where reading = 'possible') as most_projects,
        max(median_won) filter (where reading = 'stated') as median_won,
        min(median_won) as lowest_won,
        max(median_won) as highest_won,
    from size
    group by unit
),

told as (
    select
        unit,
        measure,
        case when n >= 10 and count_known > 0 then 'mature' else 'maturing' end as status,
        count_small::double / count_known as estimate,
        wilson(count_small, count_known).low as low,
        wilson(count_small, count_known).high as high,
        fewest_small::double / (fewest_small + most_large) as lowest,
        most_small::double / (most_small + fewest_large) as highest,
        count_small::double as numerator,
        count_known::double as denominator,
        n,
    from share
    where n > 0
    union all
    select
        unit,
        'median_won' as measure,
        case
            when count_projects >= 10 and median_won is not null then 'mature' else 'maturing'
        end as status,
        median_won as estimate,
        null::double as low,
        null::double as high,
        lowest_won as lowest,
        highest_won as highest,
        null::double as numerator,
        null::double as denominator,
        count_projects as n,
    from sum_of_sizes
    where count_projects > 0
    union all
    select
        sum_of_sizes.unit,
        'per_10000_residents' as measure,
        case
            when sum_of_sizes.count_projects >= 10 and residence.residents > 0 then 'mature'
            else 'maturing'
        end as status,
        sum_of_sizes.count_projects * 10000.0::double / residence.residents as estimate,
        null::double as low,
        null::double as high,
        coalesce(sum_of_sizes.fewest_projects, 0) * 10000.0::double / residence.residents as lowest,
        sum_of_sizes.most_projects * 10000.0::double / residence.residents as highest,
        sum_of_sizes.count_projects::double as numerator,
        residence.residents::double as denominator,
        sum_of_sizes.count_projects as n,
    from sum_of_sizes
    left join residence on sum_of_sizes.unit = residence.unit
    where sum_of_sizes.count_projects > 0
    union all
    select
        residence.unit,
        'support_concentration' as measure,
        case
            when residence.count_municipalities >= 10 and equity.concentration is not null
                then 'mature'
            else 'maturing'
        end as status,
        equity.concentration as estimate,
        null::double as low,
        null::double as high,
        equity.lowest,
        equity.highest,
        null::double as numerator,
        null::double as denominator,
        residence.count_municipalities as n,
    from residence
    left join equity on residence.unit = equity.unit
),

wanted as (
    select unnest([
        'small_share',
        'small_share_joined',
        'median_won',
        'per_10000_residents',
        'support_concentration'
    ]) as measure
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        told.estimate,
        told.low,
        told.high,
        told.lowest,
        told.highest,
        told.numerator,
        told.denominator,
        coalesce(told.n, 0) as n,
        unit.observed_months,
        unit.coverage,
        coalesce(told.status, 'no_data') as status,
    from unit
    cross join wanted
    left join told
        on unit.unit = told.unit
        and wanted.measure = told.measure
    -- One municipality has nobody to share with.
    where unit.unit_type <> 'municipality' or wanted.measure <> 'support_concentration'
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
