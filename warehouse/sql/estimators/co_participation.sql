-- Who was together with whom at least `fewest` times, from sign-ins: an event weighs meeting_weight for each two of them, and one of more than 30 people does not count.
-- Grain: one row per place and pair (one < two); of two who come elsewhere, too, also those below fewest.
-- Unit: weight as in meeting_weight; the groups of meetings from which the first, the last and the sum of all their numbers are told say which group, left out, leaves less than two (see tie_lost).
-- Reads: meeting_weight and the relation that `attendances` names: place, meeting, meeting_group, count_people (at the meeting), person (a number), is_elsewhere; one row per meeting and person
create or replace macro co_participation(attendances, fewest) as table
with
small as (
    select
        place,
        meeting,
        meeting_group,
        person,
        is_elsewhere,
        meeting_weight(count_people) as weight,
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
