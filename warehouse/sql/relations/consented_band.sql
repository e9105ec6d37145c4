-- The coarse bands about residents that they agreed to have used, and did not take back.
-- Grain: one row per person (pseudonyms linked) and band of a dimension (age_band, sex, residence_band).
-- Unit: the band stated last; a consent and its withdrawal of one day count as taken back, whoever of a person's pseudonyms stated it.
-- Reads: consent, consent_withdrawal, person
create or replace macro consented_band(valid_at, known_at) as table
with
linked as (
    select pseudonym, person
    from person(valid_at, known_at)
),

given as (
    select
        coalesce(linked.person, consent.subject_key) as person,
        consent.occurred_from,
        unnest(['age_band', 'sex', 'residence_band']) as dimension,
        unnest([consent.age_band, consent.sex, consent.residence_band]) as band,
    from consent_as_of(valid_at, known_at) as consent
    left join linked on consent.subject_key = linked.pseudonym
),

taken_back as (
    select
        coalesce(linked.person, withdrawal.subject_key) as person,
        max(withdrawal.occurred_to) as occurred_to,
    from consent_withdrawal_as_of(valid_at, known_at) as withdrawal
    left join linked on withdrawal.subject_key = linked.pseudonym
    group by coalesce(linked.person, withdrawal.subject_key)
)

select
    given.person,
    given.dimension,
    max_by(given.band, row(given.occurred_from, given.band)) as band,
from given
left join taken_back on given.person = taken_back.person
where given.band is not null
    and coalesce(given.occurred_from > taken_back.occurred_to, true)
group by given.person, given.dimension;
