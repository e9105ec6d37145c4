-- What a graph of weighted ties is like: density, the share of nodes in its largest component, and the mean effective degree.
-- Grain: one row per graph.
-- Unit: shares; the effective degree of a node is the square of its summed weights over the sum of their squares, its number of ties if all weigh the same, and 0 without a tie.
-- Reads: component and the relations that `ties` names: graph, one, two, weight (whole numbers, one row per tie), and `sizes`: graph, n (of all its nodes, tied or not)
create or replace macro network_shape(ties, sizes) as table
with
side as (
    select graph, one as node, weight
    from query_table(ties)
    union all
    select graph, two as node, weight
    from query_table(ties)
),

node as (
    select
        graph,
        node,
        count(*) as degree,
        sum(weight)::double * sum(weight)::double
        / sum(weight::hugeint * weight)::double as effective_degree,
    from side
    group by graph, node
),

-- Rounded, so that the sum does not depend on its order.
by_graph as (
    select
        graph,
        count(*) as count_tied,
        sum(degree)::bigint // 2 as count_ties,
        sum(round(effective_degree * 1e12)::bigint)::double / 1e12 as effective_degrees,
    from node
    group by graph
),

component_size as (
    select
        graph,
        component,
        count(*) as count_nodes,
    from component(ties)
    group by graph, component
),

largest as (
    select
        graph,
        max(count_nodes) as count_nodes,
    from component_size
    group by graph
)

select
    size.graph,
    size.n,
    coalesce(by_graph.count_ties, 0) as count_ties,
    coalesce(by_graph.count_tied, 0) as count_tied,
    coalesce(largest.count_nodes, least(size.n, 1)) as count_in_largest,
    coalesce(by_graph.count_ties, 0) / nullif(size.n * (size.n - 1) / 2.0, 0) as density,
    coalesce(largest.count_nodes, least(size.n, 1))::double / nullif(size.n, 0) as largest_share,
    coalesce(by_graph.effective_degrees, 0) / nullif(size.n, 0) as mean_effective_degree,
from query_table(sizes) as size
left join by_graph on size.graph = by_graph.graph
left join largest on size.graph = largest.graph;
