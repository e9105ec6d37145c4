-- Calls for small projects: their terms, and how many projects of which size came of them; many and small is the aim.
-- Grain: one row per programme and call that was published or applied to.
-- Unit: won and whole months; medians are of the selected projects, null where none states them; published_on is null for a call that nobody published. Nothing here ranks calls or projects.
-- Reads: call_publication, contest_application
create or replace macro contest_call(valid_at, known_at) as table
with
published as (
    select
        subject_key as programme,
        call,
        min(occurred_from) as published_on,
        max_by(title, row(occurred_from, title)) filter (where title is not null) as title,
        max_by(closes_on, row(occurred_from, closes_on))
            filter (where closes_on is not null) as closes_on,
        max_by(budget_won, row(occurred_from, budget_won))
            filter (where budget_won is not null) as budget_won,
        max_by(terms_version, row(occurred_from, terms_version))
            filter (where terms_version is not null) as terms_version,
        max_by(area_scheme, row(occurred_from, area_scheme, area_code))
            filter (where area_code is not null) as area_scheme,
        max_by(area_code, row(occurred_from, area_scheme, area_code))
            filter (where area_code is not null) as area_code,
    from call_publication_as_of(valid_at, known_at)
    group by subject_key, call
),

applied as (
    select
        programme,
        call,
        count(*) as count_applications,
        count(*) filter (where state = 'applied') as count_undecided,
        count(*) filter (where state = 'declined') as count_declined,
        count(*) filter (where selected_on is not null) as count_selected,
        count(*) filter (where state = 'settled') as count_settled,
        sum(approved_won)::bigint as approved_won,
        round(median(approved_won) filter (where selected_on is not null))::bigint as median_won,
        max(approved_won) as largest_won,
        median(planned_months) filter (where selected_on is not null) as median_months,
    from contest_application(valid_at, known_at)
    group by programme, call
)

select
    coalesce(published.programme, applied.programme) as programme,
    coalesce(published.call, applied.call) as call,
    published.title,
    published.published_on,
    published.closes_on,
    published.budget_won,
    published.terms_version,
    published.area_scheme,
    published.area_code,
    coalesce(applied.count_applications, 0) as count_applications,
    coalesce(applied.count_undecided, 0) as count_undecided,
    coalesce(applied.count_declined, 0) as count_declined,
    coalesce(applied.count_selected, 0) as count_selected,
    coalesce(applied.count_settled, 0) as count_settled,
    applied.approved_won,
    applied.median_won,
    applied.largest_won,
    applied.median_months,
from published
full join applied on published.programme = applied.programme and published.call = applied.call;
