-- Leadership posts that a resident took up while another still held them.
-- Grain: one row per tenure that begins inside another, with the latest of those that it overlaps.
-- Unit: only what holds under every reading of imprecise dates; a gap between two tenures is allowed, and one who is installed again stays.
-- Reads: leader_installation, leader_departure, person
create or replace macro d05_post_held_twice(valid_at, known_at) as table
with
installation as (
    select
        installed.position,
        installed.subject_key as body,
        installed.post,
        coalesce(person.person, installed.resident) as resident,
        coalesce(former.person, installed.previous) as previous,
        installed.occurred_from,
        installed.occurred_to,
    from leader_installation_as_of(valid_at, known_at) as installed
    left join person(valid_at, known_at) as person on installed.resident = person.pseudonym
    left join person(valid_at, known_at) as former on installed.previous = former.pseudonym
),

-- Whoever follows and names the one before says that the other's tenure is over.
ending as (
    select
        departed.subject_key as body,
        departed.post,
        coalesce(person.person, departed.resident) as resident,
        departed.occurred_from,
        departed.occurred_to,
    from leader_departure_as_of(valid_at, known_at) as departed
    left join person(valid_at, known_at) as person on departed.resident = person.pseudonym
    union all
    select
        body,
        post,
        previous as resident,
        occurred_from,
        occurred_to,
    from installation
    where previous is not null
),

tenure as (
    select
        installation.body,
        installation.post,
        installation.resident,
        installation.occurred_from as began_from,
        installation.occurred_to as began_to,
        coalesce(min(ending.occurred_from), date '9999-12-31') as ended_from,
        installation.position,
    from installation
    left join ending
        on installation.body = ending.body
        and installation.post = ending.post
        and installation.resident = ending.resident
        and installation.occurred_from <= ending.occurred_to
    group by all
),

breach as (
    select
        later.body,
        later.post,
        later.resident,
        later.began_from,
        later.began_to,
        later.position,
        max_by(
            struct_pack(
                resident := held.resident,
                began := told(held.began_from, held.began_to),
                position := held.position
            ),
            row(held.began_from, held.began_to, held.resident)
        ) as held,
    from tenure as later
    inner join tenure as held
        on later.body = held.body
        and later.post = held.post
        and later.resident <> held.resident
        and (held.began_from, held.began_to, held.resident)
        < (later.began_from, later.began_to, later.resident)
        and held.began_to < later.ended_from
        and later.began_to < held.ended_from
    group by all
)

select
    'D5' as rule,
    'breach' as severity,
    'resident_organisation/' || body as subject,
    '직책 ' || post || ': ' || resident || '이(가) 취임(' || told(began_from, began_to)
    || ')할 때 ' || held.resident || '이(가) 재임 중이었습니다(취임 ' || held.began || ').' as detail_ko,
    'Post ' || post || ': ' || resident || ' was installed on ' || told(began_from, began_to)
    || ' while ' || held.resident || ', installed on ' || held.began
    || ', still held it.' as detail_en,
    began_from as occurred_from,
    least(position, held.position) as first_position,
    list_sort([position, held.position]) as positions,
from breach;
