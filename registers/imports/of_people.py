"""User accounts, by the same form and the same records as on the page of one account."""

from accounts import records
from accounts.forms import UserForm
from accounts.models import Department, User
from accounts.roles import Role

from . import cells
from .columns import Choice, Column, Known, Text, YesNo
from .refusals import CellRefused
from .register import Register


class Roles(Choice):
    """Several roles in one cell, as a frozenset."""

    def clean(self, value, row=None, **kwargs):
        return frozenset(Choice.clean(self, part) for part in cells.several(value))

    def render(self, value, obj=None, **kwargs):
        return "、".join(role.label for role in Role if role in value)


def _phone(cell) -> str:
    return cells.code(cell)


class UserRegister(Register):
    slug, label, permission = "users", "用户", "user.manage"
    needs_person = True
    about = "一行一个账号，按用户名对应。新账号的临时密码只写在结果文件里，首次登录须改密码。"
    model = User
    once = True  #: the result file holds secrets: handed out once, to the person who imported

    username = Column(
        "username", "用户名", Text(150, cells.text), required=True, example="zhangsan", synonyms=("账号", "登录名",
        "登录账号"),
        help="登录用，建好后不能更改。",
    )  # fmt: skip
    name = Column("name", "姓名", Text(30, cells.name), example="张三", synonyms=("人员", "名字"))
    department = Column(
        "department", "所在机构", Known("机构", "本局及下级局的机构"), example="质量监督股", unset=None,
        synonyms=("机构", "部门", "科室", "股室", "单位", "所属机构", "所在单位"),
        help="机构名称；几个局有同名机构的，写“局规范简称·机构”。",
    )  # fmt: skip
    title = Column("title", "职务", Text(40, cells.name), example="科员", synonyms=("岗位",))
    phone = Column("phone", "电话", Text(20, _phone), example="13800138000", synonyms=("手机", "联系电话", "手机号"))
    roles = Column("roles", "角色", Roles(Role.choices), example="经办人", help="多个用“、”隔开。", unset=frozenset())
    is_active = Column("is_active", "在用", YesNo(), example="是", synonyms=("状态", "账号在用"), unset=True)

    def queryset(self):
        return User.objects.managed_by(self.by)

    def load(self, *, lock=False):
        widget = self.fields["department"].widget
        widget.ids, widget.labels, shared = {}, {}, set()
        for unit in Department.objects.managed_by(self.by).select_related("bureau"):
            name, whole = cells.name(unit.name), f"{cells.name(unit.bureau.short_name)}·{cells.name(unit.name)}"
            shared |= {name} & widget.ids.keys()
            widget.ids[name] = widget.ids[whole] = unit.pk
            widget.labels[unit.pk] = whole
        for name in shared:
            del widget.ids[name]
        users = self.queryset().order_by("pk")
        users = users.select_for_update(of=("self",)) if lock else users
        held: dict[int, set] = {}
        for pk, role in self.queryset().order_by().values_list("pk", "role_assignments__role"):
            held.setdefault(pk, set()).add(role)
        self.records = {
            pk: {
                "username": user.username, "name": user.name, "department": user.department_id, "title": user.title,
                "phone": user.phone, "roles": frozenset(held.get(pk, ())) - {None}, "is_active": user.is_active,
            }
            for pk, user in ((user.pk, user) for user in users)
        }  # fmt: skip
        self._ids = {record["username"]: pk for pk, record in self.records.items()}
        self._elsewhere = set(User.objects.exclude(pk__in=self.records).values_list("username", flat=True))

    def key(self, values):
        return values["username"]

    def find(self, values):
        if values["username"] in self._elsewhere:
            raise CellRefused(f"用户名“{values['username']}”已由其他局使用，请换一个。")
        return self._ids.get(values["username"])

    def _form(self, values: dict, pk: int | None) -> UserForm:
        facts = {**(self.records[pk] if pk else {"is_active": True}), **values}
        facts["roles"] = sorted(facts.get("roles", ()))
        return UserForm(facts, instance=User.objects.get(pk=pk) if pk else None, admin=self.by)

    def check(self, values, pk):
        if pk is None and values.get("is_active") is False:
            yield "is_active", "新账号不能是停用的。"
        if pk is None:
            values.pop("is_active", None)
        form = self._form(values, pk)
        for name, reasons in form.errors.items():
            yield (name if name in self.fields else ""), reasons[0]

    def write(self, rows):
        for row in rows:
            if row.action not in ("NEW", "CHANGED"):
                continue
            form = self._form(row.values, row.pk)
            if not form.is_valid():
                raise ValueError(f"row {row.number} was valid when it was planned: {form.errors}")
            if row.pk:
                records.change_user(form, by=self.by)
            else:
                _, password = records.create_user(form, by=self.by)
                self.results[row.number] = f"临时密码 {password}"
