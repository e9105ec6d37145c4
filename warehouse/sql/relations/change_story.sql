-- Stories of change as residents told them, with who selected each as most significant, and why.
-- Grain: one row per story and selection; a story that nobody selected has one row.
-- Unit: story_text is null for a selection of a story that was not told.
-- Reads: story_recording, story_selection
create or replace macro change_story(valid_at, known_at) as table
with
recording as (
    select
        community,
        subject_key as plan,
        story,
        "text" as story_text,
        domain_of_change,
        occurred_from,
        occurred_to,
    from story_recording_as_of(valid_at, known_at)
),

selection as (
    select
        community,
        subject_key as plan,
        story,
        selected_by,
        reason,
        occurred_from,
        occurred_to,
    from story_selection_as_of(valid_at, known_at)
)

select
    coalesce(recording.community, selection.community) as community,
    coalesce(recording.plan, selection.plan) as plan,
    coalesce(recording.story, selection.story) as story,
    recording.story_text,
    recording.domain_of_change,
    recording.occurred_from as told_from,
    recording.occurred_to as told_to,
    selection.selected_by,
    selection.reason,
    selection.occurred_from as selected_from,
    selection.occurred_to as selected_to,
from recording
full join selection
    on recording.community = selection.community
    and recording.story = selection.story;
