"""What the shell around every page needs: menu, search, reminders, session length."""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject

from accounts.middleware import idle_seconds_left
from casefile import kinds
from casefile.awhile import FIGURES, UNREAD, kept_awhile
from casefile.models import Notification

from .figures import figures
from .subject import report_url, subject_of

#: group → (label, icon, url name, permission or None for everyone, kind of case whose waiting acts are counted;
#: DOCUMENT stands for papers)
MENU = (
    (
        "",
        (("工作台", "columns", "desk:home", None, ""),),
    ),
    (
        "发现研判",
        (
            ("风险信息", "inbox", "riskinfo:list", "info.view", "INFO"),
            ("信息归集", "inboxes", "riskinfo:gathering:list", "info.inside", "GATHERING"),
            ("风险监测", "binoculars", "monitoring:list", "monitoring.view", "MONITORPLAN"),
            ("逐级上报", "send", "riskinfo:reports", "info.inside", ""),
            ("检验任务", "eyedropper", "riskinfo:tests", "test.result", ""),
            ("监测任务", "binoculars", "monitoring:tasks", "test.result", ""),
        ),
    ),
    (
        "预警处置",
        (
            ("风险预警", "exclamation-triangle", "warnings:list", "warning.view", "WARNING"),
            ("应急处置", "lightning", "emergency:list", "emergency.view", "EMERGENCY"),
            ("专项行动", "flag", "campaigns:list", "campaign.view", "CAMPAIGN"),
            ("现场检查", "clipboard-check", "inspections:list", "inspection.view", "INSPECTION"),
            ("监督抽查", "eyedropper", "spotchecks:list", "sampling.view", "SPOTCHECK"),
            ("整改台账", "card-checklist", "rectification:list", "item.view", "RECTIFICATION"),
            ("触发提示", "bell", "rectification:prompts", "item.view", "PROMPT"),
            ("区域督办", "geo-alt", "rectification:areas:list", "item.view", "AREA"),
        ),
    ),
    (
        "报送文书",
        (
            ("月报送", "calendar-check", "riskinfo:returns", "return.view", "RETURN"),
            ("行动报送", "send-check", "campaigns:returns:list", "return.view", "CAMPAIGN_RETURN"),
            ("文书", "file-earmark-text", "documents:list", "document.view", "DOCUMENT"),
            ("收文", "envelope-paper", "documents:incoming:list", "incoming.view", "INCOMING"),
        ),
    ),
    (
        "查询分析",
        (
            ("企业与产品", "building", "registers:enterprises", "register.view", ""),
            ("督办看板", "clipboard-data", "oversight:board", "warning.view", "OVERSIGHT"),
            ("形势分析", "graph-up", "riskinfo:analyses:list", "statistics.view", "ANALYSIS"),
            ("统计", "bar-chart", "desk:statistics", "statistics.view", ""),
        ),
    ),
    (
        "系统管理",
        (
            ("用户与机构", "people", "accounts:users", "user.manage", ""),
            ("外出代理", "person-walking", "accounts:absences", "absence.manage", ""),
            ("批量导入", "file-earmark-arrow-up", "registers:imports", "register.manage", ""),
            ("工作日历", "calendar3", "registers:calendar", "calendar.manage", ""),
            ("数据接口", "plug", "riskinfo:keys", "register.manage", ""),
            ("预案与值班", "telephone", "emergency:plans", "emergency.plan", ""),
            ("预警设置", "sliders", "warnings:routes", "warning.configure", ""),
            ("检查表", "list-check", "inspections:checklists", "inspection.view", ""),
            ("整改设置", "sliders2", "rectification:settings", "item.configure", ""),
            ("信号设置", "activity", "riskinfo:signals:settings", "signal.configure", ""),
            ("文书设置", "file-earmark-ruled", "documents:kinds", "document.configure", ""),
            ("数据后台", "gear", "admin:index", "site.admin", ""),
        ),
    ),
)


#: A first group of fewer entries needs no heading of its own.
FEW = 3


def shell(request):
    """Give templates `shell`, worked out only when a page draws the frame."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def url_or_none(name: str) -> str | None:
    """Return the address of `name`, or None while no app offers it."""
    return _address(name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=256)
def _address(name: str, urlconf, prefix: str) -> str | None:
    """The menu asks for thirty on each page; they change with the urls of the process alone."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _shell(request) -> dict:
    found = {"max_upload_mb": settings.MAX_UPLOAD_MB}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return found
    subject, waiting = subject_of(request), _figures(request, user)
    return found | {
        "drill": subject.case is not None and subject.case.is_drill,
        "emergency_url": report_url(request, subject),
        "idle_seconds": idle_seconds_left(request),
        "menu": menu(user, _path(request), waiting),
        "todo": sum(waiting.get(kind.code, 0) for kind in kinds.all_kinds()),
        "next_url": url_or_none("desk:next"),
        "is_leader": user.can("accountability.view"),
        "unread": kept_awhile(user, UNREAD, lambda: Notification.objects.filter(user=user, read_at=None).count()),
        "search_url": url_or_none("desk:search"),
        "query": request.GET.get("q", "")
        if _view_of(request) == "desk:search"
        else "",  # lists have a box of their own
        "notifications_url": url_or_none("desk:notifications"),
        "profile_url": url_or_none("accounts:profile"),
        "password_url": url_or_none("accounts:password"),
        "logout_url": url_or_none("accounts:logout"),
        "keepalive_url": url_or_none("accounts:keepalive"),
    }


def _figures(request, user) -> dict[str, int]:
    if getattr(request, "without_figures", False):
        return {}
    at_desk = _view_of(request) == "desk:home"
    return kept_awhile(user, FIGURES, lambda: figures(user), anew=at_desk)  # the desk itself always counts anew


def _view_of(request) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def menu(user, path: str, waiting: dict[str, int]) -> list[dict]:
    """Return the groups of the side menu that `user` may open, the entry of `path` marked."""
    groups = []
    for label, rows in MENU:
        items = [
            {"label": text, "icon": icon, "url": url, "active": False, "count": waiting.get(kind, 0)}
            for text, icon, name, permission, kind in rows
            if (permission is None or user.can(permission)) and (url := url_or_none(name))
        ]
        if groups and not groups[-1]["label"] and len(items) < FEW:
            groups[-1]["entries"] += items
        elif items:
            groups.append({"label": label, "entries": items})
    _mark(groups, path)
    return groups


#: Pages of one app that belong to the record of another: view → whose menu entry is current there.
_BELONGS_TO = {"warnings:assess": "riskinfo:list", "warnings:assessments": "riskinfo:list",
               "warnings:matrix": "riskinfo:list"}  # fmt: skip


def _path(request) -> str:
    """Return the path whose menu entry is current: an assessment is a page of its information."""
    owner = _BELONGS_TO.get(request.resolver_match.view_name) if request.resolver_match else None
    return reverse(owner) if owner else request.path


def _mark(groups, path):
    """Mark the entry whose address is the longest beginning of `path`."""
    entries, home = [entry for group in groups for entry in group["entries"]], reverse("desk:home")
    fits = [e for e in entries if path == e["url"] or (e["url"] != home and path.startswith(e["url"]))]
    if fits:
        max(fits, key=lambda entry: len(entry["url"]))["active"] = True
