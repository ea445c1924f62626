"""Several informations assigned or screened at once: each an act of its own, one that is refused stops no other."""

from dataclasses import dataclass, field

from accounts.authority import authority
from accounts.models import User
from casefile.assigning import assign
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import Refused

from . import permissions
from .duplicates import Candidate, candidates_of
from .models import RiskInfo
from .states import InfoState

#: So many on a page: who screens reads each of them.
MOST = 20
#: Among so many of the newest, so that a reader who may act on few does not make the page read them all.
LOOKED_AT = 200


@dataclass(frozen=True)
class Row:
    """One information of the page. `twins`: what may be the same, while it waits to be screened."""

    info: RiskInfo
    may_assign: bool
    may_screen: bool
    twins: list[Candidate] = field(default_factory=list)

    @property
    def screenable(self) -> bool:
        """What may be a double is compared on its own page."""
        return self.may_screen and not self.twins


@dataclass(frozen=True)
class Result:
    info: RiskInfo
    text: str
    done: bool


def rows_for(user, found) -> list[Row]:
    """Return the first MOST cases of the queryset `found` with which `user` may do one of the two."""
    cases = found.filter(closed_at=None).exclude(state=InfoState.DRAFT)
    infos = RiskInfo.objects.filter(case__in=cases.values("pk")).select_related(
        "case__department", "case__handler", "case__enterprise", "case__product_type", "source"
    )
    rows = []
    for info in infos.order_by("-case__opened_at", "-pk")[:LOOKED_AT]:
        row = _row(info, user)
        if row.may_assign or row.may_screen:
            rows.append(row)
        if len(rows) == MOST:
            break
    return rows


def _row(info, user) -> Row:
    may_screen = info.state == InfoState.SUBMITTED and permissions.may_screen(info, user) is not None
    return Row(
        info, authority(user, "case.assign", department=info.case.department) is not None, may_screen,
        candidates_of(info, user) if may_screen else [],
    )  # fmt: skip


def handlers_for(rows):
    """Return who may be given one of `rows`: the people of their units."""
    units = {row.info.case.department_id for row in rows if row.may_assign}
    people = User.objects.active().filter(department__in=units, role_assignments__isnull=False).distinct()
    return people.select_related("department").order_by("department", "name")


def assign_all(infos, handler, *, by, reason="") -> list[Result]:
    """Give each of `infos` to `handler`, of whose unit it must be."""

    def one(info):
        if handler.department_id != info.case.department_id:
            return f"{handler.name}不在{info.case.department}", False
        assign(info.case, handler, by=by, reason=reason)
        return f"经办人已改为{handler.name}", True

    return _each(infos, one)


def screen_all(infos, *, by, harm_degree, handling_advice) -> list[Result]:
    """Screen each of `infos` with the same degree and advice (R-112); what may be a double is left alone."""

    def one(info):
        if twins := candidates_of(info, by):
            return f"有 {len(twins)} 条可能重复，请打开逐条核对后鉴别", False
        perform(
            info, "screen", by=by, harm_degree=harm_degree, handling_advice=handling_advice, duplicates_checked=True
        )
        return "已鉴别", True

    return _each(infos, one)


def _each(infos, one) -> list[Result]:
    results = []
    for info in infos:
        try:
            text, done = one(info)
        except Refused as refusal:
            text, done = refusal.message, False
        results.append(Result(info, text, done))
    return results


def seen(user):
    return CaseFile.objects.filter(kind="INFO").visible_to(user)
