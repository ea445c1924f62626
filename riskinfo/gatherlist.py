"""Informations from a list (R-110): complaints exported from 12315, lists of media reports.

Each row becomes an information through `intake.open_info`, as if it had been typed, and is submitted when
nothing is missing; else it stays a draft that says what is. What a source has numbered comes in once: a row
that is known changes nothing, so the same file again does nothing.
"""

import uuid

from django.urls import reverse

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import Refused
from registers.imports import cells
from registers.imports.columns import Choice, Column, Day, Known, Paragraphs, Several, Text, YesNo
from registers.imports.of_enterprises import load_known
from registers.imports.refusals import CellRefused
from registers.imports.register import Register
from registers.lookup import named, written
from registers.models import Enterprise, InfoSource, ProductType, Region
from registers.similar import NamesOnFile
from registers.validators import normalise_phone

from . import duplicates, gathering, guards, intake, states
from .intake_forms import IntakeForm, handling_units
from .models import GatheredItem, Gathering, RiskInfo

#: Each row is a case with number, deadline and reminders, all in one transaction that others wait for.
MOST = 500
_NAMESPACE = uuid.UUID("6f0f7d54-8a8c-5d3e-9a1e-7a6d1c0b3c11")
#: Columns whose value goes into the form under the same name.
_PLAIN = ("title", "description", "product_name", "batch", "brand", "sellers", "affected_area", "standard_number",
          "source_reference", "source_detail", "source_level", "info_kind", "certainty", "is_key",
          "reporter_name", "reporter_phone")  # fmt: skip


def _unmasked(clean):
    """Exports of other systems mask people themselves: 李** or 139****1111 tells nothing and is left out."""

    def read(cell):
        found = clean(cell)
        return "" if "*" in found or "＊" in found else found

    return read


def _reference(cell) -> str:
    """Return a number or an address of another system as it stands; one that Excel has rounded is refused."""
    cells.code(cell)
    return cells.text(cell).replace(" ", "")


def _phone(cell) -> str:
    return normalise_phone(cells.text(cell))


