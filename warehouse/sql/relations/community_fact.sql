-- All facts that tell of a community, of whatever kind, with who told them, where and when.
-- Grain: one row per fact and community.
-- Unit: fact_kind is the event's topic; a body's facts tell of the community to which it belongs.
-- Reads: log, organisation
create or replace macro community_fact(valid_at, known_at) as table
select
    kind as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from log_as_of(valid_at, known_at)
where community is not null
union all
select
    told.kind as fact_kind,
    organisation.community,
    told.source,
    told.area_scheme,
    told.area_code,
    told.occurred_from,
    told.occurred_to,
from log_as_of(valid_at, known_at) as told
inner join organisation(valid_at, known_at) as organisation
    on told.subject = 'resident_organisation/' || organisation.organisation
where told.community is null
    and starts_with(told.kind, 'resident_organisation.')
    and organisation.community is not null;
