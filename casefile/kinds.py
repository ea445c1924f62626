"""The kinds of cases that the later apps register with the spine."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import TextChoices

#: The kind of case that other cases are opened under (专项行动).
CAMPAIGN = "CAMPAIGN"


@dataclass(frozen=True)
class CaseKind:
    """What the spine must know of a kind of case without importing its app."""

    code: str  #: CaseFile.kind, e.g. "WARNING"
    prefix: str  #: of the case number, e.g. "YJ"
    label: str  #: 风险预警
    model: str  #: "warnings.Warning"
    namespace: str  #: of the URLs: list, detail, act
    view_permission: str
    states: type[TextChoices]
    levels: type[TextChoices] | None = None
    level_heading: str = "级别"
    icon: str = "folder"
    drills: bool = False  #: may be practised: its list can show the drills
    about_enterprises: bool = True  #: whether its cases are about an enterprise, for the enterprise's dossier
    lists_derived: bool = True  #: False where so many cases come out of one that its page does not list them
    search: tuple[str, ...] = ()  #: fields of the record, from CaseFile, that the list's box looks in too
    #: Word → keys of its cases that an index of the kind finds by it (batch numbers), None where there are none.
    found_by: Callable | None = None
    #: Boxes of its list beside the common ones, user → {name: form field}; and (cases, cleaned values) → those left.
    own_filters: Callable | None = None
    narrow: Callable | None = None
    measure_permission: str = "warning.measure"  #: held by those who do its measures
    #: What the spreadsheet of its list says beyond what every case has: (heading, path from CaseFile), or with a third
    #: element that turns the stored value into words. Nothing confidential.
    columns: tuple[tuple, ...] = ()
    #: Called with a Measure of this kind that was just closed or opened again, in the same transaction.
    measure_changed: Callable | None = None
    #: Called with a Measure of this kind before it is done: what is missing, in words.
    measure_missing: Callable | None = None
    #: Measure → the MeasureForm that asks what this measure's result needs; None for the plain one.
    measure_form: Callable | None = None
    #: (measure just closed, what its form said beside the result, by=) → rows for the trail; may raise ValidationError.
    keep_details: Callable | None = None
    #: case → {measure id: what was kept beside its result, in words}, for the record page.
    measure_details: Callable | None = None

    def get_model(self):
        return apps.get_model(self.model)

    def level_label(self, level: str) -> str:
        if not level or self.levels is None:
            return ""
        return self.levels(level).label


_KINDS: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Make a kind known; called once by each app when Django starts."""
    _KINDS[kind.code] = kind


def get(code: str) -> CaseKind:
    return _KINDS[code]


def all_kinds() -> list[CaseKind]:
    return list(_KINDS.values())
