-- How many meetings of at most 30 people tell of the ties of each unit, as told.
-- Grain: one row per unit with such a meeting.
-- Unit: meetings.
-- Reads: the relations that `meetings` names, of numbered_meeting's columns, and `members`, of unit_member's columns
create or replace macro meeting_count(meetings, members) as table
select
    member.unit,
    count(*) as count_meetings,
from (
    select distinct
        community,
        meeting,
    from query_table(meetings)
    where reading = 0 and count_people <= 30
) as small_meeting
inner join query_table(members) as member on small_meeting.community = member.anchor_id
group by member.unit;
