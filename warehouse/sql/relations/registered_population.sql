-- Registered residents aged 13 and over of each community, as last stated by a day.
-- Grain: one row per community for which any such figure was stated.
-- Unit: residents; where none was stated by that day, the first one after it.
-- Reads: community_identification, population_snapshot, baseline_survey
create or replace macro registered_population(valid_at, known_at, on_the_day) as table
with
statement as (
    select
        subject_key as community,
        occurred_from,
        residents_aged_13_and_over as residents,
    from community_identification_as_of(valid_at, known_at)
    union all
    select
        subject_key as community,
        occurred_from,
        residents_aged_13_and_over as residents,
    from population_snapshot_as_of(valid_at, known_at)
    union all
    select
        subject_key as community,
        occurred_from,
        residents_aged_13_and_over as residents,
    from baseline_survey_as_of(valid_at, known_at)
)

select
    community,
    coalesce(
        max_by(residents, row(occurred_from, residents)) filter (where occurred_from <= on_the_day),
        min_by(residents, row(occurred_from, residents))
    ) as residents,
from statement
where residents > 0
group by community;
