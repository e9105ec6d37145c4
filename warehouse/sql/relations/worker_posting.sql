-- Assignments of workers to communities, held against the contracts with the body that assigned them.
-- Grain: one row per worker, support organisation, community, first and last day of the beginning, stated end and whether it is full-time.
-- Unit: ended_from is the first of release, stated end and end of the contract, null while the assignment goes on; begins_inside and ends_inside say whether a contract covers its beginning and its end.
-- Reads: worker_assignment, worker_unassignment, worker_contract
create or replace macro worker_posting(valid_at, known_at) as table
with
assignment as (
    select
        assigned.subject_key as worker,
        assigned.support_organisation,
        assigned.community,
        assigned.is_full_time,
        assigned.until,
        assigned.occurred_from as began_from,
        assigned.occurred_to as began_to,
        min(unassigned.occurred_from) as released_from,
        min(assigned.position) as position,
    from worker_assignment_as_of(valid_at, known_at) as assigned
    left join worker_unassignment_as_of(valid_at, known_at) as unassigned
        on assigned.subject_key = unassigned.subject_key
        and assigned.support_organisation = unassigned.support_organisation
        and assigned.community = unassigned.community
        and assigned.occurred_from <= unassigned.occurred_to
    group by all
),

contained as (
    select
        assignment.worker,
        assignment.support_organisation,
        assignment.community,
        assignment.is_full_time,
        assignment.until,
        assignment.began_from,
        assignment.began_to,
        assignment.released_from,
        assignment.position,
        count(contract.worker) as count_contracts,
        coalesce(bool_or(
            contract.began_from <= assignment.began_to
            and contract.ends_by >= assignment.began_from
        ), false) as begins_inside,
        -- An assignment is planned against the contract as stated and judged against actual ends;
        -- it may go on from one contract into the next.
        coalesce(bool_or(
            case
                when assignment.released_from is not null
                    then contract.began_from <= assignment.released_from
                        and contract.ends_by >= assignment.released_from
                else contract.began_from <= assignment.began_to
                    and coalesce(contract.contract_until, date '9999-12-31')
                    >= coalesce(assignment.until, assignment.began_from)
            end
        ), false) as ends_inside,
        min(contract.ended_to) filter (
            where contract.ended_to >= assignment.began_from
        ) as contract_ended_to,
    from assignment
    left join worker_contract(valid_at, known_at) as contract
        on assignment.worker = contract.worker
        and assignment.support_organisation = contract.support_organisation
    group by all
)

select
    worker,
    support_organisation,
    community,
    is_full_time,
    until,
    began_from,
    began_to,
    released_from,
    least(released_from, until, contract_ended_to) as ended_from,
    count_contracts,
    begins_inside,
    ends_inside,
    position,
from contained;
