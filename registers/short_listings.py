"""The short registers as spreadsheets, and what is kept about an enterprise beside its own row."""

from django.db.models import Count
from django.utils import timezone

from accounts.absences import Absence
from accounts.models import Department

from .licences import light_of
from .listings import Listing, table
from .models import (
    CalendarDay,
    Catalogue,
    Enterprise,
    EnterpriseAlias,
    EnterpriseMerge,
    LegalBasis,
    Licence,
    TierChange,
)
from .resources import REGISTERS, importable_by, runs_seen_by


def _of_enterprises(model):
    """Return `find` for rows that hang on an enterprise, in the reader's scope."""

    def find(user, query):
        return model.objects.filter(enterprise__in=Enterprise.objects.visible_to(user)).select_related("enterprise")

    return find


def _merges(user, query):
    return EnterpriseMerge.objects.filter(kept__in=Enterprise.objects.visible_to(user)).select_related(
        "kept", "gone", "by", "undone_by"
    )


def _imports(user, query):
    slugs = [register.slug for register in importable_by(user)]
    return runs_seen_by(user, slugs).select_related("owner")


def _calendar(user, query):
    found = CalendarDay.objects.select_related("year").order_by("date")
    year = query.get("year", "")
    return found.filter(year__year=int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else found


def _licence_state(row) -> str:
    return light_of(row, timezone.localdate()).text


def _absences(user, query):
    rows = Absence.objects.filter(absent__department__bureau=user.bureau)
    return rows.select_related("absent", "deputy", "created_by", "ended_by").order_by("-starts", "-pk")


_FIRM = (("企业名称", lambda row: row.enterprise.name), ("统一社会信用代码", lambda row: row.enterprise.uscc))

LISTINGS: tuple[Listing, ...] = (
    table(
        "legal-bases", "法律依据", "register.view", lambda user, query: LegalBasis.objects.order_by("title", "pk"),
        ("名称", "title"), ("文号或令号", "number"), ("条款", "article"), ("要点", "text"), ("施行日期", "valid_from"),
        ("失效日期", "valid_to"), ("核对", lambda row: f"已核对 {row.verified_by}" if row.verified else "待核对"),
    ),
    table(
        "catalogues", "产品目录", "register.view",
        lambda user, query: Catalogue.objects.annotate(size=Count("entries")).order_by("-year", "code"),
        ("目录名称", "name"), ("年度", "year"), ("目录层级", "level"), ("发布机关", "issuer"),
        ("文号", "document_number"), ("生效日期", "valid_from"), ("失效日期", "valid_to"), ("产品类别数", "size"),
    ),
    table(
        "licences", "许可与认证", "register.view", _of_enterprises(Licence), *_FIRM,
        ("种类", "kind"), ("证书编号", "number"), ("产品范围", "scope"), ("发证日期", "valid_from"),
        ("有效期至", "valid_to"), ("状态", _licence_state),
    ),
    table(
        "aliases", "曾用名", "register.view", _of_enterprises(EnterpriseAlias), *_FIRM, ("曾用名或别名", "name")
    ),
    table(
        "tier-changes", "监管类别调整记录", "register.view",
        lambda user, query: _of_enterprises(TierChange)(user, query).select_related("by"), *_FIRM,
        ("原监管类别", "from_tier"), ("监管类别", "to_tier"), ("依据", "ground"), ("理由", "reason"),
        ("决定人", "who"), ("时间", "at"),
    ),
    table(
        "merges", "企业合并记录", "register.view", _merges, ("保留", lambda row: row.kept.name),
        ("并入", lambda row: row.gone.name), ("理由", "reason"), ("经办人", lambda row: row.by.name), ("时间", "at"),
        ("撤销人", lambda row: row.undone_by.name if row.undone_by else ""), ("撤销时间", "undone_at"),
    ),
    table(
        "calendar", "工作日历", "calendar.manage", _calendar, ("日期", "date"), ("类型", "kind"), ("名称", "name"),
        ("年度", lambda row: row.year.year), ("放假通知", lambda row: row.source or row.year.notice_no),
    ),
    table(
        "imports", "导入记录", "register.manage", _imports, ("文件", "file_name"),
        ("登记簿", lambda row: REGISTERS[row.register].label), ("状态", "status"),
        ("新增", lambda row: row.counts.get("NEW", "")), ("更新", lambda row: row.counts.get("CHANGED", "")),
        ("未变", lambda row: row.counts.get("SAME", "")), ("拒绝", lambda row: row.counts.get("REFUSED", "")),
        ("经办人", lambda row: row.owner.name), ("上传时间", "created_at"), ("导入时间", "applied_at"),
    ),
    table(
        "absences", "外出代理", "register.view", _absences, ("外出人", lambda row: row.absent.name),
        ("代理人", lambda row: row.deputy.name), ("起", "starts"), ("止", "ends"), ("代理事项", "areas_text"),
        ("事由", "reason"), ("登记人", lambda row: row.created_by.name), ("登记时间", "created_at"),
        ("终止人", lambda row: row.ended_by.name if row.ended_by else ""), ("终止时间", "ended_at"),
    ),
    table(
        "departments", "机构", "user.manage",
        lambda user, query: Department.objects.managed_by(user).select_related("bureau", "supervisor"),
        ("名称", "name"), ("所属局", lambda row: row.bureau.short_name), ("类别", "kind"),
        ("分管领导", lambda row: row.supervisor.name if row.supervisor else ""), ("按月报送", "reports_monthly"),
        ("在用", "active"),
    ),
)  # fmt: skip
