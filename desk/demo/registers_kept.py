"""What the administrator and the officers keep in the registers of the demo: a catalogue and samplings
imported as spreadsheets, licences, an old name, a duplicate merged, how often each tier is checked."""

import io
import random
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casefile import jobs
from casefile.models import Job
from registers.changes import save_enterprise
from registers.forms import EnterpriseForm
from registers.identity import add_alias, save_licence
from registers.identity_forms import AliasForm, LicenceForm
from registers.imports import runs
from registers.merging import merge
from registers.models import Enterprise, ImportRun, ProductType
from registers.tier_forms import TierRules
from registers.xlsx import Workbook

from .clock import Clock
from .enterprises import make_uscc
from .people import People

_CATALOGUE = ("产品类别", "监管方式", "产品风险等级", "目录名称", "年度", "目录层级", "发布机关", "文号", "目录序号")
_GRADES = (
    ("EX_ELECTRICAL", "高风险"), ("WIRE_CABLE", "高风险"), ("GAS_APPLIANCE", "高风险"), ("HAZCHEM", "高风险"),
    ("EBIKE_CHARGER_BATTERY", "高风险"), ("FERTILIZER", "较高风险"), ("CEMENT", "较高风险"), ("REBAR", "较高风险"),
    ("EXTINGUISHER", "较高风险"), ("EBIKE_HELMET", "一般风险"), ("WOOD_PANEL", "一般风险"), ("FIRE_GLASS", "低风险"),
)  # fmt: skip
_SAMPLES = ("受检单位", "统一社会信用代码", "产品类别", "产品名称", "批次或规格", "抽样日期", "抽样方式", "抽样环节",
            "承检机构", "结论", "不合格项目", "报告编号")  # fmt: skip
#: What the second half of a year found: key of the enterprise → (product, batch, conclusion, failed items).
_FINDINGS = {
    "gas": [("家用燃气灶", "JZT-B2 20260312", "不合格", "熄火保护装置"), ("家用燃气灶", "JZT-C1", "不合格", "热效率")],
    "cable": [("聚氯乙烯绝缘电线", "BV 2.5 20260410", "不合格", "导体电阻"), ("电力电缆", "YJV 3×16", "合格", "")],
    "cable2": [("电力电缆", "YJV22 4×95", "合格", ""), ("架空绝缘电缆", "JKLYJ 10kV", "合格", "")],
    "cable3": [("聚氯乙烯绝缘电线", "BVR 4", "合格", "")],
    "cable4": [("聚氯乙烯绝缘电线", "", "未抽到样品", "")],
    "charger": [("电动自行车充电器", "48V20AH", "不合格", "输出电压误差")],
    "lamp": [("矿用隔爆型LED巷道灯", "DGS24/127L", "合格", "")],
    "motor": [("隔爆型三相异步电动机", "YBX3-132", "合格", "")],
    "blanket": [("电热毯", "单人 60W", "不合格", "泄漏电流")],
    "cement": [("普通硅酸盐水泥", "P·O 42.5", "合格", "")],
    "rebar": [("热轧带肋钢筋", "HRB400E 16", "合格", "")],
    "helmet": [("电动自行车乘员头盔", "M 码", "合格", "")],
    "ebike_shop": [("电动自行车", "TDT-08Z", "拒检", "")],
    "gas_valve": [("瓶装液化石油气调压器", "JYT-0.6", "合格", "")],
    "extinguisher": [("手提式干粉灭火器", "MFZ/ABC4", "合格", "")],
}  # fmt: skip
#: key of the enterprise → (kind, number, scope, days until it ends, counted from the end of the demo).
_LICENCES = {
    "cable": [("PRODUCTION", "（豫）XK06-001-00318", "电线电缆", 41)],
    "cable2": [("PRODUCTION", "（豫）XK06-001-00107", "电线电缆", 820), ("CCC", "2023010105512066", "家装电线", 300)],
    "gas": [("CCC", "2021010309387715", "家用燃气灶具", -26)],
    "lamp": [("CCC", "2022312302001093", "防爆灯具", 77)],
    "chlorine": [("PRODUCTION", "（豫）XK13-006-00042", "液氯", 510)],
    "cement": [("PRODUCTION", "（豫）XK08-001-00873", "水泥", 640)],
}  # fmt: skip


