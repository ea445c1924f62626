"""The list of targets as a spreadsheet."""

from io import BytesIO

from registers.xlsx import Workbook

from .states import TargetGround

_HEADS = ["序号", "企业名称", "统一社会信用代码", "区划", "地址", "列入理由", "责任单位", "检查情况", "说明"]


def spreadsheet(record, found, inspected: set[int]) -> bytes:
    """Return the targets `found` as .xlsx, as the page shows them."""
    lines = [
        [
            str(at), row.enterprise.name, row.enterprise.uscc, str(row.enterprise.region or ""), row.enterprise.address,
            "、".join(TargetGround(ground).label for ground in row.grounds), str(row.unit or ""),
            "已检查" if row.enterprise_id in inspected else "未检查", row.struck_reason or row.note,
        ]
        for at, row in enumerate(found, start=1)
    ]  # fmt: skip
    file = BytesIO()
    with Workbook(file) as book:
        book.sheet("检查对象", [[f"{record.case.title}检查对象"], _HEADS, *lines],
                   widths=[6, 34, 22, 14, 30, 26, 18, 10, 26], head=2, wrap=True)  # fmt: skip
    return file.getvalue()
