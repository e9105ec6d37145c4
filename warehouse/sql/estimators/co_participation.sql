-- Who was together with whom at least `fewest` times, from sign-ins: an event of m people weighs 1 / (m - 1) for each two of them (Newman 2001), and one of more than 30 does not count.
-- Grain: one row per place and pair (one < two); of two who come elsewhere, too, also those below fewest.
-- Unit: weight in 2329089562800ths, of which every 1 / (m - 1) is a whole number, so that sums do not depend on their order; the groups of meetings from which the first, the last and the sum of all their numbers are told say which group, left out, leaves less than two (see tie_lost).
-- Reads: the relation that `attendances` names: place, meeting, meeting_group, count_people (at the meeting), person (a number), is_elsewhere; one row per meeting and person
create or replace macro co_participation(attendances, fewest) as table
with
small as (
    select
        place,
        meeting,
        meeting_group,
        person,
        is_elsewhere,
        2329089562800 // (count_people - 1) as weight,
    from query_table(attendances)
    where count_people between 2 and 30
)

select
    one.place,
    one.person as one,
    two.person as two,
    count(*) as count_meetings,
    sum(one.weight)::bigint as weight,
    min(one.meeting_group) as first_group,
    max(one.meeting_group) as last_group,
    sum(one.meeting_group)::bigint as sum_groups,
from small as one
inner join small as two
    on one.meeting = two.meeting
    and one.person < two.person
group by one.place, one.person, two.person
having count(*) >= fewest or bool_or(one.is_elsewhere and two.is_elsewhere);
