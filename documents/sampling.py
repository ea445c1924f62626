"""A paper of each kind without a document: from a case on file, or from fictitious facts."""

import datetime
from dataclasses import replace

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile.models import CaseFile

from . import merging
from .body import parse_body
from .contents import organ_mark
from .kindsetting import in_force
from .models import Document
from .paper import MINUTES, Paper

#: What a paper shows where a case would be: fictitious throughout.
SAMPLE = {
    "企业": "某某电器有限公司", "统一社会信用代码": "91419921MA45XXXXX0", "地址": "工业路1号",
    "产品": "电动自行车充电器", "批次": "20260301", "发现日期": "2026年3月12日", "信息来源": "监督抽查",
    "问题": "输出过电压保护项目不合格。", "危害": "可能过热起火，危害人身和财产安全。", "原因": "设计缺陷。",
    "范围": "全县。", "级别": "二级", "措施": "已封存同批次产品。", "建议": "继续跟踪抽查。",
    "整改要求": "查明原因，完善出厂检验。", "期限": "2026年4月30日", "案卷编号": "FX-2026-0001",
    "事项": "电动自行车充电器过电压保护不合格", "承办单位": "质量监督股", "经办人": "张某", "联系电话": "0000-0000000",
    "今天": "2026年3月18日", "引用文号": "某市监发〔2026〕1号",
    "送达文书": "整改通知书", "送达文号": "某市监改〔2026〕1号",
    "约谈时间": "2026年3月20日9时", "出席人员": "张某、李某", "撤销原因": "数据有误",
    "原料供应企业": "某某塑业有限公司",
}  # fmt: skip

#: Where a document that fits every case is looked for.
_USUAL = ("RECTIFICATION", "WARNING", "INFO")


def best_paper(kind, bureau) -> tuple[Paper, str]:
    """Return a paper of this kind and where it comes from, in words.

    The latest document that the bureau signed; else what a document would first say in the
    case that knows most of it; without any case a fictitious one.
    """
    signed = Document.objects.filter(bureau=bureau, kind=kind.code).exclude(signed_at=None)
    if document := signed.order_by(F("sequence").desc(nulls_last=True), "-signed_at").first():
        return replace(Paper.from_json(document.content), number=document.number), str(document)
    if case := _case_for(kind, bureau):
        return paper_of_case(kind, case), case.number
    return sample_paper(kind, bureau), "示例"


def _case_for(kind, bureau) -> CaseFile | None:
    """Return the case in which a document of this kind leaves least to be filled in, of the latest ones."""
    rows = CaseFile.objects.filter(bureau=bureau).exclude(number=None).select_related(
        "bureau__parent", "department", "handler", "enterprise", "product_type"
    )  # fmt: skip
    fitting = [
        case for code in kind.cases or _USUAL for case in rows.filter(kind=code).order_by("-opened_at", "-pk")[:25]
    ]
    return min(fitting, key=lambda case: _blanks(kind, case), default=None)


def _blanks(kind, case) -> tuple[int, int]:
    known = merging.facts(case, kind.reply_days)
    aimless = kind.is_addressed and "enterprise" in kind.recipients and case.enterprise is None
    return aimless, len(merging.unfilled(merging.fill(kind.text, known)))


def sample_paper(kind, bureau) -> Paper:
    """Return the paper of a kind for a fictitious case."""
    known = SAMPLE | {"本局": bureau.name, "本级政府": bureau.government_name}
    known["上级局"] = bureau.parent.name if bureau.parent else ""
    names = {"enterprise": "企业", "government": "本级政府", "parent": "上级局"}
    to, copied = ([known[names[who]] for who in whose if who in names] for whose in (kind.recipients, kind.copied))
    cc = (*filter(None, copied), *kind.cc)
    return _paper(kind, bureau, known, SAMPLE["产品"] + "质量安全", to, cc, datetime.date(2026, 3, 18))


def paper_of_case(kind, case) -> Paper:
    """Return what a document of this kind would first say in `case`; what the case does not know is marked."""
    kind = in_force(case.bureau, kind.code)
    to = merging.recipients(case, kind)
    known = merging.facts(case, kind.reply_days)
    main, cc = ([spec.name for spec in to if spec.cc is copied] for copied in (False, True))
    director = User.objects.with_role(Role.DIRECTOR, bureau=case.bureau).first()
    signer = director.name if director else ""
    return _paper(kind, case.bureau, known, case.title, main, cc, timezone.localdate(), signer)


def _paper(kind, bureau, known, subject, to, cc, date, signer="王某") -> Paper:
    organ = kind.organ or bureau.name
    to = tuple(filter(None, to)) or ("各有关单位",)
    return Paper(
        organ_mark=organ_mark(kind, bureau), organ_name=organ, title=kind.title_for(bureau, subject), date=date,
        layout=kind.layout, number=f"{bureau.organ_code}{kind.suffix}〔{date.year}〕1号", signer=signer, cc=cc,
        main_recipients=to if kind.is_addressed else (), has_seal=kind.has_seal,
        body=parse_body(merging.fill(kind.text, known), entries=kind.layout == MINUTES),
        note=merging.fill(kind.note, known), print_organ=f"{organ}办公室", print_date=date,
    )  # fmt: skip
