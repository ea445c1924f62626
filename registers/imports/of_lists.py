"""The short lists: information sources (R-110, R-111) and regions."""

from registers.fields import initials
from registers.models import InfoSource, Region

from . import cells
from .columns import Choice, Column, Text, Whole, YesNo
from .refusals import CellRefused
from .register import Register

_LEVEL_OF = {2: "PROVINCE", 4: "PREFECTURE", 6: "COUNTY", 9: "TOWN", 12: "VILLAGE"}


def _active():
    return Column(
        "active", "在用", YesNo(), synonyms=("状态", "是否在用"), help="写“是”或“否”。", example="是", unset=True
    )


def new_code(name: str, taken, prefix="") -> str:
    """Return a code made of the pinyin initials of `name` that is not in `taken`."""
    base = f"{prefix}{initials(name).upper()}"[:34] or "X"
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


class SourceRegister(Register):
    slug, label, permission = "sources", "信息来源", "register.manage"
    about = "一行一个来源；按代码对应，没有代码的按名称。"
    model = InfoSource

    name = Column(
        "name",
        "来源名称",
        Text(60, cells.name),
        required=True,
        example="监督抽查",
        synonyms=("来源", "信息来源", "渠道", "名称"),
    )
    code = Column("code", "代码", Text(40, cells.code), synonyms=("来源代码",), help="可不填，新增时自动生成。")
    kind = Column(
        "kind", "类别", Choice(InfoSource.Kind.choices), example="监管执法", synonyms=("来源类别", "渠道类别")
    )
    owner_unit = Column("owner_unit", "归口单位", Text(60), synonyms=("责任单位", "归口科室"))
    order = Column("order", "排序", Whole(), example="10", unset=100, synonyms=("顺序",))
    active = _active()

    def load(self, *, lock=False):
        # A code may hold signs that a cell written as a code loses: SPOT_CHECK stays, AB-1 becomes AB1.
        super().load(lock=lock)
        self._codes = {cells.code(record["code"]): pk for pk, record in self.records.items()}
        self._names = {record["name"]: pk for pk, record in self.records.items()}

    def key(self, values):
        return values.get("code") or ("name", values["name"])

    def find(self, values):
        if values.get("code"):
            found = self._codes.get(values["code"])
            if found is not None:
                values["code"] = self.records[found]["code"]
            return found
        return self._names.get(values["name"])

    def check(self, values, pk):
        if pk is None and not values.get("kind"):
            yield "kind", "新增的来源须写明类别。"

    def build(self, values):
        if not values.get("code"):
            values["code"] = new_code(values["name"], self._codes)
        self._codes.setdefault(values["code"], None)
        return super().build(values)


class RegionRegister(Register):
    slug, label, permission = "regions", "行政区划", "register.manage"
    about = "一行一个区划；上级和级别按代码推定。上级须已登记，或在同一个文件里。"
    model = Region

    code = Column(
        "code", "行政区划代码", Text(12, cells.code), required=True, example="419921100",
        synonyms=("区划代码", "代码", "区域代码"), help="县级以上6位，乡镇9位，村12位。",
    )  # fmt: skip
    name = Column(
        "name", "名称", Text(60, cells.name), required=True, example="城关镇", synonyms=("区划名称", "区划", "行政区划")
    )
    level = Column("level", "级别", Choice(Region.Level.choices), synonyms=("层级",), help="可不填，按代码位数推定。")
    parent = Column(
        "parent", "上级区划代码", Text(12, cells.code), synonyms=("上级代码", "上级区划", "上级"), help="可不填。"
    )
    active = _active()

    def plain(self):
        return ["code", "name", "level", "active"]

    def load(self, *, lock=False):
        super().load(lock=lock)
        self._codes = {record["code"]: pk for pk, record in self.records.items()}
        parents = dict(Region.objects.values_list("pk", "parent__code"))
        for pk, record in self.records.items():
            record["parent"] = parents[pk] or ""
        self._coming: dict[str, str] = {}

    def key(self, values):
        return values["code"]

    def find(self, values):
        code = values["code"]
        if not (code.isascii() and code.isdigit()) or len(code) not in (6, 9, 12):
            raise CellRefused("行政区划代码应为6位（县级以上）、9位（乡镇）或12位（村）数字。")
        return self._codes.get(code)

    def check(self, values, pk):
        code = values["code"]
        values.setdefault("level", self.records[pk]["level"] if pk else self._level(code))
        if "parent" not in values:
            values["parent"] = self.records[pk]["parent"] if pk else self._above(code)
        parent = values["parent"]
        if parent and (parent == code or (parent not in self._codes and parent not in self._coming)):
            yield "parent", f"上级区划 {parent} 还没有登记，也不在本文件前面的行里。"
        else:
            self._coming[code] = values["name"]

    @staticmethod
    def _level(code: str) -> str:
        meaning = code.rstrip("0") if len(code) == 6 else code
        length = len(meaning) + len(meaning) % 2 if len(code) == 6 else len(code)
        return _LEVEL_OF[max(2, length)]

    def _above(self, code: str) -> str:
        """Return the code of the nearest region above `code` that is on file or came before in the file."""
        for length in (9, 6, 4, 2):
            above = code[:length].ljust(6, "0")
            higher = len(above) < len(code) or (len(code) == 6 and above != code)
            if higher and (above in self._codes or above in self._coming):
                return above
        return ""

    def build(self, values):
        return Region(**{name: value for name, value in values.items() if name != "parent"})

    def write(self, rows):
        new = [row for row in rows if row.action == "NEW"]
        changed = [row for row in rows if row.action == "CHANGED"]
        self.write_new(new)
        self.write_changed(changed, also=("parent",))
        ids = dict(Region.objects.values_list("code", "pk"))
        for row in [*new, *(row for row in changed if "parent" in row.changed)]:
            if row.values["parent"] or row.pk:
                Region.objects.filter(code=row.values["code"]).update(parent=ids.get(row.values["parent"]))
