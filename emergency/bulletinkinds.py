"""What is told, to whom, in what way."""

from django.db.models import TextChoices


class BulletinKind(TextChoices):
    FIRST = "FIRST", "初报"  # upward, within the reporting clock
    MORE = "MORE", "续报"  # upward, on every material change
    FINAL = "FINAL", "终报"  # upward, at the end of the response
    RESULT = "RESULT", "结果报告"  # upward, after the summary
    INFORM = "INFORM", "情况通报"  # to units concerned
    REQUEST = "REQUEST", "协助通知"  # to departments that are to detain, seal or recall
    LIFT = "LIFT", "解除通报"  # to exactly those who were told


class Party(TextChoices):
    GOVERNMENT = "GOVERNMENT", "县政府"
    CITY = "CITY", "上级局"
    PROVINCE = "PROVINCE", "省局"
    UNIT = "UNIT", "本局单位"
    OUTSIDE = "OUTSIDE", "其他单位"


class Way(TextChoices):
    SYSTEM = "SYSTEM", "系统内"
    PHONE = "PHONE", "电话"
    FAX = "FAX", "传真"
    PAPER = "PAPER", "书面"
    MESSAGE = "MESSAGE", "政务网、短信"
    VISIT = "VISIT", "当面"


class Ask(TextChoices):
    """What a department is asked to do with the product (R-044)."""

    DETAIN = "DETAIN", "扣押"
    SEAL = "SEAL", "封存"
    RECALL = "RECALL", "召回"


_K = BulletinKind
UPWARD = (_K.FIRST, _K.MORE, _K.FINAL, _K.RESULT)
#: Those told by these are told of the end too (R-035).
TOLD_OF_THE_END = (_K.INFORM, _K.REQUEST)
#: Final and result report are put on record by acts of the case.
BY_ACT = (_K.FINAL, _K.RESULT)
#: The kinds of document that may go with it.
DOCUMENT_KINDS = {
    _K.FIRST: ("REPORT_FIRST",), _K.MORE: ("REPORT_MORE",), _K.FINAL: ("REPORT_FINAL",), _K.RESULT: ("REPORT_RESULT",),
    _K.INFORM: ("BULLETIN",), _K.REQUEST: ("BULLETIN", "TRANSFER_LETTER", "URGING_LETTER"),
    _K.LIFT: ("EMERGENCY_LIFT", "LIFT_NOTICE"),
}  # fmt: skip
