"""Manual (매뉴얼): the national guide of the process, its adoption, and how places adapt it."""

from domain.facts import Fact, Key, Text


class Manual:
    """A manual that guides the finding and nurturing of main participants. Subject `manual/K`."""

    NAME = "manual"
    KO = "매뉴얼"

    class Published(Fact):
        """A version of the manual was published."""

        TOPIC = "manual.published.v1"
        KO = "매뉴얼 배포"
        EN = "Manual published"
        version: Key
        title: Text | None = None
        digest: Key | None = None

    class Adopted(Fact):
        """A body adopted a published version (D11)."""

        TOPIC = "manual.adopted.v1"
        KO = "매뉴얼 채택"
        EN = "Manual adopted"
        version: Key
        adopter: Key
        community: Key | None = None

    class DeviationRecorded(Fact):
        """A body does it differently, and says why."""

        TOPIC = "manual.deviation_recorded.v1"
        KO = "변형 적용"
        EN = "Deviation recorded"
        version: Key
        adopter: Key
        what: Text
        reason: Text
        community: Key | None = None
