-- What the data say of each case on each statement of the policy study: that it holds, the contrary, or neither.
-- Grain: one row per statement and community.
-- Unit: value, low and high in the unit of the statement (share of the scale, effective leaders, days without a worker, share of linked projects); figures is a JSON object with everything that the sentence names. Cases are never ranked.
-- Reads: case_sense, case_leaders, case_intermediaries, case_linkage
create or replace macro case_statement(valid_at, known_at) as table
select
    'sense' as statement,
    community,
    verdict,
    reason,
    value,
    low,
    high,
    n,
    null::bigint as observed_months,
    null::integer as required_months,
    null::double as coverage,
    to_json(struct_pack(
        scale := scale,
        mean := mean,
        respondents := respondents,
        surveyed_on := surveyed_on,
        first_surveyed_on := first_surveyed_on,
        count_surveys := count_surveys,
        change := change
    ))::varchar as figures,
from case_sense(valid_at, known_at)
union all
select
    'leaders' as statement,
    community,
    verdict,
    reason,
    value,
    low,
    high,
    n,
    observed_months,
    required_months,
    coverage,
    to_json(struct_pack(
        count_organisations := count_organisations,
        count_formed := count_formed,
        count_led := count_led,
        count_new := count_new,
        count_turns := count_turns,
        count_succeeded := count_succeeded
    ))::varchar as figures,
from case_leaders(valid_at, known_at)
union all
select
    'intermediaries' as statement,
    community,
    verdict,
    reason,
    value,
    low,
    high,
    n,
    null::bigint as observed_months,
    12 as required_months,
    null::double as coverage,
    to_json(struct_pack(
        is_in_every_quarter := is_in_every_quarter,
        longest_gap_days := longest_gap_days,
        count_workers := count_workers,
        days_without_worker := days_without_worker,
        missing_months := missing_months
    ))::varchar as figures,
from case_intermediaries(valid_at, known_at)
union all
select
    'linkage' as statement,
    community,
    verdict,
    reason,
    value,
    low,
    high,
    n,
    observed_months,
    null::integer as required_months,
    coverage,
    to_json(struct_pack(
        count_linked := count_linked,
        count_projects := count_projects
    ))::varchar as figures,
from case_linkage(valid_at, known_at);
