"""The estimators about who comes together agree with numpy, scipy and networkx, to 1e-9."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import fmean

import duckdb
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from tests.warehouse.estimating import CLOSE, estimators, relaxed


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


def gini_of(connection: duckdb.DuckDBPyConnection, counts: Sequence[int]) -> tuple[float, ...]:
    connection.execute(
        "create or replace table counted as select 1 as sample, count_times, "
        "count(*) as count_people from (select unnest(?::bigint[]) as count_times) group by all",
        [list(counts)],
    )
    row = connection.execute(
        "select gini, n, total, count_top, sum_top from gini('counted')"
    ).fetchone()
    assert row is not None
    return row


@relaxed
@given(counts=st.lists(st.integers(1, 40), min_size=2, max_size=60))
def test_gini_is_half_the_mean_difference_over_the_mean(
    connection: duckdb.DuckDBPyConnection, counts: list[int]
) -> None:
    """With the small-sample correction: the mean over pairs of two different residents."""
    gini, n, total, count_top, sum_top = gini_of(connection, counts)
    told = np.array(counts)
    differences = np.abs(told[:, None] - told[None, :]).sum()
    assert gini == pytest.approx(differences / (n * (n - 1)) / (2 * told.mean()), abs=CLOSE)
    assert (n, total) == (len(counts), sum(counts))
    assert count_top == -(-len(counts) // 10)
    assert sum_top == sum(sorted(counts)[-int(count_top) :])


def test_gini_is_0_for_equals_1_for_one_who_has_all_but_nothing_and_null_for_one(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert gini_of(connection, [7] * 20)[0] == 0
    assert gini_of(connection, [1, 1, 1, 10**9])[0] == pytest.approx(1, abs=1e-6)
    assert gini_of(connection, [3])[0] is None


def test_the_quantiles_of_t_are_those_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    for degrees in range(1, 25):
        [(found,)] = connection.execute("select student_95(?)", [degrees]).fetchall()
        expected = float(student.ppf(0.975, degrees)) if 4 <= degrees <= 19 else None
        assert found == pytest.approx(expected, abs=CLOSE)


@relaxed
@given(values=st.lists(st.floats(-5, 5), min_size=5, max_size=20))
def test_the_jackknife_of_a_mean_is_its_standard_error(
    connection: duckdb.DuckDBPyConnection, values: list[float]
) -> None:
    """Leaving out one value at a time gives the variance of the mean that every textbook has."""
    n, told = len(values), np.array(values)
    connection.execute(
        "create or replace table replicate as "
        "select 1 as sample, ?::double as estimate, unnest(?::double[]) as replicate",
        [told.mean(), list((told.sum() - told) / (n - 1))],
    )
    [(error, low, high)] = connection.execute(
        "select standard_error, low, high from grouped_jackknife('replicate')"
    ).fetchall()
    expected = told.std(ddof=1) / np.sqrt(n)
    assert error == pytest.approx(expected, abs=CLOSE)
    half = student.ppf(0.975, n - 1) * expected
    assert (low, high) == pytest.approx((told.mean() - half, told.mean() + half), abs=CLOSE)


def put_meetings(connection: duckdb.DuckDBPyConnection, meetings: Sequence[Sequence[int]]) -> None:
    """Each meeting with the numbers of those who came."""
    rows = [
        (number, number % 20, len(set(came)), person)
        for number, came in enumerate(meetings)
        for person in set(came)
    ]
    connection.execute(
        "create or replace table attendance as select 1 as place, false as is_elsewhere, "
        "unnest(?::int[]) as meeting, unnest(?::int[]) as meeting_group, "
        "unnest(?::int[]) as count_people, unnest(?::int[]) as person",
        [list(column) for column in zip(*rows, strict=True)] or [[]] * 4,
    )
    connection.execute(
        "create or replace table tie as select 1 as graph, count_meetings as times, * "
        "from co_participation('attendance', 1)"
    )


def together(meetings: Sequence[Sequence[int]], fewest: int) -> nx.Graph:
    """The network as plain counting has it."""
    weights: dict[tuple[int, int], float] = {}
    times: Counter[tuple[int, int]] = Counter()
    for came in map(set, meetings):
        if len(came) <= 30:
            for pair in combinations(sorted(came), 2):
                times[pair] += 1
                weights[pair] = weights.get(pair, 0) + 1 / (len(came) - 1)
    graph = nx.Graph()
    graph.add_nodes_from({person for came in meetings for person in came})
    graph.add_weighted_edges_from(
        (*pair, weights[pair]) for pair, count in times.items() if count >= fewest
    )
    return graph


def effective(graph: nx.Graph, node: int) -> float:
    weights = [told["weight"] for _, _, told in graph.edges(node, data=True)]
    return sum(weights) ** 2 / sum(one**2 for one in weights) if weights else 0.0


def network_of(
    connection: duckdb.DuckDBPyConnection, graph: nx.Graph, fewest: int
) -> tuple[float, ...]:
    connection.execute(
        "create or replace table kept as select graph, one, two, weight from tie where times >= ?",
        [fewest],
    )
    connection.execute(
        "create or replace table size as select 1 as graph, ?::bigint as n", [len(graph)]
    )
    row = connection.execute(
        "select density, largest_share, mean_effective_degree, count_ties "
        "from network_shape('kept', 'size')"
    ).fetchone()
    assert row is not None
    return row


meetings_of_people = st.lists(
    st.lists(st.integers(0, 40), min_size=1, max_size=34, unique=True), min_size=1, max_size=14
)


@relaxed
@given(meetings=meetings_of_people)
def test_the_network_is_that_of_networkx(
    connection: duckdb.DuckDBPyConnection, meetings: list[list[int]]
) -> None:
    """Density, largest component and effective degree; more than thirty people do not tie."""
    put_meetings(connection, meetings)
    graph = together(meetings, 2)
    density, largest, degree, count_ties = network_of(connection, graph, 2)
    if len(graph) > 1:
        assert density == pytest.approx(nx.density(graph), abs=CLOSE)
    components = nx.connected_components(graph)
    assert largest == pytest.approx(max(map(len, components)) / len(graph), abs=CLOSE)
    mean = fmean(effective(graph, node) for node in graph)
    assert degree == pytest.approx(mean, abs=CLOSE)
    assert count_ties == graph.number_of_edges()


def southern_women() -> list[list[int]]:
    """Davis, Gardner and Gardner 1941: the fourteen events and who of eighteen women came."""
    both = nx.davis_southern_women_graph()
    women = {name: number for number, name in enumerate(both.graph["top"])}
    return [[women[one] for one in both[event]] for event in both.graph["bottom"]]


def test_a_threshold_of_one_ties_nearly_all_southern_women(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Density 0.908 where being together once is enough, which is why twice is asked for."""
    meetings = southern_women()
    put_meetings(connection, meetings)
    for fewest in (1, 2, 3):
        graph = together(meetings, fewest)
        found = network_of(connection, graph, fewest)
        assert found[0] == pytest.approx(nx.density(graph), abs=CLOSE)
    assert network_of(connection, together(meetings, 1), 1)[0] == pytest.approx(139 / 153)


