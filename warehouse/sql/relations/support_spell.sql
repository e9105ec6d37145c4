-- Spells of support: each start of a programme's support of a body, to the end that follows it.
-- Grain: one row per community, programme, supported body, source of money, support organisation and start.
-- Unit: intervals of days; the end is null while support goes on. An end that names no support organisation or source of money ends the spells of all.
-- Reads: support_start, support_end
create or replace macro support_spell(valid_at, known_at) as table
select
    started.subject_key as community,
    started.programme,
    started.supported,
    started.funding_source,
    started.support_organisation,
    started.occurred_from as started_from,
    started.occurred_to as started_to,
    min(ended.occurred_from) as ended_from,
    min(ended.occurred_to) as ended_to,
    min(started.position) as position,
from support_start_as_of(valid_at, known_at) as started
left join support_end_as_of(valid_at, known_at) as ended
    on started.subject_key = ended.subject_key
    and started.programme = ended.programme
    and started.supported = ended.supported
    and coalesce(started.funding_source, '')
    = coalesce(ended.funding_source, started.funding_source, '')
    and coalesce(started.support_organisation, '')
    = coalesce(ended.support_organisation, started.support_organisation, '')
    and started.occurred_from <= ended.occurred_to
group by
    started.subject_key,
    started.programme,
    started.supported,
    started.funding_source,
    started.support_organisation,
    started.occurred_from,
    started.occurred_to;
