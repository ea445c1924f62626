"""Keeping a risk matrix sheet (reference §7)."""

from django.db import transaction

from casefile.models import CaseFile
from casefile.trail import record_act

from .models import RiskMatrixSheet


@transaction.atomic
def keep_sheet(info, *, by, role, **fields) -> RiskMatrixSheet:
    """Keep a sheet with the information and in its trail; the same `token` twice gives the sheet made before."""
    CaseFile.objects.select_for_update().get(pk=info.case_id)
    token = fields.get("token")
    made = RiskMatrixSheet.objects.filter(token=token).first() if token else None
    if made is not None:
        return made
    sheet = RiskMatrixSheet.objects.create(info=info, made_by=by, **fields)
    record_act(
        info.case, "matrix", "风险矩阵测算", by=by, role=role, subject=f"测算{sheet.pk}《{sheet.hazard}》",
        reason=f"{sheet.get_risk_display()}风险：{sheet.get_severity_display()}，概率{sheet.band}"
        f"（矩阵第{sheet.matrix_version}版）",
    )  # fmt: skip
    return sheet
