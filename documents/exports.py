"""发文登记簿 as a spreadsheet."""

from io import BytesIO

import xlsxwriter
from django.utils import timezone

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


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def register_file(rows):
    """Return an .xlsx file, at its beginning, with one row a document."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("发文登记簿")
    bold = book.add_format({"bold": True, "bg_color": "#E3EDF8", "border": 1})
    sheet.freeze_panes(1, 0)
    for column, (heading, width, _) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows.prefetch_related("recipients").iterator(chunk_size=500), start=1):
        for column, (_, _, getter) in enumerate(COLUMNS):
            sheet.write_string(line, column, getter(row))
    book.close()
    file.seek(0)
    return file
