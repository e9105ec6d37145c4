"""Publication (공표): definitions, validations, waivers, what was published; dure's own."""

from datetime import date

from domain.aggregate import Aggregate
from domain.facts import Count, Fact, Key, Person, Text


class Publication(Aggregate):
    """A published set of figures, or what it stands on. Subject `publication/ID`."""

    NAME = "publication"
    KO = "공표"

    class DefinitionAdopted(Fact):
        """The text of the indicator definitions was adopted."""

        TOPIC = "publication.definition_adopted.v1"
        KO = "정의 채택"
        EN = "Definition adopted"
        definition: Key
        version: Key
        digest: Key
        sql: str | None = None

    class AreaTableAdopted(Fact):
        """A version of the area table was adopted."""

        TOPIC = "publication.area_table_adopted.v1"
        KO = "행정구역표 채택"
        EN = "Area table adopted"
        version: Key
        digest: Key
        content: str | None = None

    class Validated(Fact):
        """A validation ran, with its outcome."""

        TOPIC = "publication.validated.v1"
        KO = "검증"
        EN = "Validated"
        suite: Key
        outcome: Key
        evaluated: Count
        failed: Count
        digest: Key | None = None
        errors: Count = 0
        waived: Count = 0
        valid_at: date | None = None
        known_position: Count | None = None

    class Waived(Fact):
        """A failed critical expectation was waived by a person, with a reason and an expiry."""

        TOPIC = "publication.waived.v1"
        KO = "면제"
        EN = "Waived"
        expectation: Key
        person: Person
        reason: Text
        expires_on: date

    class Published(Fact):
        """Figures were published, with the five pins that rebuild them."""

        TOPIC = "publication.published.v1"
        KO = "공표"
        EN = "Published"
        framework: Key
        valid_at: date
        known_position: Count
        chain_hash: Key
        definitions_digest: Key
        area_table_version: Key
        engine_versions: Text
        validation: Key
        outputs_digest: Key
        known_at: Key | None = None
        baseline: date | None = None
        framework_version: Key | None = None
        framework_text: str | None = None
        area_table_digest: Key | None = None

    class Restated(Fact):
        """A published figure has a new value, and why."""

        TOPIC = "publication.restated.v1"
        KO = "정정 공표"
        EN = "Restated"
        publication: Key
        cause: Key
        digest: Key | None = None
        explanation: Text | None = None
        figures: Count = 0