def keep_registers(people: People, clock: Clock, enterprises: dict[str, Enterprise], rng: random.Random, end) -> None:
    """Do it all through the doors of the registers, before the stories begin."""
    admin, head, officer = people["admin"], people["chenxiao"], people["zhaomin"]
    year = end.year
    _import("products", f"{year}年全省重点工业产品监管目录.xlsx", [_CATALOGUE, *_catalogue(year)], admin)
    clock.tick(900)
    _import("samplings", f"{year - 1}年监督抽查结果汇总.xlsx", [_SAMPLES, *_samples(enterprises, rng, clock)], admin)
    clock.tick(900)
    for key, held in _LICENCES.items():
        for kind, number, scope, days in held:
            given = {"kind": kind, "number": number, "scope": scope, "valid_to": end + timedelta(days=days)}
            save_licence(_valid(LicenceForm(given, enterprise=enterprises[key])), by=officer)
    add_alias(_valid(AliasForm({"name": "清源县城关电线厂"}, enterprise=enterprises["cable"])), by=officer)
    doubles = []
    for name in ("清源恒兴线缆厂", "清源金石桥线缆有限公司"):  # the second still waits to be merged
        given = {"name": name, "no_uscc_reason": "旧台账转入，未记代码", "is_producer": True, "address": "辛安镇"}
        double, _ = save_enterprise(_valid(EnterpriseForm(given, user=officer)), by=officer)
        double.product_types.set(enterprises["cable"].product_types.all())
        doubles.append(double)
    merge(enterprises["cable"], doubles[0], by=officer, reason="同一地址、同一负责人，旧台账用的是老名称。")
    _import("enterprises", "市局下发企业名单.xlsx", _list_from_above(enterprises), admin, confirm=False)
    rules = {"NORMAL": (1, 10), "STRICT": (2, 30), "KEY": (4, 100), "SPECIAL": (12, 100)}
    given = {f"checks_a_year_{tier}": checks for tier, (checks, _) in rules.items()}
    given |= {f"sampled_share_{tier}": share for tier, (_, share) in rules.items()}
    _valid(form := TierRules(given, bureau=head.bureau))
    form.save(by=head)
    clock.tick(600)


def _catalogue(year: int):
    names = dict(ProductType.objects.values_list("code", "name"))
    for number, (code, grade) in enumerate(_GRADES, start=1):
        title = "全省重点工业产品监管目录"
        yield [
            names[code],
            "",
            grade,
            title,
            str(year),
            "省级",
            "省市场监督管理局",
            f"市监质〔{year}〕17号",
            str(number),
        ]


def _samples(enterprises, rng: random.Random, clock: Clock):
    number = 0
    for key, found in _FINDINGS.items():
        firm = enterprises[key]
        product = firm.product_types.first()
        for title, batch, conclusion, failed in found:
            number += 1
            day = timezone.localdate(clock.moment) - timedelta(days=rng.randint(5, 200))
            place = "生产" if firm.is_producer else "流通"
            yield [
                firm.name, firm.uscc, product.code, title, batch, f"{day}", "线下", place,
                "省产品质量监督检验院", conclusion, failed, f"ZJ{day:%Y}-{number:04d}",
            ]  # fmt: skip


def _list_from_above(enterprises):
    """A list as it comes: a title, other headings, a changed telephone, a code that cannot be, a total."""
    yield ["清源县电线电缆、燃气具企业名单（市局质量科）"]
    yield ["序号", "单位名称", "社会信用代码", "住所", "联系方式", "企业类型", "主要产品"]
    for number, key in enumerate(("cable", "cable2", "gas", "gas_valve"), start=1):
        firm = enterprises[key]
        phone = "0390-7125588" if key == "gas" else firm.contact_phone
        yield [str(number), firm.name, firm.uscc, firm.address, phone, "", ""]
    yield [
        "5",
        "清源县瑞安电缆有限公司",
        make_uscc("490621", 9998),
        "石桥镇工业路8号",
        "13803901122",
        "生产",
        "电线电缆",
    ]
    yield ["6", "清源县金源线缆有限公司", "91490621MA4D00000A", "石桥镇", "", "生产", "电线电缆"]
    yield ["7", "清源县福临灶具店", "", "城关镇南街", "7126", "销售", "燃气灶具"]
    yield ["合计", "7家"]


def _import(slug: str, name: str, rows, by, *, confirm=True) -> None:
    """Upload, check and, if `confirm`, take in a spreadsheet as on the site; the work is done at once."""
    content = io.BytesIO()
    with Workbook(content) as book:
        book.sheet("名单", rows)
    run = runs.begin(slug, SimpleUploadedFile(name, content.getvalue()), by=by)
    runs.check_later(run, run.reading)
    _work()
    run.refresh_from_db()
    if not confirm:
        return
    if run.counts["REFUSED"]:
        raise ValueError(f"{name}: {run.counts}")
    runs.apply_later(run, skip_refused=False)
    _work()
    if not ImportRun.objects.filter(pk=run.pk, status=ImportRun.Status.DONE).exists():
        raise ValueError(f"{name} was not imported")


def _work() -> None:
    for job in Job.objects.filter(kind__startswith="import_", status=Job.Status.PENDING):
        jobs.run(job.pk)


def _valid(form):
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form
