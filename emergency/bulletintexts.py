"""What a bulletin begins with, from what is known of the emergency."""

from django.utils import timezone

from casefile.models import Measure

from .bulletinkinds import BulletinKind
from .states import Nature


def first_words(record, kind: str, corrects=None) -> str:
    """Return a first text for the officer to go over."""
    if corrects is not None:
        wrong = f"{timezone.localtime(corrects.sent_at):%m月%d日 %H:%M} 发出的{corrects.get_kind_display()}"
        return f"更正：{wrong}中，“……”应为“……”。\n原文：{corrects.text}"[:3900]
    parts = [_what(record), _product(record), _done(record), _ASKED.get(kind, "")]
    return "\n".join(filter(None, parts))[:3900]


_ASKED = {
    BulletinKind.FIRST: "后续情况及时续报。",
    BulletinKind.MORE: "后续情况及时续报。",
    BulletinKind.INFORM: "请各单位按职责做好排查，发现同类产品及时告知我局；不要自行对外发布信息。",
    BulletinKind.REQUEST: (
        "请在本辖区、本行业内查找上述产品，依法予以扣押、封存或协助召回，并将名称、数量、存放地点反馈我局。"
    ),
    BulletinKind.LIFT: "经处置，风险已经消除，应急处置终止。此前通报的应急措施自即时起解除。",
}


def _what(record) -> str:
    at = timezone.localtime(record.learned_at)
    hurt = f"受伤 {record.injured} 人，死亡 {record.dead} 人"
    return f"{at:%m月%d日 %H:%M} 获知：{record.place}，{record.description}（{hurt}）".replace("。（", "（") + "。"


def _product(record) -> str:
    if not record.product_identified:
        return "涉事产品和事故性质正在核实。"
    nature = f"{Nature(record.nature_stage).label}：{record.nature}" if record.nature_stage else "正在认定"
    return f"涉事产品：{record.product_identified.rstrip('。')}。性质{nature.rstrip('。')}。"


def _done(record) -> str:
    """What was done, without the reports themselves."""
    rows = record.case.measures.filter(status=Measure.Status.DONE, order__gte=100)
    return f"已采取的措施：{'；'.join(row.label for row in rows)}。" if rows else ""
