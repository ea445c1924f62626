"""What a line about a document says, in the 发文登记簿 and in the spreadsheet of the list."""

from django.utils import timezone

from registers.listings import Listing, table

from .lists import DocumentFilter
from .models import Document


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


#: heading, width in characters, getter
COLUMNS = (
    ("发文字号", 24, lambda row: row.number),
    ("标题", 60, lambda row: row.title),
    ("文种", 18, lambda row: row.kind_info.label),
    ("案卷编号", 16, lambda row: row.case.number or ""),
    ("环节", 10, lambda row: row.get_state_display()),
    ("拟稿单位", 18, lambda row: row.department.name),
    ("拟稿人", 10, lambda row: row.drafter.name),
    ("拟稿日期", 12, lambda row: _day(row.drafted_at)),
    ("签发人", 10, lambda row: row.signer.name if row.signer else ""),
    ("成文日期", 12, lambda row: f"{row.document_date:%Y-%m-%d}" if row.document_date else ""),
    ("印发日期", 12, lambda row: _day(row.issued_at)),
    ("主送、抄送", 50, lambda row: "、".join(recipient.name for recipient in row.recipients.all())),
)


def _find(user, query):
    rows = DocumentFilter(query, user=user).apply(Document.objects.visible_to(user))
    rows = rows.select_related("case", "drafter", "department", "signer").prefetch_related("recipients")
    return rows.order_by("-drafted_at", "-pk")


_LISTING = table("documents", "文书", "document.view", _find, *((heading, getter) for heading, _, getter in COLUMNS))


def document_listings() -> list[Listing]:
    return [_LISTING]
