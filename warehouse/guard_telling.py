"""Tells people what the guard says: a check's answer as text, and the table of its rules.

`dure framework check` prints the one, docs/frameworks.md shows both (`make docs`).
"""

from collections.abc import Iterator, Sequence

from warehouse.framework_terms import Framework
from warehouse.guard_rules import Refusal
from warehouse.guard_sentences import words


def answer(name: str, framework: Framework, found: Sequence[Refusal]) -> str:
    """What a check of the file `name` answers, in Korean and English, without a last line end."""
    return "\n".join(_lines(name, framework, found))


def rule_table() -> str:
    """The rules by id and title, as rows of Markdown."""
    titles = {key.partition("-")[0]: stated.title for key, stated in words().rules.items()}
    return "\n".join(f"| {rule} | {title.ko} | {title.en} |" for rule, title in titles.items())


def _lines(name: str, framework: Framework, found: Sequence[Refusal]) -> Iterator[str]:
    if not found:
        count = len(framework.indicators)
        yield f"{name} passes: {count} indicators, {framework.baseline} to {framework.assessment}"
        return
    yield f"{name} is refused by {', '.join(dict.fromkeys(one.rule for one in found))}"
    for one in found:
        title = words().rules[one.rule].title
        yield ""
        yield f"{one.rule}  {title.ko} · {title.en} (line {one.line})"
        yield f"    {one.says.ko}"
        yield f"    {one.says.en}"
        yield f"  → {one.satisfied_by.ko}"
        yield f"  → {one.satisfied_by.en}"
