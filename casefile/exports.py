"""The list of a kind of case as a spreadsheet, filtered as on the page and with what the reader may see."""

from django.utils import timezone

from registers.listings import Listing

from . import kinds
from .lists import CaseFilter
from .models import CaseFile

_HEADINGS = [
    "编号",
    "事项",
    "级别",
    "环节",
    "企业",
    "统一社会信用代码",
    "产品类别",
    "承办单位",
    "经办人",
    "登记时间",
    "期限",
    "办结时间",
]
_FIELDS = (
    "number", "title", "level", "state_label", "enterprise__name", "enterprise__uscc", "product_type__name",
    "department__name", "handler__name", "opened_at", "due_at", "closed_at",
)  # fmt: skip
_PREFIX = "cases-"


def case_listing(code: str) -> Listing | None:
    """Return the listing of cases-INFO and the like."""
    kind = next((kind for kind in kinds.all_kinds() if f"{_PREFIX}{kind.code}" == code), None)
    if kind is None:
        return None

    def find(user, query):
        rows = CaseFile.objects.filter(kind=kind.code).visible_to(user)
        return CaseFilter(query, kind=kind, user=user).apply(rows)

    def rows(found):
        for row in found.order_by("-opened_at", "-pk").values_list(*_FIELDS).iterator(chunk_size=2000):
            number, title, level, *rest, opened, due, closed = row
            head = [number or "草稿", title, kind.level_label(level)]
            yield [*head, *(text or "" for text in rest), *map(_moment, (opened, due, closed))]

    return Listing(code, kind.label, kind.view_permission, _HEADINGS, find, lambda found: found.count(), rows)


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
