-- Leaders who in a year or more of office came to nothing that their community signed in for.
-- Grain: one row per term of office.
-- Unit: terms of at least 12 months in which the community recorded attendance of at least 12 activities.
-- Reads: leadership_tenure, participation, activity, person
create or replace macro g6_proxy_leader(valid_at, known_at) as table
with
term as (
    select
        organisation,
        community,
        post,
        person,
        started_on,
        least(coalesce(ended_on, valid_at), valid_at) as until,
    from leadership_tenure(valid_at, known_at)
    where reading = 'stated'
        and community is not null
),

long_term as (
    select
        organisation,
        community,
        post,
        person,
        started_on,
        until,
    from term
    where whole_months(started_on, until) >= 12
),

meeting as (
    select distinct
        subject_key as community,
        activity,
        occurred_from as held_on,
    from participation_as_of(valid_at, known_at)
    where activity is not null
),

seen as (
    select distinct
        participation.subject_key as community,
        coalesce(person.person, participation.resident) as person,
        participation.occurred_from as seen_on,
    from participation_as_of(valid_at, known_at) as participation
    left join person(valid_at, known_at) as person
        on participation.resident = person.pseudonym
    semi join long_term
        on coalesce(person.person, participation.resident) = long_term.person
    union
    select
        organised.community,
        coalesce(person.person, organised.resident) as person,
        organised.seen_on,
    from (
        select
            subject_key as community,
            unnest(organisers) as resident,
            occurred_from as seen_on,
        from activity_as_of(valid_at, known_at)
    ) as organised
    left join person(valid_at, known_at) as person on organised.resident = person.pseudonym
),

unseen as (
    select
        organisation,
        community,
        post,
        person,
        started_on,
        until,
    from long_term
    anti join seen
        on long_term.community = seen.community
        and long_term.person = seen.person
        and seen.seen_on between long_term.started_on and long_term.until
),

judged as (
    select
        unseen.organisation,
        unseen.community,
        unseen.post,
        unseen.person,
        unseen.started_on,
        unseen.until,
        count(distinct meeting.activity) as count_meetings,
    from unseen
    inner join meeting
        on unseen.community = meeting.community
        and meeting.held_on between unseen.started_on and unseen.until
    group by all
    having count(distinct meeting.activity) >= 12
),

installed as (
    select
        subject_key as organisation,
        min(position) as position,
    from leader_installation_as_of(valid_at, known_at)
    group by subject_key
)

select
    'G6' as rule,
    'notice' as severity,
    'resident_organisation/' || judged.organisation as subject,
    judged.post || ' ' || judged.person || '은(는) 재임 중(' || told(judged.started_on, judged.until)
    || ') 서명한 활동 ' || judged.count_meetings || '건 어디에도 없었습니다.' as detail_ko,
    'The ' || judged.post || ' ' || judged.person || ' was at none of ' || judged.count_meetings
    || ' signed-in activities while in office (' || told(judged.started_on, judged.until)
    || ').' as detail_en,
    judged.started_on as occurred_from,
    installed.position as first_position,
    [installed.position] as positions,
from judged
left join installed using (organisation);
