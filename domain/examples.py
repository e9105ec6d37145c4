"""One example of every kind of fact, from the samples of the glossary.

Templates and the catalogue show them, and tests hold the schemas and the decoding to them.
"""

from typing import Any, Final

from domain.correction import Correction
from domain.facts import Fact
from domain.glossary import SUBJECTS, term
from domain.shapes import Shape, shapes_of

SOURCE: Final = "urn:dure:feed:example"
_CORRECTED_KIND: Final = "community"  # the example of a correction is one of a community's activity


def example_data(kind: type[Fact], *, is_full: bool = True) -> dict[str, Any]:
    """The data of a fact as a body writes it; with all fields or only those that it must have."""
    return {
        shape.name: _value(kind, shape) for shape in shapes_of(kind) if is_full or shape.is_required
    }


def example_event(kind: type[Fact], *, is_full: bool = True) -> dict[str, Any]:
    """The CloudEvent that reports the example."""
    return {
        "specversion": "1.0",
        "id": f"{kind.TOPIC.partition('.')[2]}-1",
        "source": SOURCE,
        "type": kind.wire_type(),
        "subject": example_subject(kind),
        "data": example_data(kind, is_full=is_full),
    }


def example_subject(kind: type[Fact]) -> str:
    """Whom the example is about."""
    aggregate = kind.TOPIC.partition(".")[0]
    owner = _CORRECTED_KIND if aggregate == Correction.NAME else aggregate
    return f"{owner}/{SUBJECTS[owner].example}"


def _value(kind: type[Fact], shape: Shape) -> Any:
    example = term(kind.TOPIC, shape.name).example
    return [example] if shape.is_list else example
