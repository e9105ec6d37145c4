-- The connected components of graphs: each node takes the least label of its neighbours until none changes.
-- Grain: one row per graph and node that has a tie.
-- Unit: component is the least node of it; as many rounds as the longest of the shortest paths.
-- Reads: the relation that `ties` names: graph, one, two (numbers)
create or replace macro component(ties) as table
-- The linter does not know `using key`, which keeps one label per node.
with recursive -- noqa: PRS
side as materialized (
    select graph, one as node, two as other
    from query_table(ties)
    union all
    select graph, two as node, one as other
    from query_table(ties)
),

labelled (graph, node, component) using key (graph, node) as (
    select distinct
        graph,
        node,
        node as component,
    from side
    union
    select
        side.graph,
        side.other as node,
        min(labelled.component) as component,
    from labelled
    inner join side
        on labelled.graph = side.graph
        and labelled.node = side.node
    inner join recurring.labelled as known
        on side.graph = known.graph
        and side.other = known.node
    where labelled.component < known.component
    group by side.graph, side.other
)

select
    graph,
    node,
    component,
from labelled;
