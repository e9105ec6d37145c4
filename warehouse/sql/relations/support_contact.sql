-- Communities that a support organisation supported through the last 12 months, and how they were kept in touch with.
-- Grain: one row per support organisation and community that it supported in each of the last four quarters from the first day to the last.
-- Unit: quarters of three months back from valid_at; a visit or a consultation is a contact. Quarters with a contact as stated (first days), for certain, and possibly (imprecise dates, expected months that were not told). longest_gap_days is the longest time without contact, its least and greatest value likewise.
-- Reads: support_spell, support_visit, consultation, missing_month
create or replace macro support_contact(valid_at, known_at) as table
with
quarter_number as (
    select unnest([1, 2, 3, 4]) as number
),

three_months as (
    select
        number,
        window_start(valid_at, 3 * number) as first_day,
        window_start(valid_at, 3 * number - 3) - 1 as last_day,
    from quarter_number
),

supported_quarter as (
    select distinct
        spell.support_organisation,
        spell.community,
        three_months.number,
        three_months.first_day,
        three_months.last_day,
    from support_spell(valid_at, known_at) as spell
    inner join three_months
        on spell.started_from <= three_months.first_day
        and coalesce(spell.ended_from, valid_at) >= three_months.last_day
    where spell.support_organisation is not null
),

pair as (
    select
        support_organisation,
        community,
    from supported_quarter
    group by support_organisation, community
    having count(*) = 4
),

told as (
    select subject_key as support_organisation, community, occurred_from, occurred_to
    from support_visit_as_of(valid_at, known_at)
    union all
    select subject_key as support_organisation, community, occurred_from, occurred_to
    from consultation_as_of(valid_at, known_at)
),

-- A month that was expected and not told may hide a contact; it counts for what is possible only.
contact as (
    select
        pair.support_organisation,
        pair.community,
        true as is_told,
        told.occurred_from as contact_from,
        least(told.occurred_to, valid_at) as contact_to,
    from pair
    inner join told using (support_organisation, community)
    where told.occurred_to >= window_start(valid_at, 12)
    union all
    select
        pair.support_organisation,
        pair.community,
        false as is_told,
        missing.first_day as contact_from,
        missing.next_first_day - 1 as contact_to,
    from pair
    inner join missing_month(
        valid_at, known_at, 'support_organisation.visit_made.v1'
    ) as missing
        on pair.community = missing.community
    where missing.first_day >= window_start(valid_at, 12)
),

touched as (
    select
        supported_quarter.support_organisation,
        supported_quarter.community,
        supported_quarter.number,
        bool_or(
            contact.is_told
            and contact.contact_from between supported_quarter.first_day
            and supported_quarter.last_day
        ) as is_stated,
        bool_or(
            contact.is_told
            and contact.contact_from >= supported_quarter.first_day
            and contact.contact_to <= supported_quarter.last_day
        ) as is_certain,
    from supported_quarter
    inner join contact
        on supported_quarter.support_organisation = contact.support_organisation
        and supported_quarter.community = contact.community
        and contact.contact_from <= supported_quarter.last_day
        and contact.contact_to >= supported_quarter.first_day
    group by
        supported_quarter.support_organisation,
        supported_quarter.community,
        supported_quarter.number
),

quarters as (
    select
        support_organisation,
        community,
        count(*) filter (where is_stated) as count_stated,
        count(*) filter (where is_certain) as count_certain,
        count(*) as count_possible,
    from touched
    group by support_organisation, community
),

-- The window's ends stand for contacts, for support went on through it.
mark as (
    select
        support_organisation,
        community,
        is_told,
        greatest(contact_from, window_start(valid_at, 12)) as mark_from,
        contact_to as mark_to,
    from contact
    union all
    select
        support_organisation,
        community,
        true as is_told,
        window_start(valid_at, 12) as mark_from,
        window_start(valid_at, 12) as mark_to,
    from pair
    union all
    select
        support_organisation,
        community,
        true as is_told,
        valid_at as mark_from,
        valid_at as mark_to,
    from pair
),

told_gap as (
    select
        support_organisation,
        community,
        date_diff('day', mark_from, lead(mark_from) over following) as stated_days,
        date_diff('day', mark_from, lead(mark_to) over following) as greatest_days,
    from mark
    where is_told
    window following as (
        partition by support_organisation, community
        order by mark_from, mark_to
    )
),

least_gap as (
    select
        support_organisation,
        community,
        date_diff(
            'day',
            max(mark_to) over (
                partition by support_organisation, community
                order by mark_from, mark_to
                rows between unbounded preceding and current row
            ),
            lead(mark_from) over (
                partition by support_organisation, community
                order by mark_from, mark_to
            )
        ) as least_days,
    from mark
),

longest as (
    select
        support_organisation,
        community,
        max(stated_days) as longest_gap_days,
        max(greatest_days) as longest_gap_days_most,
    from told_gap
    group by support_organisation, community
),

longest_at_least as (
    select
        support_organisation,
        community,
        greatest(max(least_days), 0) as longest_gap_days_least,
    from least_gap
    group by support_organisation, community
)

select
    pair.support_organisation,
    pair.community,
    coalesce(quarters.count_stated, 0) = 4 as is_in_every_quarter,
    coalesce(quarters.count_certain, 0) = 4 as is_certainly_in_every_quarter,
    coalesce(quarters.count_possible, 0) = 4 as is_possibly_in_every_quarter,
    longest.longest_gap_days,
    longest_at_least.longest_gap_days_least,
    longest.longest_gap_days_most,
from pair
inner join longest using (support_organisation, community)
inner join longest_at_least using (support_organisation, community)
left join quarters using (support_organisation, community);
