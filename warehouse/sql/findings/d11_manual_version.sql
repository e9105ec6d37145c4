-- Adoptions of a manual in a version that was not published by then.
-- Grain: one row per adoption.
-- Unit: possible where the dates are too imprecise to tell which came first.
-- Reads: manual_adoption, manual_publication
create or replace macro d11_manual_version(valid_at, known_at) as table
with
publication as (
    select
        subject_key as manual,
        version,
        min(occurred_from) as published_from,
        min(occurred_to) as published_to,
    from manual_publication_as_of(valid_at, known_at)
    group by subject_key, version
),

compared as (
    select
        adoption.position,
        adoption.subject_key as manual,
        adoption.version,
        adoption.adopter,
        adoption.occurred_from,
        told(adoption.occurred_from, adoption.occurred_to) as adopted,
        told(publication.published_from, publication.published_to) as published,
        publication.published_from is not null as is_published,
        coalesce(publication.published_to <= adoption.occurred_from, false) as is_in_time,
        coalesce(publication.published_from <= adoption.occurred_to, false) as can_be_in_time,
    from manual_adoption_as_of(valid_at, known_at) as adoption
    left join publication
        on adoption.subject_key = publication.manual
        and adoption.version = publication.version
)

select
    'D11' as rule,
    case when can_be_in_time then 'possible' else 'breach' end as severity,
    'manual/' || manual as subject,
    case
        when can_be_in_time
            then adopter || '의 ' || version || ' 판 채택(' || adopted || ')이 배포(' || published
                || ') 뒤인지 날짜로는 알 수 없습니다.'
        when is_published
            then adopter || '이(가) ' || version || ' 판을 배포(' || published || ')보다 이르게 채택('
                || adopted || ')했습니다.'
        else adopter || '이(가) 채택(' || adopted || ')한 ' || version || ' 판의 배포 기록이 없습니다.'
    end as detail_ko,
    case
        when can_be_in_time
            then adopter || ' adopted version ' || version || ' on ' || adopted
                || ', published on ' || published || ': the dates do not tell which came first.'
        when is_published
            then adopter || ' adopted version ' || version || ' on ' || adopted
                || '; it was published on ' || published || '.'
        else adopter || ' adopted version ' || version || ' on ' || adopted
            || '; no publication of it is known.'
    end as detail_en,
    occurred_from,
    position as first_position,
    [position] as positions,
from compared
where not is_in_time;
