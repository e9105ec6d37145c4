"""Asks Great Expectations; the only module that imports it, and no other part of dure waits for it.

`run` hands over suites and gets back, per expectation, what was heard: held, broken, or an error.
The library (1.24.1) reports its own exceptions as plain failures, and an empty frame as success.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # 1.24.1 imports deprecated modules of Python
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.expectations.row_conditions import Column

from warehouse.validation.expectations import Expectation, Rule, Suite, Where

# What a page of Data Docs would fetch from elsewhere: scripts, styles, and pictures that tell their
# owner when the page was opened; the footer advertises a newsletter.
_FETCHED: Final = re.compile(
    r'<script[^>]*\bsrc="https?://[^>]*>\s*</script>|<link[^>]*\bhref="https?://[^>]*/?>'
    r'|<img[^>]*\bsrc="https?://[^>]*/?>|background: url\(.https?://[^)]*\)[^;]*;'
    r"|<footer>.*?</footer>",
    re.IGNORECASE | re.DOTALL,
)
_TUTORIAL: Final = (
    "glossary_scroller.gif",
    "iterative-dev-loop.png",
    "logo-long.png",
    "validation_failed_unexpected_values.gif",
)  # 3 MB of a page that is not made
_SITE: Final = "dure"


class Heard(NamedTuple):
    """What Great Expectations says of one expectation; `error` is its exception, if it raised."""

    is_held: bool
    wrong: int | None
    error: str | None


class GreatExpectations:
    """One context in memory, for the suites of one validation; nothing is sent anywhere."""

    def __init__(self) -> None:
        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
            ),
        )
        self._source = self._context.data_sources.add_pandas("dure")

    def ask(self, suite: Suite) -> Mapping[str, Heard]:
        """What is heard of each expectation of a suite, by its key."""
        batch = self._source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe(
            "all"
        )
        stated = self._context.suites.add(
            gx.ExpectationSuite(suite.name, expectations=[_stated(e) for e in suite.expectations])
        )
        validation = self._context.validation_definitions.add(
            gx.ValidationDefinition(name=suite.name, data=batch, suite=stated)
        )
        answer = validation.run(batch_parameters={"dataframe": suite.frame.to_pandas()})
        return {one.expectation_config.meta["key"]: _heard(one) for one in answer.results}

    def write_docs(self, folder: Path) -> None:
        """Write Data Docs of everything that was asked: pages that fetch nothing from elsewhere."""
        folder.mkdir(parents=True, exist_ok=True)
        store = {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder.absolute()),
        }
        index = {"class_name": "DefaultSiteIndexBuilder"}
        self._context.add_data_docs_site(
            _SITE,
            {
                "class_name": "SiteBuilder",
                "store_backend": store,
                "site_index_builder": index,
                "show_how_to_buttons": False,
            },
        )
        self._context.build_data_docs(site_names=[_SITE])
        self._context.delete_data_docs_site(_SITE)
        for page in folder.rglob("*.html"):
            page.write_text(_FETCHED.sub("", page.read_text("utf-8")), "utf-8")
        for picture in _TUTORIAL:
            (folder / "static" / "images" / picture).unlink(missing_ok=True)


def _stated(expectation: Expectation) -> Any:
    """An expectation in the library's classes."""
    kinds = gx.expectations
    first, *others = expectation.columns
    common = {
        "meta": {"key": expectation.key},
        "notes": f"{expectation.sentence.en}\n{expectation.sentence.ko}",
        "severity": expectation.severity.value,
        "row_condition": None if expectation.where is None else _condition(expectation.where),
    }
    pair = {"ignore_row_if": "either_value_is_missing", **common}
    match expectation.rule:
        case Rule.BETWEEN:
            bounds = {"min_value": expectation.low, "max_value": expectation.high}
            stated = kinds.ExpectColumnValuesToBeBetween(column=first, **bounds, **common)
        case Rule.AMONG:
            values = list(expectation.among)
            stated = kinds.ExpectColumnValuesToBeInSet(column=first, value_set=values, **common)
        case Rule.NOT_NULL:
            stated = kinds.ExpectColumnValuesToNotBeNull(column=first, **common)
        case Rule.NULL:
            stated = kinds.ExpectColumnValuesToBeNull(column=first, **common)
        case Rule.UNIQUE if not others:
            stated = kinds.ExpectColumnValuesToBeUnique(column=first, **common)
        case Rule.UNIQUE:
            stated = kinds.ExpectCompoundColumnsToBeUnique(
                column_list=[first, *others], ignore_row_if="never", **common
            )
        case Rule.ORDERED:
            stated = kinds.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=others[0], column_B=first, or_equal=True, **pair
            )
        case Rule.EQUAL:
            stated = kinds.ExpectColumnPairValuesToBeEqual(
                column_A=first, column_B=others[0], **pair
            )
    return stated


def _condition(where: Where) -> Any:
    column = Column(where.column)
    return column == where.value if where.is_equal else column != where.value


def _heard(answer: Any) -> Heard:
    raised = next(_exceptions(answer.exception_info), None)
    wrong = answer.result.get("unexpected_count")
    return Heard(bool(answer.success), None if wrong is None else int(wrong), raised)


def _exceptions(told: Mapping[str, Any]) -> Iterator[str]:
    """The messages of exceptions: one for the expectation, or one per metric that it needs."""
    if "raised_exception" in told:
        if told["raised_exception"]:
            yield str(told["exception_message"])
        return
    for one in told.values():
        yield from _exceptions(one)
