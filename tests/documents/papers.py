"""Documents brought to where a test needs them."""

from datetime import timedelta

from django.utils import timezone

from casefile.models import CaseFile
from casefile.perform import perform
from documents.drafting import RecipientSpec, Round, _ask, draft
from documents.models import Document
from documents.states import DocumentState
from tests.rig.scenes import scene

BODY = "近期监督抽查发现，恒兴线缆生产的电线导体电阻不合格。\n一、立即停止销售。\n二、于6月30日前报告处理情况。"

#: The acts that lead to a state, from the draft on.
PATHS = {
    "DRAFT": (), "CHECK": ("submit",), "TO_SIGN": ("submit", "check"), "SIGNED": ("submit", "check", "sign"),
    "NUMBERED": ("submit", "check", "sign", "number"), "SEALED": ("submit", "check", "sign", "number", "seal"),
    "ISSUED": ("submit", "check", "sign", "number", "seal", "issue"), "RETURNED": ("submit", "send_back"),
    "VOID": ("void",),
}  # fmt: skip


@scene
def make_case(county, **fields) -> CaseFile:
    given = {
        "kind": "INFO", "number": None, "bureau": county.bureau, "department": county.quality,
        "handler": county.staff, "created_by": county.staff, "title": "电线电缆导体电阻不合格", "state": "SUBMITTED",
        "state_label": "待鉴别", "opened_at": timezone.now(),
    }  # fmt: skip
    return CaseFile.objects.create(**(given | fields))


@scene
def make_document(county, case=None, *, kind="BULLETIN", by=None, recipients=None, body=BODY, **fields):
    """Draft a document of the quality section to its own station and to an enterprise by name."""
    if recipients is None:
        recipients = [RecipientSpec("城关市场监管所", department=county.station), RecipientSpec("恒兴线缆有限公司")]
    return draft(
        case or make_case(county), kind, by=by or county.staff, body=body, recipients=recipients,
        title=fields.pop("title", "清源县市场监督管理局关于电线电缆抽查情况的通报"), **fields,
    )  # fmt: skip


def who_does(county, act, document):
    """Return a person who may do this act on a document of the quality section."""
    signer = county.director if document.sign_permission == "document.sign_upward" else county.deputy
    return {
        "submit": county.staff, "check": county.head, "sign": signer, "send_back": county.head,
        "redraft": county.staff, "void": county.head, "revoke": signer,
    }.get(act, county.office_clerk)  # fmt: skip


def bring(county, document, state):
    """Take a draft along the machine to `state`; REVOKED and ARCHIVED pass the office's rules too."""
    document.__dict__.update(_brought(county, document, state).__dict__)
    return document


@scene
def _brought(county, document, state):
    if state == DocumentState.ARCHIVED:
        bring(county, document, "ISSUED")
        serve_all(county, document)
        return do(county, document, "archive")
    if state == DocumentState.REVOKED:
        bring(county, document, "ISSUED")
        successor = make_document(county, document.case, kind="REVOCATION", cites=document, title="关于撤销通报的通知")
        bring(county, successor, "ISSUED")
        return do(county, document, "revoke")
    if state == DocumentState.COUNTERSIGN:
        _ask(document, Round(units=(county.station,)))
        bring(county, document, "CHECK")
        return do(county, document, "check")
    if state == DocumentState.REPLIED:
        bring(county, document, "ISSUED")
        perform(document, "reply", by=county.staff, answer="已整改完毕。")
        return document
    if state == DocumentState.REPLY_OVERDUE:
        bring(county, document, "ISSUED")
        Document.objects.filter(pk=document.pk).update(reply_due=timezone.localdate() - timedelta(days=1))
        perform(document, "lapse", by=None)
        return document
    for act in PATHS[state]:
        do(county, document, act)
    return document


def do(county, document, act):
    reason = {"reason": "数据需核对"} if act in ("send_back", "void", "revoke") else {}
    perform(document, act, by=who_does(county, act, document), **reason)
    return document


def serve_all(county, document):
    from documents.models import ServiceReceipt
    from documents.service import serve

    for recipient in document.recipients.filter(receipts=None):
        receipt = ServiceReceipt(
            recipient=recipient, method="DIRECT", served_on=timezone.localdate(), received_by="王建设"
        )
        serve(receipt, by=county.office_clerk)
