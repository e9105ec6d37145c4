-- Residents who completed a training between 24 and 12 months ago, and whether they practised within 12 months.
-- Grain: one row per community and person (pseudonyms linked), by the first training of that time.
-- Unit: days; has_practised by first days of imprecise dates, must_have and may_have under the least and the most favourable reading, the latter also where no activities were delivered for a month of the 12. What a grant required that also required a training of the person does not count.
-- Reads: training, person, practice, missing_month
create or replace macro trained_resident(valid_at, known_at) as table
with
completed as (
    select
        training.community,
        coalesce(person.person, training.subject_key) as person,
        training.required_by_programme,
        training.occurred_from,
        training.occurred_to,
    from training_as_of(valid_at, known_at) as training
    left join person(valid_at, known_at) as person on training.subject_key = person.pseudonym
),

trained as (
    select
        community,
        person,
        min(occurred_from) as trained_from,
        min(occurred_to) as trained_to,
    from completed
    where occurred_to >= window_start(valid_at, 24)
        and occurred_from < window_start(valid_at, 12)
    group by community, person
),

compelled as (
    select distinct community, person, required_by_programme as programme
    from completed
    where required_by_programme is not null
),

own_practice as (
    select
        practice.community,
        practice.person,
        practice.occurred_from,
        practice.occurred_to,
    from practice(valid_at, known_at) as practice
    left join compelled
        on practice.community = compelled.community
        and practice.person = compelled.person
        and practice.programme = compelled.programme
    where compelled.programme is null
),

practised as (
    select
        trained.community,
        trained.person,
        bool_or(
            own_practice.occurred_from > trained.trained_from
            and own_practice.occurred_from <= trained.trained_from + to_months(12)
        ) as has_practised,
        bool_or(
            own_practice.occurred_from > trained.trained_to
            and own_practice.occurred_to <= trained.trained_from + to_months(12)
        ) as must_have_practised,
        bool_or(
            own_practice.occurred_to > trained.trained_from
            and own_practice.occurred_from <= trained.trained_to + to_months(12)
        ) as may_have_practised,
    from trained
    inner join own_practice
        on trained.community = own_practice.community
        and trained.person = own_practice.person
    group by trained.community, trained.person
),

unobserved as (
    select distinct trained.community, trained.person
    from trained
    inner join missing_month(valid_at, known_at, 'community.activity_held.v1') as missing_month
        on trained.community = missing_month.community
        and trained.trained_from < missing_month.next_first_day
        and trained.trained_to + to_months(12) >= missing_month.first_day
)

select
    trained.community,
    trained.person,
    trained.trained_from,
    trained.trained_to,
    coalesce(practised.has_practised, false) as has_practised,
    coalesce(practised.must_have_practised, false) as must_have_practised,
    coalesce(practised.may_have_practised, false)
    or unobserved.person is not null as may_have_practised,
from trained
left join practised using (community, person)
left join unobserved using (community, person);
