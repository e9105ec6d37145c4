/* card
id: R16
names:
  ko: 공동참여 관계망
  en: Co-participation network
class: relationship
core_task: 1
population:
  ko: >-
    지난 24개월에 서명한 참여가 있는 주민. 한 사람의 가명이 여럿이면 하나로 봅니다. 서른 명이 넘게 온 모임은 관계를 맺지 않습니다.
  en: >-
    Residents with a signed-in participation in the last 24 months, pseudonyms of one person linked.
    Meetings of more than 30 people tie nobody.
estimator:
  ko: >-
    두 번 이상 함께한 두 사람을 잇습니다. 밀도, 가장 큰 덩어리에 든 주민의 비율, 평균 유효 연결 수(m명이 온 모임의 무게는 1 / (m - 1), 무게 합의 제곱을 무게
    제곱의 합으로 나눈 값)를 봅니다. 밀도의 95 % 구간은 모임을 스무 묶음으로 나누어 한 묶음씩 뺀 잭나이프(t)입니다. 모임을 거듭 뽑는
    붓스트랩은 한 번 만난 사람을 두 번 만난 것으로 만들기 때문에 쓰지 않습니다. 한계는 정확하지 않은 날짜를 이르게 또는 늦게 읽고, 기록이 빠진 달마다 그 마을에서
    관찰된 가장 많은 두 사람이 새로 이어졌을 수 있다고 본 것입니다.
  en: >-
    Two that were together at least twice are tied. Density, share of residents in the largest
    component, and mean effective degree: a meeting of m weighs 1 / (m - 1), and the square of a
    resident's summed weights is divided by the sum of their squares. 95 % interval of density
    by a jackknife that leaves out each of twenty groups of meetings (t); a bootstrap would draw
    meetings twice and so tie who met once. The bounds read imprecise dates early or late, and
    let as many pairs be tied anew in each missing month as met in the busiest observed month of a
    community, among those who were seen.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: 24개월 관찰, 주민 15명, 모임 10회, 기간 안 제출 예정 월의 70 % 이상 관찰
  en: 24 observed months, 15 residents, 10 meetings, and 70 % of the expected months observed
measures:
  density: {ko: 이어진 쌍의 비율, en: Share of pairs that are tied}
  largest_component_share:
    ko: 가장 큰 덩어리에 든 주민의 비율
    en: Share of residents in the largest component
  mean_effective_degree: {ko: 평균 유효 연결 수, en: Mean effective number of ties}
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality]
unit: share; ties
is_two_sided: true
pitfalls:
  ko: >-
    밀도는 사람이 많을수록 저절로 낮아지므로 n과 함께 읽고 인원이 비슷한 단위와만 견주십시오. 큰 모임 하나가 모두를 이어 버리므로 두 번을 요구하고 서른 명이 넘는
    모임은 뺍니다. 누가 누구와 이어졌는지, 한 사람의 값은 내지 않습니다. 가장 큰 덩어리 밖이나 안에 다섯 명 미만이 있으면 그 비율을 가립니다. 빽빽한 관계망이 닫힌
    모임일 수 있으니 A8, R17과 함께 읽으십시오.
  en: >-
    Density falls with the number of residents by itself: read it with n, and compare only with
    units of a like number. One big meeting would tie everybody, hence twice, and not above thirty.
    Nothing about single residents is ever told: where fewer than five stand apart from the largest
    component, or hang together in it, its share is suppressed. A dense network may be a closed
    circle: read it with A8 and R17.
source: >-
  Newman 2001 (weights by size of meeting); Davis, Gardner & Gardner 1941 (threshold); Kott 2001
  (jackknife)
version: "1"
*/
create or replace macro r16_co_participation(valid_at, known_at) as table
with
member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
        and unit_type in ('community', 'municipality')
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 24, 'member')
),

meeting as (
    select
        community,
        reading,
        place,
        meeting,
        meeting_group,
        count_people,
        person,
        is_elsewhere,
    from numbered_meeting(valid_at, known_at)
),

tie as (
    select
        graph,
        one,
        two,
        count_meetings,
        weight,
        first_group,
        last_group,
        sum_groups,
    from social_tie('meeting', 'member')
),

-- A community without imprecise dates enters every reading of its unit as told.
unit_reading as (
    select distinct
        member.unit,
        place.reading,
    from member
    inner join (select distinct community, reading from meeting) as place
        on member.anchor_id = place.community
),

attender as (
    select
        community,
        person,
        bool_or(reading = 0) as is_stated,
        bool_or(reading = 1) as is_certain,
        bool_or(reading = 2) as is_possible,
        bool_or(reading > 0) as is_imprecise,
    from meeting
    group by community, person
),

imprecise as (
    select distinct community
    from attender
    where is_imprecise
),

attender_of_graph as (
    select distinct
        unit_reading.unit * 4 + unit_reading.reading as graph,
        attender.person,
    from unit_reading
    inner join member on unit_reading.unit = member.unit
    inner join attender on member.anchor_id = attender.community
    left join imprecise on attender.community = imprecise.community
    where case
        when imprecise.community is null or unit_reading.reading = 0 then attender.is_stated
        when unit_reading.reading = 1 then attender.is_certain
        else attender.is_possible
    end
),

