-- To which groups the meetings of each unit were dealt, each of which is left out in turn (see grouped_jackknife).
-- Grain: one row per unit and group.
-- Unit: numbers of groups.
-- Reads: the relations that `meetings` names, of numbered_meeting's columns, and `members`, of unit_member's columns
create or replace macro dealt_group(meetings, members) as table
select distinct
    member.unit,
    meeting.meeting_group,
from (select distinct community, meeting_group from query_table(meetings)) as meeting
inner join query_table(members) as member on meeting.community = member.anchor_id;
