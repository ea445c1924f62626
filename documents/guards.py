"""What must be there before a document moves on, in words that an officer can act on."""

import datetime
import re

from django.utils import timezone

from . import kinds
from .body import parse_body
from .contents import paper_of
from .freezing import glyph_reasons
from .integrity import faults
from .merging import unfilled
from .states import ISSUED_ON, DocumentState


def complete(document) -> list[str]:
    """Title, body and recipients are there, what it must cite is cited, every character can be printed."""
    reasons, recipients = [], list(document.recipients.all())
    if not document.title.strip():
        reasons.append("请填写标题")
    if not parse_body(document.body):
        reasons.append("请填写正文")
    if document.kind_info.is_addressed and all(row.cc for row in recipients):
        reasons.append("请填写主送单位")
    if blanks := unfilled(document.title + document.body):
        reasons.append(f"正文里还有没填的内容：{'、'.join(blanks)}")
    reasons += _past_terms(document)
    return reasons + _citation(document) + glyph_reasons(paper_of(document, recipients=recipients))


#: “2026年3月1日前”, but not “2026年3月1日前生产的”: what was done before a day is told, not asked for.
_TERM = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:之前|以前|前)(?!已|曾|生产|出厂|销售|售出|购进|进货|取得|发布|施行|印发|签订)"
)


def _past_terms(document) -> list[str]:
    """A paper that asks somebody for something by a day must not name a day that has passed."""
    if not (document.kind_info.orders or document.kind_rules.reply_days):
        return []
    passed = []
    for found in _TERM.finditer(document.body):
        try:
            day = datetime.date(*map(int, found.groups()))
        except ValueError:
            passed.append(f"正文里没有“{found[0]}”这一天，请改正")
            continue
        if day < timezone.localdate():
            passed.append(f"正文要求“{found[0]}”办理，这一天已经过去，请修改期限")
    return list(dict.fromkeys(passed))


def _citation(document) -> list[str]:
    """解除通报 cites the number of the 警示通报 and goes to exactly its recipients (documents §4.3)."""
    expected = document.kind_info.cites_kind
    if not expected:
        return []
    cited = document.cites
    if cited is None or cited.kind != expected or cited.state not in ISSUED_ON:
        return [f"请引用已印发的{kinds.get(expected).label}"]
    reasons = []
    if cited.number not in document.body:
        reasons.append(f"正文须写明所解除的通报：{cited.number}")
    if set(cited.recipients.values_list("name", "cc")) != set(document.recipients.values_list("name", "cc")):
        names = "、".join(cited.recipients.values_list("name", flat=True))
        reasons.append(f"收文单位须与{cited.number}相同：{names}")
    return reasons


def unaltered(document) -> list[str]:
    """The frozen content and the kept files are what they were."""
    return [f"{fault}，不能再往下办理。请保全现场并报告管理员。" for fault in faults(document)]


def replaced(document) -> list[str]:
    """A document in force is revoked only by a new one that cites it and has been issued (rules §3.5)."""
    successors = document.cited_by.exclude(kind__in=kinds.LIFTING).filter(state__in=ISSUED_ON)
    if successors.exists():
        return []
    return ["请先印发一份引用本文书的新文书（撤销通知或更正后的文书）"]


def served(document) -> list[str]:
    """Every recipient has a receipt; what was revoked need not reach anybody any more."""
    if document.revoked_at is not None:
        return []
    names = list(document.recipients.filter(receipts=None).values_list("name", flat=True))
    return [f"尚未登记送达：{'、'.join(names)}"] if names else []


def finished(document) -> list[str]:
    """Everybody has it, and an answer that was asked for has come or its day has passed."""
    reasons = served(document)
    if document.state == DocumentState.ISSUED and document.reply_due is not None:
        reasons.append(f"要求{document.reply_due:%Y-%m-%d}前反馈，尚未登记反馈")
    return reasons


def reply_day_passed(document) -> list[str]:
    if document.reply_due is None:
        return ["没有要求反馈"]
    if document.reply_due >= timezone.localdate():
        return [f"反馈期限 {document.reply_due:%Y-%m-%d} 还没有过"]
    return []
