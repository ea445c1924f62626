"""Samplings that informations are about (R-012): which may be meant, what is taken over, what is tied."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from casefile.models import CaseFile
from registers.lookup import written
from registers.models import InfoSource, SamplingResult

from . import marking
from .models import InfoSampling

#: Offered for choosing; others are named by the number of their report.
OFFERED = 40
_SOURCE = "SPOT_CHECK"


@dataclass(frozen=True)
class Tied:
    """An information of a sampling; outside the reader's scope it is named by number alone."""

    case: CaseFile
    visible: bool


def name_of(sampling: SamplingResult) -> str:
    """Return the sampling in a line, as it is offered and as the trail keeps it."""
    day = f"{sampling.sampled_on:%Y-%m-%d}" if sampling.sampled_on else "日期不详"
    parts = (day, sampling.enterprise.name, f"{sampling.product_name} {sampling.batch}".strip(),
             sampling.get_conclusion_display(), sampling.report_number)  # fmt: skip
    return " ".join(filter(None, parts))


def offered(info, user):
    """Return the samplings that `info` may be about, newest first: of its firms, else of its product."""
    seen = SamplingResult.objects.visible_to(user).exclude(informations__info=info)
    seen = seen.select_related("enterprise", "product_type").order_by("-sampled_on", "-pk")
    firms = list(info.parties.all())
    keys = {info.case.enterprise_id, *(row.enterprise_id for row in firms)} - {None}
    names = {info.enterprise_name, *(row.name for row in firms)} - {""}
    of_firms = list(seen.filter(Q(enterprise__in=keys) | Q(producer_name__in=names))[:OFFERED])
    if of_firms or info.case.product_type_id is None:
        return of_firms
    return list(seen.filter(product_type=info.case.product_type_id)[:OFFERED])


def numbered(user, number: str) -> list[SamplingResult]:
    """Return the samplings whose report, or whose row in the system above, has this number."""
    wanted = Q(report_number=number) | Q(external_id=number)
    return list(SamplingResult.objects.visible_to(user).filter(wanted).select_related("enterprise")[:3])


def tie(info, sampling, *, by) -> None:
    InfoSampling.objects.get_or_create(info=info, sampling=sampling, defaults={"by": by, "at": timezone.now()})


def taken_along(sampling: SamplingResult) -> dict:
    """Return what the form of an information about `sampling` begins with; the producer is whose goods they are."""
    at_seller = bool(sampling.producer_name) and sampling.producer_name != sampling.enterprise.name
    known = marking.on_file({(sampling.enterprise.bureau_id, sampling.producer_name)}) if at_seller else {}
    maker = next(iter(type(sampling.enterprise).objects.filter(pk__in=known.values())), None)
    where = f"{sampling.get_place_display()}{f'（{sampling.channel}）' if sampling.channel else ''}"
    told = [
        f"监督抽查（{where}）在{sampling.enterprise.name}抽取的{sampling.product_name}"
        f"{f' {sampling.batch}' if sampling.batch else ''}{sampling.get_conclusion_display()}。",
        f"不合格项目：{sampling.failed_items}。" if sampling.failed_items else "",
        f"承检机构：{sampling.agency}。" if sampling.agency else "",
        f"报告编号：{sampling.report_number}。" if sampling.report_number else "",
    ]
    maker_name = written(maker) if maker else sampling.producer_name
    return {
        "source": InfoSource.objects.filter(code=_SOURCE, active=True).first(), "product_type": sampling.product_type,
        "product_name": sampling.product_name, "batch": sampling.batch, "description": "".join(told),
        "enterprise_name": maker_name if at_seller else written(sampling.enterprise),
        "sellers": sampling.enterprise.name if at_seller else "", "region": sampling.enterprise.region,
        "info_kind": "HAZARD",
    }  # fmt: skip


def informations_of(sampling, user) -> list[Tied]:
    rows = CaseFile.objects.filter(riskinfo__samplings__sampling=sampling).select_related("department").order_by("pk")
    seen = set(CaseFile.objects.visible_to(user).filter(pk__in=[case.pk for case in rows]).values_list("pk", flat=True))
    return [Tied(case, case.pk in seen) for case in rows]


def samplings_of(info) -> list[SamplingResult]:
    rows = SamplingResult.objects.filter(informations__info=info).order_by("informations__pk")
    return list(rows.select_related("enterprise", "product_type"))