size as (
    select
        graph,
        count(*) as n,
    from attender_of_graph
    group by graph
),

told_network as (
    select
        graph // 4 as unit,
        graph % 4 as reading,
        n,
        count_ties,
        count_tied,
        count_in_largest,
        density,
        largest_share,
        mean_effective_degree,
    from network_shape('tie', 'size')
),

lost_tie as (
    select
        graph // 4 as unit,
        meeting_group,
        count(*) as lost,
    from tie_lost('tie')
    where graph % 4 = 0
    group by graph, meeting_group
),

replicate as (
    select
        told_network.unit as sample,
        told_network.density as estimate,
        (told_network.count_ties - coalesce(lost_tie.lost, 0))
        / nullif(told_network.n * (told_network.n - 1) / 2.0, 0) as replicate,
    from told_network
    inner join dealt_group('meeting', 'member') as dealt on told_network.unit = dealt.unit
    left join lost_tie
        on dealt.unit = lost_tie.unit
        and dealt.meeting_group = lost_tie.meeting_group
    where told_network.reading = 0
),

interval_of as (
    select
        sample as unit,
        greatest(low, 0) as low,
        least(high, 1) as high,
    from grouped_jackknife('replicate')
    where low is not null
),

-- Whom a missing month may tie: no more pairs than met in the busiest month that was observed.
unseen as (
    select
        member.unit,
        sum(unseen_meeting.count_pairs)::bigint as count_pairs,
    from member
    inner join unseen_meeting(valid_at, known_at) as unseen_meeting
        on member.anchor_id = unseen_meeting.community
    group by member.unit
),

-- A tie more joins no more than another component of the largest size; it may outweigh all others of
-- its two residents.
bounded as (
    select
        told_network.unit,
        told_network.reading,
        told_network.n,
        told_network.count_in_largest,
        unnest([1, 2, 3]) as number,
        unnest([
            told_network.density, told_network.largest_share, told_network.mean_effective_degree
        ]) as estimate,
        unnest([
            told_network.density,
            told_network.largest_share,
            case
                when coalesce(unseen.count_pairs, 0) > 0
                    then told_network.count_tied::double / told_network.n
                else told_network.mean_effective_degree
            end
        ]) as lowest,
        unnest([
            least(
                1,
                (told_network.count_ties + coalesce(unseen.count_pairs, 0))
                / nullif(told_network.n * (told_network.n - 1) / 2.0, 0)
            ),
            least(1, told_network.largest_share * (1 + coalesce(unseen.count_pairs, 0))),
            case
                when coalesce(unseen.count_pairs, 0) > 0
                    then least(
                        told_network.n - 1,
                        2.0 * (told_network.count_ties + unseen.count_pairs) / told_network.n
                    )
                else told_network.mean_effective_degree
            end
        ]) as highest,
    from told_network
    left join unseen on told_network.unit = unseen.unit
    where told_network.n > 0
),

estimated as (
    select
        unit,
        number,
        max(n) filter (where reading = 0) as n,
        max(count_in_largest) filter (where reading = 0) as count_in_largest,
        max(estimate) filter (where reading = 0) as estimate,
        min(lowest) as lowest,
        max(highest) as highest,
    from bounded
    group by unit, number
),

wanted as (
    select
        unnest(['density', 'largest_component_share', 'mean_effective_degree']) as measure,
        unnest([1, 2, 3]) as number,
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        estimated.estimate,
        interval_of.low,
        interval_of.high,
        estimated.lowest,
        estimated.highest,
        coalesce(estimated.n, 0) as n,
        unit.observed_months,
        unit.coverage,
        case
            when estimated.n is null and unit.observed_months = 0 then 'no_data'
            when estimated.n between 1 and 4 then 'suppressed' -- the least number in a cell
            when unit.observed_months < 24 or coalesce(unit.coverage, 1) < 0.7 then 'maturing'
            when coalesce(estimated.n, 0) < 15 then 'maturing'
            when coalesce(meeting_count.count_meetings, 0) < 10 then 'maturing'
            -- Nor may the share tell of fewer who hang together, or who stand apart; 1 is nobody tied.
            when wanted.measure = 'largest_component_share'
                and (
                    estimated.count_in_largest between 2 and 4
                    or estimated.n - estimated.count_in_largest between 1 and 4
                ) then 'suppressed'
            else 'mature'
        end as status,
    from unit
    cross join wanted
    left join estimated
        on unit.unit = estimated.unit
        and wanted.number = estimated.number
    left join interval_of
        on unit.unit = interval_of.unit
        and wanted.measure = 'density'
    left join meeting_count('meeting', 'member') as meeting_count
        on unit.unit = meeting_count.unit
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
    null::bigint as numerator,
    null::bigint as denominator,
    case when status <> 'suppressed' then n end as n,
    observed_months,
    24 as required_months,
    coverage,
    status,
from judged;
