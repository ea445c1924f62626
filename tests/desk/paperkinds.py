"""Which case each kind of document is begun from, and what only a person can say of it."""

from casefile.models import CaseFile
from documents import kinds, merging
from documents.kindsetting import in_force

#: What no case knows beforehand: when and who will meet, which paper is meant, and why it is revoked.
BY_HAND = {"约谈时间", "出席人员", "引用文号", "撤销原因"}
_ITEM = ("SUPERVISION_NOTICE", "RECTIFY_NOTICE", "GUIDANCE", "TALK_NOTICE", "TALK_RECORD", "LEDGER")
_EMERGENCY = ("REPORT_FIRST", "REPORT_MORE", "REPORT_FINAL", "EMERGENCY_LIFT", "PUBLIC_STATEMENT")
#: Of a whole list of hazards, not of one item: its requirements are written for each row.
_BY_ROW = {"CONTROL_LIST": {"整改要求", "危害", "期限"}}


def case_of(code: str) -> str:
    return "RECTIFICATION" if code in _ITEM else "EMERGENCY" if code in _EMERGENCY else "WARNING"


def still_empty(kind: kinds.DocumentKind) -> set[str]:
    """Return the fields that the case of the demo bureau which knows most leaves to be filled in, but should not."""
    allowed = BY_HAND | _BY_ROW.get(kind.code, set())
    found = []
    for case in CaseFile.objects.real().filter(kind=case_of(kind.code)).exclude(number=None).order_by("pk"):
        rules = in_force(case.bureau, kind.code)
        text = merging.fill(rules.text, merging.facts(case, rules.reply_days))
        found.append(set(merging.unfilled(text)) - allowed)
        if not found[-1]:
            break
    return min(found, key=len)
