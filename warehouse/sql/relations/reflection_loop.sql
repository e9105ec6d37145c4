-- Reflections and selected stories of change, and whether something that cites them followed within 180 days.
-- Grain: one row per community and key of a reflection or a selected story, at its first telling.
-- Unit: days; is_followed by first days of imprecise dates, must_be_followed and may_be_followed under the least and the most favourable reading, the latter also where nobody told of plans in a month of the 180 days.
-- Reads: reflection, story_selection, plan_revision, agenda_registration, bylaws_adoption, organisation, missing_month
create or replace macro reflection_loop(valid_at, known_at) as table
with
told as (
    select community, reflection as cited, occurred_from, occurred_to
    from reflection_as_of(valid_at, known_at)
    union all
    select community, story as cited, occurred_from, occurred_to
    from story_selection_as_of(valid_at, known_at)
),

look_back as (
    select
        community,
        cited,
        min(occurred_from) as held_from,
        min(occurred_to) as held_to,
    from told
    group by community, cited
),

citation as (
    select community, cites_reflection as cited, occurred_from, occurred_to
    from plan_revision_as_of(valid_at, known_at)
    where cites_reflection is not null
    union all
    select community, cites_reflection as cited, occurred_from, occurred_to
    from agenda_registration_as_of(valid_at, known_at)
    where cites_reflection is not null
    union all
    select
        organisation.community,
        bylaws.cites_reflection as cited,
        bylaws.occurred_from,
        bylaws.occurred_to,
    from bylaws_adoption_as_of(valid_at, known_at) as bylaws
    inner join organisation(valid_at, known_at) as organisation
        on bylaws.subject_key = organisation.organisation
    where bylaws.cites_reflection is not null
),

followed as (
    select
        look_back.community,
        look_back.cited,
        bool_or(
            citation.occurred_from - look_back.held_from between 0 and 180
        ) as is_followed,
        bool_or(
            citation.occurred_from >= look_back.held_to
            and citation.occurred_to - look_back.held_from <= 180
        ) as must_be_followed,
        bool_or(
            citation.occurred_to >= look_back.held_from
            and citation.occurred_from - look_back.held_to <= 180
        ) as may_be_followed,
    from look_back
    inner join citation
        on look_back.community = citation.community
        and look_back.cited = citation.cited
    group by look_back.community, look_back.cited
),

unobserved as (
    select distinct look_back.community, look_back.cited
    from look_back
    inner join missing_month(valid_at, known_at, 'plan.revised.v1') as missing_month
        on look_back.community = missing_month.community
        and look_back.held_from < missing_month.next_first_day
        and look_back.held_to + 180 >= missing_month.first_day
)

select
    look_back.community,
    look_back.cited,
    look_back.held_from,
    look_back.held_to,
    coalesce(followed.is_followed, false) as is_followed,
    coalesce(followed.must_be_followed, false) as must_be_followed,
    coalesce(followed.may_be_followed, false) or unobserved.cited is not null as may_be_followed,
from look_back
left join followed using (community, cited)
left join unobserved using (community, cited);
