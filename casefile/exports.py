"""The list of a kind of case as a spreadsheet, filtered as on the page and with what the reader may see."""

from datetime import datetime

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


def case_listings() -> list[Listing]:
    """Return the listings cases-INFO and the like."""
    return [_listing(kind) for kind in kinds.all_kinds()]


def _listing(kind: kinds.CaseKind) -> Listing:
    def find(user, query):
        rows = CaseFile.objects.filter(kind=kind.code).visible_to(user)
        return CaseFilter(query, kind=kind, user=user).apply(rows)

    paths = [path for _, path, *_ in kind.columns]
    words = [given[0] if given else _words(path) for _, path, *given in kind.columns]

    def rows(found):
        for row in found.order_by("-opened_at", "-pk").values_list(*_FIELDS, *paths).iterator(chunk_size=2000):
            number, title, level, *rest, opened, due, closed = row[: len(_FIELDS)]
            head = [number or "草稿", title, kind.level_label(level)]
            own = [say(value) for say, value in zip(words, row[len(_FIELDS) :], strict=True)]
            yield [*head, *(text or "" for text in rest), *map(_moment, (opened, due, closed)), *own]

    headings = [*_HEADINGS, *(heading for heading, *_ in kind.columns)]
    return Listing(
        f"cases-{kind.code}", kind.label, kind.view_permission, headings, find, lambda found: found.count(), rows
    )


def _words(path: str):
    """Return what turns a value at `path` into words: the label of a choice, a day, 是 or 否."""
    model, *steps = CaseFile, *path.split("__")
    for step in steps:
        field = model._meta.get_field(step)
        model = field.related_model or model
    labels = dict(field.flatchoices)

    def say(value) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return _moment(value)
        return "" if value is None else labels.get(value, str(value))

    return say


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