@relaxed
@given(meetings=meetings_of_people, count_groups=st.integers(1, 5))
def test_mixing_is_what_modularity_takes_away(
    connection: duckdb.DuckDBPyConnection, meetings: list[list[int]], count_groups: int
) -> None:
    """Modularity is the share of ties within groups, less what random mixing would give."""
    put_meetings(connection, meetings)
    graph = together(meetings, 1)
    groups = [
        {node for node in graph if node % count_groups == group} for group in range(count_groups)
    ]
    found = connection.execute(
        "with grouped as (select graph, one % ? as one_group, two % ? as two_group, weight "
        "from tie) select across, expected, ei_index from mixing('grouped')",
        [count_groups, count_groups],
    ).fetchone()
    total = graph.size(weight="weight")
    if not total:
        assert found is None
        return
    assert found is not None
    across, expected, ei_index = found
    inside = sum(graph.subgraph(group).size(weight="weight") for group in groups)
    assert across == pytest.approx(1 - inside / total, abs=CLOSE)
    assert ei_index == pytest.approx((total - 2 * inside) / total, abs=CLOSE)
    modularity = nx.community.modularity(graph, [one for one in groups if one], weight="weight")
    assert expected - across == pytest.approx(modularity, abs=CLOSE)


def test_a_long_chain_is_one_component(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create or replace table chain as select node % 2 as graph, node as one, node + 2 as two "
        "from range(0, 400) as chain(node)"
    )
    found = connection.execute(
        "select graph, component, count(*) from component('chain') group by all order by graph"
    ).fetchall()
    assert found == [(0, 0, 201), (1, 1, 201)]


@relaxed
@given(meetings=meetings_of_people)
def test_a_tie_is_lost_with_the_group_without_which_two_met_less_than_twice(
    connection: duckdb.DuckDBPyConnection, meetings: list[list[int]]
) -> None:
    """With three groups of meetings, so that many meetings of a pair fall into one."""
    put_meetings(connection, meetings)
    connection.execute("update attendance set meeting_group = meeting_group % 3")
    connection.execute(
        "create or replace table tie as select 1 as graph, * from co_participation('attendance', 2)"
    )
    found = set(
        connection.execute("select one, two, meeting_group from tie_lost('tie')").fetchall()
    )
    expected = set()
    graph = together(meetings, 2)
    for group in range(3):
        left = [came if number % 20 % 3 != group else [] for number, came in enumerate(meetings)]
        kept = together(left, 2)
        expected |= {(*sorted(pair), group) for pair in graph.edges if not kept.has_edge(*pair)}
    assert found == expected
