/* card
id: C12
names:
  ko: 후계 리더층
  en: Successor depth
class: capacity
core_task: 1
population:
  ko: 지난 24개월에 대표 직위가 채워져 있었고 지금도 있는 주민조직. 다른 조직을 승계한 조직은 하나로 이어서 봅니다.
  en: >-
    Bodies of residents that had a leadership post held within the last 24 months and still are
    there; a body that succeeds another goes on as one.
estimator:
  ko: >-
    조직마다 24개월 안에 그 조직의 활동을 두 번 이상 주관했고 같은 기간 그 조직의 직위를 갖지 않은 주민의 수를, 같은 기간 채워진 직위의 수로 나눕니다. 마을과 그
    위의 단위에서는 조직들의 합을 합으로 나눈 비(조직별 값의 평균이 아님)이며, 두 조직에서 그러한 사람은 각각에서 셉니다. 서명부가 있는 활동은 그 명단에 있는
    주관자만, 외부 업체가 진행한 활동은 아무도 세지 않습니다. 전수이므로 구간이 없습니다. 한계는 정확하지 않은 날짜와, 활동이 제출되지 않은 달마다 그 조직의 가장
    많았던 달만큼의 사람이 가려져 있을 수 있음에서 옵니다.
  en: >-
    Per body: residents who organised at least two of its activities within 24 months and held none
    of its posts in them, by its posts that were held. At a community and above it is the ratio of
    the sums over bodies, no mean of their ratios; who is a successor in two bodies counts in each.
    Where an activity has a sign-in list only organisers who are on it count, and nobody where an
    outside contractor ran it. A census, so without an interval. The bounds come from imprecise
    dates, and from months without delivered activities, each of which may hide as many people as
    organised in the body's busiest observed month.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: 24개월 관찰
  en: 24 observed months
measures:
  successors_per_post:
    ko: 직위 하나에 대한 후계 리더의 수
    en: Possible successors per leadership post
reads:
  - community.activity_held.v1
  - community.participation_recorded.v1
  - resident_organisation.leader_installed.v1
  - resident_organisation.leader_stepped_down.v1
  - resident_organisation.formed.v1
  - resident_organisation.succeeded.v1
  - resident_organisation.merged.v1
  - resident_organisation.dissolved.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: persons per post
is_two_sided: false
pitfalls:
  ko: >-
    주관자 이름을 서류에만 올릴 수 있어 서명부와 맞추어 봅니다. 서명부를 받지 않는 활동에서는 가려낼 수 없습니다. 직위를 줄이면 값이 커지니 직위 수와 함께 읽고,
    후계가 될 수 있는 사람이 반드시 맡겠다는 뜻은 아닙니다. 후계 리더가 1~4명인 단위는 가립니다.
  en: >-
    Organisers can be named on paper, hence the check against the sign-in list; where nobody signs
    in it cannot be made. Fewer posts raise it: read it with their number. Who could follow need not
    want to. Units with one to four such residents are suppressed.
source: >-
  KRIHS Policy Brief 736, core task 1; leadership as a dimension of community capacity, Goodman et
  al. 1998 (Health Educ. Behav. 25:3)
version: "1"
window_months: 24
*/
create or replace macro c12_successor_depth(valid_at, known_at) as table
with
depth as (
    select
        reading,
        community,
        count_posts,
        count_successors,
        fewest_successors,
        most_successors,
        count_unseen,
    from successor_depth(valid_at, known_at)
),

depth_of_anchor as (
    select distinct community as anchor_id, reading
    from depth
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member', 'depth_of_anchor')
),

by_reading as (
    select
        member.unit,
        member.reading,
        sum(depth.count_posts)::bigint as count_posts,
        sum(depth.count_successors)::bigint as count_successors,
        sum(depth.fewest_successors)::bigint as fewest_successors,
        sum(depth.most_successors + depth.count_unseen)::bigint as most_successors,
    from member_of_reading as member
    inner join depth
        on member.anchor_id = depth.community
        and member.spell_reading = depth.reading
    group by member.unit, member.reading
),

by_unit as (
    select
        unit,
        max(count_posts) filter (where reading = 'stated') as count_posts,
        max(count_successors) filter (where reading = 'stated') as count_successors,
        min(fewest_successors::double / count_posts) as lowest,
        max(most_successors::double / count_posts) as highest,
    from by_reading
    group by unit
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        by_unit.count_posts,
        by_unit.count_successors,
        by_unit.lowest,
        by_unit.highest,
        unit.observed_months,
        unit.coverage,
        case
            when by_unit.count_posts is null then 'no_data'
            when by_unit.count_successors between 1 and 4 then 'suppressed'
            when unit.observed_months >= 24 then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'community.activity_held.v1', 24, 'member') as unit
    left join by_unit on unit.unit = by_unit.unit
)

select
    unit_type,
    unit_id,
    'successors_per_post' as measure,
    'all' as stratum,
    case when status = 'mature' then count_successors::double / count_posts end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    case when status = 'mature' then count_successors end as numerator,
    case when status = 'mature' then count_posts end as denominator,
    case when status <> 'suppressed' then coalesce(count_successors, 0) end as n,
    observed_months,
    24 as required_months,
    coverage,
    status,
from judged;
