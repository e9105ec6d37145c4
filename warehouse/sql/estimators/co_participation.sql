-- Who was together with whom, from sign-ins: an event of m people weighs 1 / (m - 1) for each two of them (Newman 2001), and one of more than 30 does not count.
-- Grain: one row per place, pair (one < two) and group of meetings.
-- Unit: counts of meetings in the readings stated, certain and possible, and the weights of these in 2329089562800ths, of which every 1 / (m - 1) is a whole number, so that sums do not depend on their order.
-- Reads: the relation that `attendances` names: place, meeting, meeting_group, count_people (at the meeting), person (a number), is_stated, is_certain; one row per meeting and person
create or replace macro co_participation(attendances) as table
select
    one.place,
    one.person as one,
    two.person as two,
    one.meeting_group,
    count(*) filter (where one.is_stated and two.is_stated) as stated,
    count(*) filter (where one.is_certain and two.is_certain) as certain,
    count(*) as possible,
    coalesce(
        sum(2329089562800 // (one.count_people - 1)) filter (
            where one.is_stated and two.is_stated
        ), 0
    )::bigint as stated_weight,
    coalesce(
        sum(2329089562800 // (one.count_people - 1)) filter (
            where one.is_certain and two.is_certain
        ), 0
    )::bigint as certain_weight,
    sum(2329089562800 // (one.count_people - 1))::bigint as possible_weight,
from query_table(attendances) as one
inner join query_table(attendances) as two
    on one.meeting = two.meeting
    and one.person < two.person
where one.count_people between 2 and 30 and two.count_people between 2 and 30
group by one.place, one.person, two.person, one.meeting_group;
