/* card
id: R17
names:
  ko: 연결형 자본
  en: Bridging
class: relationship
core_task: 1
population:
  ko: >-
    공동참여 관계망(R16)의 관계 가운데 양쪽 주민의 집단이 모두 알려진 것. 집단은 주민조직(마지막으로 가입한 것), 동의한 연령대, 주로 나오는 마을(시군구에서만)이며
    이 정의는 1판입니다.
  en: >-
    Ties of the co-participation network (R16) of which both residents' groups are known: bodies (the
    one joined last), consented age bands, and the village that each comes to most (municipalities
    only). These definitions of groups are version 1.
estimator:
  ko: >-
    서로 다른 집단을 잇는 관계의 무게 비율, 같은 주민의 관계가 마구 섞였을 때의 기대값(각 집단의 몫 제곱의 합을 1에서 뺀 값), 그리고 E-I 지수(밖 - 안). 95 % 구간은
    모임을 스무 묶음으로 나누어 한 묶음씩 뺀 잭나이프(t). 한계는 정확하지 않은 날짜를 이르게 또는 늦게 읽고, 기록이 빠진 달마다 그 마을에서 관찰된 가장 붐빈 달의 무게가,
    그리고 새로 이어진 이들의 앞선 만남이 그만큼, 안이나 밖에 더해질 수 있다고 본 것입니다.
  en: >-
    Share of the weight of ties that is across groups, what it would be if the ends of the same ties
    were mixed at random (1 less the sum of the groups' squared shares), and the E-I index (external
    less internal). 95 % interval by a jackknife that leaves out each of twenty groups of meetings
    (t). The bounds read imprecise dates early or late, and let as much weight as in the busiest
    observed month of a community, and as much again for earlier meetings of those tied anew, be
    added in each missing month, within groups or across.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: R16과 같고, 이어진 주민이 다섯 명 이상인 집단 둘
  en: As R16, and two groups with at least five tied residents each
measures:
  across: {ko: 집단을 넘는 관계의 무게 비율, en: Share of the weight of ties across groups}
  across_expected: {ko: 마구 섞였을 때의 비율, en: The same under random mixing}
  ei_index: {ko: E-I 지수, en: E-I index}
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - resident_organisation.member_joined.v1
  - resident_organisation.member_left.v1
  - resident.consent_given.v1
  - resident.consent_withdrawn.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality]
unit: share; index from -1 to 1
is_two_sided: true
pitfalls:
  ko: >-
    집단을 어떻게 나누느냐에 따라 달라지므로 같은 판의 정의끼리만 견줍니다. 작은 집단이 많으면 저절로 커지므로 기대값과 함께 읽으십시오. 연령대는 동의한 사람만
    있습니다. 누가 다리인지, 어느 집단이 닫혀 있는지는 내지 않습니다.
  en: >-
    It depends on how groups are drawn: compare only one version of the definition. Many small
    groups raise it by themselves, so read it beside what is expected. Age bands are known of those
    who consented only. Who bridges, and which group is closed, is never told.
source: >-
  Putnam 2000 (bridging and bonding); Krackhardt & Stern 1988 (E-I index); Newman 2003 (mixing)
version: "1"
*/
create or replace macro r17_bridging(valid_at, known_at) as table
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

kind_of_group as (
    select
        unnest([0, 1, 2]) as kind,
        unnest(['organisation', 'age_band', 'community']) as group_kind,
),

grouped_person as (
    select
        kind_of_group.kind,
        social_group.person,
        dense_rank() over (order by social_group.of_group) as of_group,
    from social_group(valid_at, known_at) as social_group
    inner join kind_of_group on social_group.group_kind = kind_of_group.group_kind
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
        resident,
        is_elsewhere,
    from numbered_meeting(valid_at, known_at)
),

numbered_person as (
    select
        person as number,
        any_value(resident) as person,
    from meeting
    group by person
),

-- Whole numbers join several times as fast as keys.
group_of_number as (
    select
        grouped_person.kind,
        numbered_person.number,
        grouped_person.of_group,
    from grouped_person
    inner join numbered_person on grouped_person.person = numbered_person.person
),

tie as (
    select graph, one, two, weight
    from social_tie('meeting', 'member')
),

