"""What must come first, in words an officer can act on (rules §3.1)."""

from casefile import closing
from casefile.models import CaseFile
from documents.models import Document
from documents.states import ISSUED_ON, OVER
from registers.models import InfoSource

from .nextsteps import standing_kinds
from .returnrows import rows_of
from .states import CONFIRMABLE, LEVELS, ExclusionReason, InfoKind, InfoState, MajorHarm, Outcome

#: A document in one of these states no longer holds a case open.
_SETTLED = ISSUED_ON | OVER


def missing(info) -> list[tuple[str, str]]:
    """Return (form field, what to do) for all that a draft lacks to be a risk information (R-011, R-142)."""
    product_or_enterprise = info.enterprise_name or info.product_name or info.case.product_type_id
    unexplained = info.source.kind == InfoSource.Kind.OTHER and not info.source_detail
    checks = (
        ("source_detail", unexplained, "信息来源为“其他”的，请写明来源说明"),
        ("found_on", not info.found_on, "请填写发现日期"),
        ("product_name", not product_or_enterprise, "请写明产品或企业（至少一项）"),
        (
            "complaint_count",
            info.info_kind == InfoKind.CLUSTERED_COMPLAINT and not info.complaint_count,
            "信息类型为“集中反映的问题”的，请写明反映件数",
        ),
        ("certainty", not info.certainty, "请选择存在程度"),
        ("basis", not info.basis, "请选择认定依据（至少一项）"),
        ("harm_objects", not info.harm_objects, "请选择危害对象（至少一项）"),
    )
    return [(field, text) for field, lacking, text in checks if lacking]


def before_submit(info) -> list[str]:
    return [text for _, text in missing(info)]


def before_confirm(info) -> list[str]:
    return _undecided(info) + _unreported(info)


def _unreported(info) -> list[str]:
    """A key information goes upward before anything is concluded (R-113)."""
    if not info.is_key or not info.case.bureau.parent_id or info.upward_reports.exists():
        return []
    return ["重点风险信息还没有上报，请先办理“上报”"]


def _undecided(info) -> list[str]:
    if info.outcome in CONFIRMABLE:
        return []
    if info.outcome == Outcome.OUT_OF_JURISDICTION:
        return ["评估结论为不属本辖区，请办理“移送”"]
    if info.outcome == Outcome.UNDETERMINED:
        return ["评估结论为尚无定论，须继续检验或研判，直到能定级或排除"]
    return ["还没有评估结论，请先研判评估"]


def missing_report_contents(info, **given) -> list[str]:
    """Return which contents of an upward report are empty (R-025), `given` replacing the info's own."""
    harm, cause, area, suppliers = (
        given.get(name, getattr(info, name)) for name in ("harm_degree", "cause", "affected_area", "material_suppliers")
    )
    contents = (
        ("信息来源", info.source_id),
        ("危害程度", harm),
        ("发生原因或可能原因", cause),
        ("涉及区域", info.region_id or area or info.other_regions.exists()),
        ("涉及产品", info.product_name or info.case.product_type_id),
        ("生产加工企业", info.enterprise_name),
        ("原料供应企业", suppliers),
    )
    return [label for label, value in contents if not value]


def must_report_upward(major_harm: str) -> bool:
    """R-024."""
    return major_harm in (MajorHarm.POSSIBLE, MajorHarm.OCCURRED)


def before_resolve(info) -> list[str]:
    """Every case that came out of it is closed, and every paper issued."""
    derived = list(CaseFile.objects.filter(origin_links__origin=info.case_id).order_by("kind", "pk"))
    open_cases = [case for case in derived if case.closed_at is None]
    reasons = [
        f"{case.kind_info.label} {case.number or case.title} 尚未办结（{case.state_label}）" for case in open_cases
    ]
    if info.level in LEVELS and "WARNING" not in standing_kinds(derived):
        reasons.append(f"评估为{info.get_level_display()}，还没有发出预警")
    reasons += closing.obstacles(info.case)
    return reasons + _unsettled_documents([info.case_id, *(case.pk for case in derived)])


def nothing_held(info) -> list[str]:
    """What was sealed for the time being is lifted or converted before the information ends (R-048)."""
    return closing.obstacles(info.case)


def before_marking_duplicate(info) -> list[str]:
    doubles = [row.case.number for row in info.duplicates.select_related("case")[:3]]
    if doubles:
        return [f"{'、'.join(doubles)}已标为与本条重复，请先撤销，再统一标到另一条"]
    return nothing_held(info)


def before_reopening(info) -> list[str]:
    """A double has its own way back, in which the other information is told."""
    return ["作为重复信息排除的，请用“撤销重复”"] if info.exclusion_reason == ExclusionReason.DUPLICATE else []


def _unsettled_documents(case_ids) -> list[str]:
    rows = Document.objects.filter(case__in=case_ids).exclude(state__in=_SETTLED).order_by("pk")
    return [f"文书“{document.title}”还没有印发（{document.get_state_display()}）" for document in rows]


def before_reassess(info) -> list[str]:
    """A confirmed information is assessed again (R-211) only while nothing rests on its level."""
    if info.state != InfoState.CONFIRMED:
        return []
    if info.resolve_requested_at:
        return ["已经提请办结，请分管领导先退回"]
    derived = CaseFile.objects.filter(origin_links__origin=info.case_id).order_by("kind", "pk")
    if "WARNING" in standing_kinds(derived):
        return ["已按原级别发出预警；预警有误的先撤回，再重新评估"]
    return []


def before_request(info) -> list[str]:
    if info.resolve_requested_at:
        return ["已经提请办结，等待分管领导批准"]
    return before_resolve(info)


# --- 月报送 --------------------------------------------------------------------------
def before_leaving_out(record) -> list[str]:
    return [] if rows_of(record) else ["本月没有可以不计入的信息"]


def before_taking_back(record) -> list[str]:
    return [] if record.left_out or record.added else ["没有增加过，也没有不计入的信息"]


def before_receiving(record) -> list[str]:
    version = record.versions.first()
    return ["已经签收"] if version and version.received_at else before_receipt(record)


def before_receipt(record) -> list[str]:
    return [] if record.versions.exists() else ["这张表报送时还没有保存正本，请退回重报"]


# --- 逐级上报 --------------------------------------------------------------------------
def before_passing_on(report) -> list[str]:
    above = report.to_bureau.parent if report.to_bureau else None
    if above is None:
        return ["再往上没有登记上级局"]
    return [f"已经转报{above.short_name}"] if report.passed_on.exists() else []


# --- 形势分析 --------------------------------------------------------------------------
def before_finishing_analysis(record) -> list[str]:
    """The report has gone out, and nothing else is under way."""
    if not record.case.documents.filter(state__in=ISSUED_ON).exists():
        return ["报告还没有印发"]
    return _unsettled_documents([record.case_id])
