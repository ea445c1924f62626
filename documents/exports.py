"""The documents as a spreadsheet: the list as it is filtered, which is the 发文登记簿."""

from django.utils import timezone

from registers.listings import Listing, table

from .lists import DocumentFilter
from .models import Document


def _find(user, query):
    rows = DocumentFilter(query, user=user).apply(Document.objects.visible_to(user))
    rows = rows.select_related("case", "drafter", "department", "signer").prefetch_related("recipients")
    return rows.order_by("-drafted_at", "-pk")


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


_LISTING = table(
    "documents", "发文登记簿", "document.view", _find,
    ("发文字号", "number"), ("标题", "title"), ("文种", lambda row: row.kind_info.label),
    ("案卷编号", lambda row: row.case.number), ("环节", "state"), ("拟稿单位", lambda row: row.department.name),
    ("拟稿人", lambda row: row.drafter.name), ("拟稿日期", lambda row: _day(row.drafted_at)),
    ("签发人", lambda row: row.signer.name if row.signer else ""), ("成文日期", "document_date"),
    ("印发日期", lambda row: _day(row.issued_at)),
    ("主送、抄送", lambda row: "、".join(recipient.name for recipient in row.recipients.all())),
)  # fmt: skip


def document_listings() -> list[Listing]:
    return [_LISTING]