grouped_tie as (
    select
        tie.graph * 4 + one_group.kind as graph,
        tie.one,
        tie.two,
        one_group.of_group as one_group,
        two_group.of_group as two_group,
        tie.weight,
    from tie
    inner join group_of_number as one_group on tie.one = one_group.number
    inner join group_of_number as two_group
        on tie.two = two_group.number
        and one_group.kind = two_group.kind
),

mixed as (
    select
        graph // 16 as unit,
        graph // 4 % 4 as reading,
        graph % 4 as kind,
        across_weight,
        weight,
        across,
        expected,
        ei_index,
    from mixing('grouped_tie')
),

tied_resident as (
    select graph, one as number, one_group as of_group
    from grouped_tie
    where graph // 4 % 4 = 0
    union
    select graph, two as number, two_group as of_group
    from grouped_tie
    where graph // 4 % 4 = 0
),

group_size as (
    select
        graph // 16 as unit,
        graph % 4 as kind,
        of_group,
        count(*) as count_residents,
    from tied_resident
    group by graph, of_group
),

tied as (
    select
        unit,
        kind,
        sum(count_residents)::bigint as n,
        count(*) filter (where count_residents >= 5) as count_groups, -- the least number in a cell
    from group_size
    group by unit, kind
),

-- Of each tie within a community: of which kinds both groups are known, and of which they differ.
kinds_of_tie as (
    select
        unit.unit_id as community,
        grouped_tie.one,
        grouped_tie.two,
        sum(1 << (grouped_tie.graph % 4))::integer as known_kinds,
        coalesce(
            sum(1 << (grouped_tie.graph % 4)) filter (
                where grouped_tie.one_group <> grouped_tie.two_group
            ), 0
        )::integer as across_kinds,
    from grouped_tie
    inner join unit
        on grouped_tie.graph // 16 = unit.unit
        and unit.unit_type = 'community'
    where grouped_tie.graph // 4 % 4 = 0
    group by unit.unit_id, grouped_tie.one, grouped_tie.two
),

tie_of_place as (
    select
        place.place,
        kinds_of_tie.one,
        kinds_of_tie.two,
        kinds_of_tie.known_kinds,
        kinds_of_tie.across_kinds,
    from kinds_of_tie
    inner join (
        select distinct
            community,
            place,
        from meeting
        where reading = 0
    ) as place on kinds_of_tie.community = place.community
),

-- The ties stay as they are: what a group of meetings gave them is taken away.
given_by_group as (
    select
        one_meeting.place,
        one_meeting.meeting_group,
        tie_of_place.known_kinds,
        tie_of_place.across_kinds,
        sum(meeting_weight(one_meeting.count_people))::hugeint as weight,
    from meeting as one_meeting
    inner join meeting as two_meeting
        on one_meeting.meeting = two_meeting.meeting
        and one_meeting.person < two_meeting.person
    inner join tie_of_place
        on one_meeting.place = tie_of_place.place
        and one_meeting.person = tie_of_place.one
        and two_meeting.person = tie_of_place.two
    where one_meeting.reading = 0
        and one_meeting.count_people between 2 and 30
        and two_meeting.count_people between 2 and 30
    group by all
),

lost as (
    select
        member.unit,
        given_by_group.meeting_group,
        kind_of_group.kind,
        sum(given_by_group.weight)::hugeint as weight,
        coalesce(
            sum(given_by_group.weight) filter (
                where given_by_group.across_kinds >> kind_of_group.kind & 1 = 1
            ), 0
        )::hugeint as across_weight,
    from given_by_group
    inner join kind_of_group on given_by_group.known_kinds >> kind_of_group.kind & 1 = 1
    inner join (
        select distinct
            community,
            place,
        from meeting
    ) as place on given_by_group.place = place.place
    inner join member on place.community = member.anchor_id
    group by member.unit, given_by_group.meeting_group, kind_of_group.kind
),

replicate as (
    select
        mixed.unit * 4 + mixed.kind as sample,
        mixed.across as estimate,
        (mixed.across_weight - coalesce(lost.across_weight, 0))::double
        / nullif(mixed.weight - coalesce(lost.weight, 0), 0)::double as replicate,
    from mixed
    inner join dealt_group('meeting', 'member') as dealt on mixed.unit = dealt.unit
    left join lost
        on mixed.unit = lost.unit
        and mixed.kind = lost.kind
        and dealt.meeting_group = lost.meeting_group
    where mixed.reading = 0
),

