"""Results of supervision samplings (R-326): the enterprise must be on file, near names are offered."""

from rapidfuzz import fuzz, process

from registers.models import Enterprise, EnterpriseAlias, ProductType, SamplingResult
from registers.samplings import tell_changed
from registers.similar import core

from . import cells
from .columns import Choice, Column, Day, Known, Text
from .of_enterprises import load_known
from .refusals import CellRefused
from .register import Register

_Conclusion = SamplingResult.Conclusion
_NOTHING = ("/", "无", "-", "—", "——")


class SamplingRegister(Register):
    slug, label, permission = "samplings", "监督抽查结果", "sampling.record"
    about = "一行一个样品的结论；受检企业须已在企业登记簿。"
    model = SamplingResult

    enterprise_name = Column(
        "enterprise_name", "受检单位", Text(120, cells.name), example="清源县恒通线缆有限公司",
        synonyms=("受检单位名称", "企业名称", "单位名称", "被抽样单位", "被抽查单位", "生产企业名称", "生产企业"),
        help="与企业登记簿一致；有信用代码的以代码为准。",
    )  # fmt: skip
    enterprise_code = Column(
        "enterprise_code", "统一社会信用代码", Text(18, cells.code), example="91350100M000100Y43",
        synonyms=("信用代码", "社会信用代码", "统一信用代码"),
    )  # fmt: skip
    product_type_id = Column(
        "product_type_id", "产品类别", Known("产品类别", "产品类别登记簿"), unset=None, example="电线电缆",
        synonyms=("产品类型", "产品种类", "类别"),
    )  # fmt: skip
    product_name = Column(
        "product_name",
        "产品名称",
        Text(120),
        required=True,
        example="聚氯乙烯绝缘电缆",
        synonyms=("样品名称", "抽查产品", "产品"),
    )
    batch = Column(
        "batch", "批次或规格", Text(120), example="2026-03-01/3×2.5",
        synonyms=("批次", "批号", "生产日期/批号", "规格型号", "生产日期或批号", "型号规格"),
    )  # fmt: skip
    sampled_on = Column(
        "sampled_on", "抽样日期", Day(), unset=None, example="2026-03-15", synonyms=("抽查日期", "采样日期", "抽样时间")
    )
    place = Column(
        "place", "抽样方式", Choice(SamplingResult.Place.choices, ONLINE=("线上", "网络抽查", "电商"),
        OFFLINE=("实体", "现场")),
        unset=SamplingResult.Place.OFFLINE, example="线下", synonyms=("线上线下", "抽查方式"),
    )  # fmt: skip
    channel = Column(
        "channel", "抽样环节", Text(60), example="流通", synonyms=("环节", "抽样地点", "平台", "抽样场所", "领域")
    )
    agency = Column(
        "agency", "承检机构", Text(120), example="省产品质检院", synonyms=("检验机构", "检测机构", "承检单位")
    )
    conclusion = Column(
        "conclusion", "结论", required=True, example="合格",
        widget=Choice(
            _Conclusion.choices, PASS=("符合", "通过"), FAIL=("不符合", "不合格产品"), REFUSED=("拒绝抽检", "拒绝检查"),
            NO_SAMPLE=("未抽到", "未抽样", "无样品"),
        ),
        synonyms=("检验结论", "抽查结果", "检验结果", "判定", "结果", "综合判定"),
    )  # fmt: skip
    failed_items = Column(
        "failed_items", "不合格项目", Text(300), synonyms=("主要不合格项目", "不符合项目", "不合格项", "不合格项目名称")
    )
    producer_name = Column(
        "producer_name", "标称生产者", Text(120, cells.name), example="",
        synonyms=("标称生产企业", "标称生产企业名称", "标称生产单位", "标称生产者名称", "标识生产企业"),
        help="在销售者处抽样的，写标签上的生产者。",
    )  # fmt: skip
    producer_address = Column(
        "producer_address", "标称生产者地址", Text(200), synonyms=("标称生产企业地址", "标称生产单位地址")
    )
    report_number = Column("report_number", "报告编号", Text(60), synonyms=("报告号", "检验报告编号", "检验报告"))
    external_id = Column(
        "external_id", "上级系统编号", Text(60), synonyms=("抽样单编号", "抽样单号", "任务编号", "系统编号")
    )

    def queryset(self):
        return SamplingResult.objects.filter(enterprise__bureau=self.bureau)

    def plain(self):
        return ["enterprise_id", *(n for n in self.fields if n not in ("enterprise_name", "enterprise_code"))]

    def load_known(self) -> None:
        """Read the product types that a row may name."""
        load_known(self.fields["product_type_id"].widget, ProductType.objects.all())

    def load(self, *, lock=False):
        self.load_known()
        super().load(lock=lock)
        self._codes, self._names, self._titles = {}, {}, {}
        held = Enterprise.objects.filter(bureau=self.bureau).order_by("active")  # one in use wins
        for pk, name, code in held.values_list("pk", "name", "uscc"):
            self._titles[pk] = (name, code)
            self._names[name] = pk
            if code:
                self._codes[code] = pk
        for name, pk in EnterpriseAlias.objects.filter(enterprise__bureau=self.bureau).values_list(
            "name", "enterprise"
        ):
            self._names.setdefault(name, pk)
        self._district = self.bureau.government_name.removesuffix("人民政府")
        self._cores = {core(name, self._district): pk for name, pk in self._names.items()}
        others = SamplingResult.objects.exclude(enterprise__bureau=self.bureau).exclude(external_id="")
        self._taken = frozenset(others.values_list("external_id", flat=True))
        self._index: dict = {}
        for pk, record in self.records.items():
            name, code = self._titles[record["enterprise_id"]]
            record["enterprise_name"], record["enterprise_code"] = name, code
            for key in self._keys(record):
                self._index.setdefault(key, pk)

    @staticmethod
    def _keys(values) -> list[tuple]:
        """Return what identifies a result, the surest first."""
        found = []
        if values.get("external_id"):
            found.append(("id", values["external_id"]))
        if values.get("report_number"):
            found.append(("report", values["report_number"]))
        whole = tuple(values.get(name) or "" for name in ("enterprise_id", "product_name", "batch", "sampled_on"))
        return found or [("what", *whole)]

    def _enterprise(self, values) -> int:
        code, name = values.get("enterprise_code"), values.get("enterprise_name")
        found = self._codes.get(code) if code else self._names.get(name)
        if found:
            return found
        if not code and not name:
            raise CellRefused("受检单位和统一社会信用代码都没有填，不知道是哪家企业。")
        near = process.extractOne(
            core(name or "", self._district), self._cores.keys(), scorer=fuzz.ratio, score_cutoff=70
        )
        hint = ""
        if near and name:
            title, known_code = self._titles[self._cores[near[0]]]
            hint = f"相近的有“{title}”（{known_code or '无代码'}），是同一家就改成这个名称或代码；不是就"
        raise CellRefused(f"企业登记簿里没有“{name or code}”。{hint or '请'}先把企业建档。")

    def find(self, values):
        values["enterprise_id"] = self._enterprise(values)
        return next((self._index[key] for key in self._keys(values) if key in self._index), None)

    def key(self, values):
        return self._keys(values)[0]

    def check(self, values, pk):
        values.pop("enterprise_name", None)
        values.pop("enterprise_code", None)
        if values.get("external_id") in self._taken:
            yield "external_id", "这个上级系统编号已由另一个局录入，请核对编号。"
        if pk is None:
            values.setdefault("place", SamplingResult.Place.OFFLINE)
        if values["conclusion"] != _Conclusion.FAIL:
            if values.get("failed_items") in _NOTHING:
                del values["failed_items"]
            if values.get("failed_items"):
                yield "failed_items", "结论不是“不合格”，不能填不合格项目，请核对结论。"
            elif pk is not None and self.records[pk]["failed_items"]:
                values["failed_items"] = ""

    def build(self, values):
        return SamplingResult(created_by=self.by, **values)

    def write(self, rows):
        super().write(rows)
        written = [row for row in rows if row.action in ("NEW", "CHANGED")]
        moved = [self.records[row.pk]["enterprise_id"] for row in written if row.pk is not None]
        tell_changed([*(row.values["enterprise_id"] for row in written), *moved])
