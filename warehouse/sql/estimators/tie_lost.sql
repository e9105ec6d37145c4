-- Which group of meetings, left out, leaves two together less than twice: one that holds all their meetings but at most one.
-- Grain: one row per graph, tie and such a group.
-- Unit: with all meetings but one in the first group the sum of the numbers is the least that can be, with all but one in the last the greatest, so each says so by itself.
-- Reads: the relation that `ties` names: graph, one, two, count_meetings (at least 2), first_group, last_group, sum_groups
create or replace macro tie_lost(ties) as table
select
    graph,
    one,
    two,
    first_group as meeting_group,
from query_table(ties)
where sum_groups - count_meetings * first_group = last_group - first_group
union
select
    graph,
    one,
    two,
    last_group as meeting_group,
from query_table(ties)
where count_meetings * last_group - sum_groups = last_group - first_group;