interval_of as (
    select
        sample // 4 as unit,
        sample % 4 as kind,
        greatest(low, 0) as low,
        least(high, 1) as high,
    from grouped_jackknife('replicate')
    where low is not null
),

unseen as (
    select
        member.unit,
        sum(unseen_meeting.weight)::double * 2 as weight,
    from member
    inner join unseen_meeting(valid_at, known_at) as unseen_meeting
        on member.anchor_id = unseen_meeting.community
    group by member.unit
),

-- What is unseen may be all across or all within, and all of one group or of a group of its own.
bounded as (
    select
        mixed.unit,
        mixed.kind,
        min(mixed.across_weight / (mixed.weight + coalesce(unseen.weight, 0))) as across_lowest,
        max(
            (mixed.across_weight + coalesce(unseen.weight, 0))
            / (mixed.weight + coalesce(unseen.weight, 0))
        ) as across_highest,
        min(
            1 - power(
                1
                - (1 - sqrt(1 - mixed.expected))
                * (mixed.weight / (mixed.weight + coalesce(unseen.weight, 0))),
                2
            )
        ) as expected_lowest,
        max(
            1 - (1 - mixed.expected)
            * power(mixed.weight / (mixed.weight + coalesce(unseen.weight, 0)), 2)
        ) as expected_highest,
    from mixed
    left join unseen on mixed.unit = unseen.unit
    group by mixed.unit, mixed.kind
),

resident_count as (
    select
        member.unit,
        count(distinct attender.person) as count_residents,
    from (
        select distinct
            community,
            person,
        from meeting
        where reading = 0
    ) as attender
    inner join member on attender.community = member.anchor_id
    group by member.unit
),

judged as (
    select
        unit.unit,
        unit.unit_type,
        unit.unit_id,
        kind_of_group.kind,
        kind_of_group.group_kind,
        coalesce(tied.n, 0) as n,
        unit.observed_months,
        unit.coverage,
        case
            when resident_count.count_residents is null and unit.observed_months = 0 then 'no_data'
            when tied.n between 1 and 4 then 'suppressed' -- the least number in a cell
            when unit.observed_months >= 24
                and coalesce(unit.coverage, 1) >= 0.7
                and resident_count.count_residents >= 15
                and meeting_count.count_meetings >= 10
                and tied.count_groups >= 2 then 'mature'
            else 'maturing'
        end as status,
    from unit
    inner join kind_of_group on unit.unit_type <> 'community' or kind_of_group.kind <> 2
    left join tied
        on unit.unit = tied.unit
        and kind_of_group.kind = tied.kind
    left join resident_count on unit.unit = resident_count.unit
    left join meeting_count('meeting', 'member') as meeting_count
        on unit.unit = meeting_count.unit
),

told as (
    select
        mixed.unit,
        mixed.kind,
        unnest(['across', 'across_expected', 'ei_index']) as measure,
        unnest([mixed.across, mixed.expected, mixed.ei_index]) as estimate,
        unnest([interval_of.low, null, 2 * interval_of.low - 1]) as low,
        unnest([interval_of.high, null, 2 * interval_of.high - 1]) as high,
        unnest([
            bounded.across_lowest, bounded.expected_lowest, 2 * bounded.across_lowest - 1
        ]) as lowest,
        unnest([
            bounded.across_highest, bounded.expected_highest, 2 * bounded.across_highest - 1
        ]) as highest,
    from mixed
    inner join bounded
        on mixed.unit = bounded.unit
        and mixed.kind = bounded.kind
    left join interval_of
        on mixed.unit = interval_of.unit
        and mixed.kind = interval_of.kind
    where mixed.reading = 0
),

wanted as (
    select unnest(['across', 'across_expected', 'ei_index']) as measure
)

select
    judged.unit_type,
    judged.unit_id,
    wanted.measure,
    judged.group_kind as stratum,
    case when judged.status = 'mature' then told.estimate end as value,
    case when judged.status = 'mature' then told.low end as low,
    case when judged.status = 'mature' then told.high end as high,
    case when judged.status = 'mature' then told.lowest end as bound_low,
    case when judged.status = 'mature' then told.highest end as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    case when judged.status <> 'suppressed' then judged.n end as n,
    judged.observed_months,
    24 as required_months,
    judged.coverage,
    judged.status,
from judged
cross join wanted
left join told
    on judged.unit = told.unit
    and judged.kind = told.kind
    and wanted.measure = told.measure;
