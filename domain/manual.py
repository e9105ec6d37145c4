"""Manual (매뉴얼): the national guide of the process, its adoption, and how places adapt it."""

from domain.aggregate import Aggregate, Context
from domain.errors import ManualNotPublishedError, ManualTextChangedError
from domain.facts import Fact, Key, Text
from domain.spells import told


class Manual(Aggregate):
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

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse to adopt a version not published by then, or to give one another text (D11)."""
        del context  # a manual is published and adopted under one subject
        if isinstance(fact, Manual.Adopted):
            self._check_published(fact)
        if isinstance(fact, Manual.Published):
            self._check_text(fact)

    def _check_text(self, published: Published) -> None:
        """Who adopts a version knows what it says only if it says one thing."""
        for one in self.facts(Manual.Published):
            texts = {one.digest, published.digest} - {None}
            if one.version == published.version and len(texts) > 1:
                raise ManualTextChangedError(
                    subject=self.subject,
                    version=one.version,
                    published=one.digest,
                    digest=published.digest,
                )

    def _check_published(self, adopted: Adopted) -> None:
        published = self.facts(Manual.Published)
        for one in published:
            if one.version == adopted.version and not adopted.occurred.is_before(one.occurred):
                return
        raise ManualNotPublishedError(
            subject=self.subject,
            version=adopted.version,
            day=told(adopted.occurred),
            published=", ".join(f"{one.version} on {told(one.occurred)}" for one in published)
            or "none",
        )