class InformationRegister(Register):
    """One row an information. `context`: gathering or source (ids), department, and what holds for every row
    that says nothing itself: certainty, basis, harm_objects, info_kind."""

    slug, label, permission = "informations", "风险信息", "info.create"
    about = "一行一条，按信息来源和来源编号对应；已经登记的不再登记，也不改动。"
    model = RiskInfo
    private = needs_person = True
    start_url = "riskinfo:gathering:import"

    external_id = Column(
        "external_id", "来源编号", Text(200, _reference), required=True, example="1419921002026112300017",
        synonyms=("登记编号", "投诉编号", "举报编号", "工单编号", "工单号", "编号", "投诉单号", "信息编号",
            "登记号", "链接", "网址"),
        help="来源系统里的编号；没有编号的写报道链接。同一来源的同一编号只登记一次。",
    )  # fmt: skip
    found_on = Column(
        "found_on", "发现日期", Day(), unset=None, example="2026-11-20",
        synonyms=("登记时间", "投诉时间", "举报时间", "受理时间", "接收时间", "发布时间", "报道日期",
            "发布日期", "日期", "登记日期"),
    )  # fmt: skip
    title = Column("title", "标题", Text(200), synonyms=("事项", "新闻标题", "报道标题", "投诉主题", "主题"))
    description = Column(
        "description", "风险描述", Paragraphs(4000), required=True, example="购买的电热毯使用一周后冒烟，要求退货。",
        synonyms=("投诉内容", "举报内容", "诉求内容", "问题描述", "反映内容", "具体问题", "内容", "摘要",
            "报道内容", "事实描述"),
    )  # fmt: skip
    enterprise_name = Column(
        "enterprise_name", "企业", Text(120, cells.name), example="清源县福临家电店",
        synonyms=("企业名称", "被投诉主体", "被投诉企业", "被举报人", "被投诉人", "被投诉主体名称", "涉及主体",
            "涉及企业", "单位名称", "主体名称"),
        help="档案里有的自动对上；没有的照写，会提示相近的，不自动认定。",
    )  # fmt: skip
    enterprise_code = Column(
        "enterprise_code", "统一社会信用代码", Text(18, cells.code), synonyms=("信用代码", "社会信用代码", "主体代码")
    )
    product_type = Column(
        "product_type", "产品类别", Text(120, cells.name), example="电热毯",
        synonyms=("商品类别", "产品类型", "投诉类别", "商品分类"), help="登记簿里没有的写法不采用，其余照常登记。",
    )  # fmt: skip
    product_name = Column(
        "product_name", "产品名称", Text(120), synonyms=("商品名称", "商品", "产品", "涉及产品", "商品或服务", "品名")
    )
    batch = Column("batch", "规格型号、批次", Text(120), synonyms=("规格型号", "型号", "批次", "规格"))
    brand = Column("brand", "商标", Text(60), synonyms=("品牌", "商标品牌"))
    sellers = Column("sellers", "销售者", Text(300), synonyms=("销售单位", "经销商", "销售平台", "平台"))
    region = Column(
        "region", "涉及区域", Text(60, cells.name), synonyms=("区域", "乡镇", "所属辖区", "辖区", "所在区划")
    )
    affected_area = Column("affected_area", "涉及区域说明", Text(200), synonyms=("地址", "事发地", "企业地址"))
    source_id = Column(
        "source_id", "信息来源", Known("信息来源", "信息来源登记簿"), unset=None, synonyms=("来源渠道",),
        help="整批同一来源的不用这一列。",
    )  # fmt: skip
    source_level = Column("source_level", "组织层级", Choice(states.SourceLevel.choices))
    source_reference = Column("source_reference", "来文字号", Text(80), synonyms=("文号",))
    source_detail = Column("source_detail", "来源说明", Text(120), synonyms=("媒体", "媒体名称", "发布媒体", "网站"))
    standard_number = Column("standard_number", "标准号", Text(120), synonyms=("执行标准",))
    info_kind = Column("info_kind", "信息类型", Choice(states.InfoKind.choices))
    certainty = Column("certainty", "存在程度", Choice(states.Certainty.choices))
    basis = Column(
        "basis", "认定依据", Several(states.Basis.choices, UNREASONABLE_DANGER=("不合理危险",),
        STANDARD_VIOLATION=("不符合标准", "不符合强制性标准")), unset=(),
    )  # fmt: skip
    harm_objects = Column("harm_objects", "危害对象", Several(states.HarmObject.choices), unset=())
    is_key = Column("is_key", "重点风险信息", YesNo(), unset=False)
    reporter_name = Column(
        "reporter_name", "反映人", Text(30, _unmasked(cells.name)), secret=True,
        synonyms=("投诉人", "举报人", "投诉人姓名", "举报人姓名", "消费者", "消费者姓名", "反映人姓名"),
        help="保密：页面和结果文件里遮盖，登记后只有经办人、股室负责人和分管领导能查看。",
    )  # fmt: skip
    reporter_phone = Column(
        "reporter_phone", "反映人电话", Text(30, _unmasked(_phone)), secret=True,
        synonyms=("投诉人电话", "举报人电话", "联系电话", "联系方式", "投诉人联系方式", "手机号", "消费者电话"),
        help="同样保密。",
    )  # fmt: skip

    @classmethod
    def back(cls, context):
        row = Gathering.objects.filter(pk=context.get("gathering")).first()
        if row is not None:
            return "回到本期归集", row.get_absolute_url()
        return "风险信息列表", reverse("riskinfo:list")

    def load(self, *, lock=False):
        if lock:
            intake.one_by_one(self.bureau)
        self._gathering = None
        if self.context.get("gathering"):
            rows = Gathering.objects.select_related("plan__source", "plan__department", "plan__bureau")
            self._gathering = rows.get(pk=self.context["gathering"], plan__bureau=self.bureau)
        self._source = self._gathering.plan.source_id if self._gathering else self.context.get("source")
        load_known(self.fields["source_id"].widget, InfoSource.objects.filter(active=True))
        held = GatheredItem.objects.filter(bureau=self.bureau).values_list(
            "source", "external_id", "info", "info__case__number"
        )
        self._known, self._numbers = {}, {}
        for source, external_id, info, number in held:
            self._known[source, external_id], self._numbers[info] = info, number or "草稿"
        self.records = {info: {} for info in self._known.values()}
        self._products = _by_name(ProductType.objects.active())
        self._regions = _by_name(Region.objects.filter(code__startswith=self.bureau.region_code[:6], active=True))
        self._names = NamesOnFile(self.bureau)
        self._on_file = Enterprise.objects.visible_to(self.by)
        self._unit = self._unit_of()
        self._forms: dict = {}

    def _unit_of(self):
        units = handling_units(self.by)
        wanted = self._gathering.plan.department_id if self._gathering else self.context.get("department")
        return next((unit for unit in units if unit.pk == wanted), units[0] if units else None)

    def key(self, values):
        return values["source_id"], values["external_id"]

    def find(self, values):
        values.setdefault("source_id", self._source)
        if values["source_id"] is None:
            raise CellRefused("没有写明信息来源：请在上传时选整批的来源，或者加“信息来源”一列。")
        if self._gathering and values["source_id"] != self._source:
            raise CellRefused(f"这一行的信息来源不是“{self._gathering.plan.source}”，请从“导入名单”单独导入。")
        return self._known.get(self.key(values))

    def check(self, values, pk):
        if pk is not None:
            values.clear()  # an information that is on file is supplemented on its page, with the reason
            return
        if len(self._forms) >= MOST:
            yield "", f"一次最多登记 {MOST} 条，请分成几个文件。"
            return
        if self._unit is None:
            yield "", "没有可以承办的股室，请联系管理员设置机构。"
            return
        data, told = self._typed(values)
        form = IntakeForm(data, user=self.by)
        if not form.is_valid():
            for name, errors in form.errors.items():
                yield (name if name in self.fields else ""), "；".join(errors)
            return
        self._forms.setdefault(self.key(values), (form, told))  # of two rows with one number the first counts

    def _typed(self, values) -> tuple[dict, list[str]]:
        """Return what somebody would have typed into the form, and what is to be told of the row."""
        told = []
        data = {name: values[name] for name in _PLAIN if name in values}
        data |= {"source": values["source_id"], "department": self._unit.pk}
        for name in ("certainty", "info_kind"):
            data.setdefault(name, self.context.get(name, ""))
        for name in ("basis", "harm_objects"):
            data[name] = list(values.get(name) or self.context.get(name, ()))
        if values.get("found_on"):
            data["found_on"] = values["found_on"].isoformat()
        data["enterprise_name"] = self._enterprise(values, told)
        if product := values.get("product_type"):
            data["product_type"] = self._products.get(product)
            if data["product_type"] is None:
                told.append(f"产品类别“{product}”不在登记簿中，没有采用。")
        if region := values.get("region"):
            data["region"] = self._regions.get(region)
            if data["region"] is None and not data.get("affected_area"):
                data["affected_area"] = region
        return data, told

    def _enterprise(self, values, told) -> str:
        """Return how the enterprise is typed: the one on file by code, else the name as it stands."""
        code, name = values.get("enterprise_code"), values.get("enterprise_name", "")
        if code and (found := named(self._on_file, code)):
            if name and found[0] not in named(self._on_file, name):
                told.append(f"表里写的是“{name}”，代码 {code} 在档案里是“{found[0].name}”，按代码登记，请核对。")
            return written(found[0])
        if code and not name:
            told.append(f"企业档案里没有代码 {code}，也没有写企业名称。")
        if name and not named(self._on_file, name):
            near = Enterprise.objects.in_bulk(list(self._names.nearest(name))[:2])
            if near:
                others = "、".join(f"“{written(row)}”" for row in near.values())
                told.append(f"企业未建档；档案中有相近的{others}，登记后请核对是不是同一家。")
        return name

    def advise(self, values, pk):
        if pk is not None:
            yield f"已经登记：{self._numbers[pk]}"
            return
        form, told = self._forms[self.key(values)]
        yield from told
        yield self._lacking(form) or "资料齐全，登记后提交鉴别。"
        given = form.cleaned_data
        facts = duplicates.Facts(
            bureau_id=self.bureau.pk, enterprise=form.enterprise, enterprise_text=form.enterprise_text,
            product_type=given["product_type"], product_name=given["product_name"], batch=given["batch"],
            description=given["description"], near=given["found_on"], firms=duplicates.firms_of(given["sellers"]),
        )  # fmt: skip
        same = [f"{row.case.number}（{row.reason_text}）" for row in duplicates.find(facts, self.by)[:2]]
        if same:
            yield f"可能重复：{'、'.join(same)}，请核对。"

    @staticmethod
    def _lacking(form) -> str:
        """Return what the draft would lack to be submitted, or an empty text."""
        record = RiskInfo(case=CaseFile(**form.of_case()), **form.of_record())
        lacking = [text for _, text in guards.missing(record)]
        return f"登记为草稿，提交前还要补：{'；'.join(lacking)}。" if lacking else ""

    def write(self, rows):
        for row in rows:
            if row.action == "NEW":
                self.results[row.number] = self._register(*self.key(row.values))
        if self._gathering:
            role = gathering.may_record(self._gathering, self.by)
            gathering.came_in(self._gathering, by=self.by, role=role)

    def _register(self, source: int, external_id: str) -> str:
        form, _ = self._forms[source, external_id]
        token = uuid.uuid5(_NAMESPACE, f"{self.bureau.pk}:{source}:{external_id}")
        info = intake.open_info(form, by=self.by, token=token)
        GatheredItem.objects.create(
            info=info, bureau=self.bureau, source_id=source, external_id=external_id, gathering=self._gathering
        )
        if guards.missing(info):
            return "已存为草稿"
        try:
            perform(info, "submit", by=self.by)
        except Refused as refusal:
            return f"已存为草稿，没有提交：{refusal.message}"
        return f"已提交，编号 {info.case.number}"


def _by_name(rows) -> dict[str, int]:
    """Return {code or name: id}; a name that two rows share finds neither."""
    found: dict[str, int | None] = {}
    for pk, code, name in rows.values_list("pk", "code", "name"):
        name = cells.name(name)
        found[name] = None if name in found else pk
        found[code] = pk
    return {key: pk for key, pk in found.items() if pk is not None}
