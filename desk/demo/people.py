"""The people and units of the demo: a county bureau, one beside it, and the bureaus above."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Bureau, Department, RoleAssignment, User
from accounts.roles import Role

PASSWORD = "Zhian-2026"
COUNTY, NEIGHBOUR = "490621", "490622"

#: region code, name, short name, level, code of the bureau above, organ code, government
_BUREAUS = (
    ("490000", "河东省市场监督管理局", "河东省市场监管局", Bureau.Level.PROVINCE, None, "河东市监", "河东省人民政府"),
    (
        "490600", "安州市市场监督管理局", "安州市市场监管局", Bureau.Level.PREFECTURE, "490000", "安市监",
        "安州市人民政府",
    ),
    (COUNTY, "清源县市场监督管理局", "清源县市场监管局", Bureau.Level.COUNTY, "490600", "清市监", "清源县人民政府"),
    (NEIGHBOUR, "澄河县市场监督管理局", "澄河县市场监管局", Bureau.Level.COUNTY, "490600", "澄市监", "澄河县人民政府"),
)  # fmt: skip

_K = Department.Kind
#: bureau, name, kind, login of the leader in charge, reports monthly
_UNITS = (
    (COUNTY, "局领导", _K.LEADERS, "", False),
    (COUNTY, "办公室", _K.OFFICE, "", False),
    (COUNTY, "法规股", _K.SECTION, "lijianguo", False),
    (COUNTY, "质量监督股", _K.SECTION, "lijianguo", True),
    (COUNTY, "食品相关产品股", _K.SECTION, "matao", True),
    (COUNTY, "综合行政执法大队", _K.BRIGADE, "matao", True),
    (COUNTY, "城关市场监管所", _K.STATION_OFFICE, "lijianguo", True),
    (COUNTY, "辛安市场监管所", _K.STATION_OFFICE, "matao", True),
    (COUNTY, "清源县质量检验所", _K.AGENCY, "", False),
    (COUNTY, "清源县产品质量安全风险监测站", _K.MONITORING_STATION, "", False),
    (NEIGHBOUR, "局领导", _K.LEADERS, "", False),
    (NEIGHBOUR, "办公室", _K.OFFICE, "", False),
    (NEIGHBOUR, "产品质量监督股", _K.SECTION, "", True),
    (NEIGHBOUR, "综合行政执法大队", _K.BRIGADE, "", True),
    ("490600", "产品质量安全监管科", _K.SECTION, "", False),
    ("490000", "产品质量安全监督管理处", _K.SECTION, "", False),
    ("490600", "办公室", _K.OFFICE, "", False),
)

#: login, name, bureau, unit, title, roles
_PEOPLE = (
    ("zhaomin", "赵敏", COUNTY, "质量监督股", "质量监督股科员", [Role.STAFF]),
    ("sunli", "孙丽", COUNTY, "质量监督股", "质量监督股科员", [Role.STAFF]),
    ("chenxiao", "陈晓", COUNTY, "质量监督股", "质量监督股股长", [Role.UNIT_HEAD]),
    ("gaoyuan", "高媛", COUNTY, "食品相关产品股", "食品相关产品股科员", [Role.STAFF]),
    ("tanzhiming", "谭志明", COUNTY, "食品相关产品股", "食品相关产品股股长", [Role.UNIT_HEAD]),
    ("lijianguo", "李建国", COUNTY, "局领导", "副局长", [Role.DEPUTY]),
    ("matao", "马涛", COUNTY, "局领导", "副局长", [Role.DEPUTY]),
    ("zhouweidong", "周卫东", COUNTY, "局领导", "局长", [Role.DIRECTOR]),
    ("hejing", "何静", COUNTY, "办公室", "办公室主任", [Role.OFFICE]),
    ("liuyang", "刘洋", COUNTY, "法规股", "法规股股长", [Role.LEGAL]),
    ("wanglei", "王磊", COUNTY, "综合行政执法大队", "执法大队中队长", [Role.BRIGADE]),
    ("hanbing", "韩冰", COUNTY, "综合行政执法大队", "执法大队队员", [Role.BRIGADE]),
    ("guoqiang", "郭强", COUNTY, "综合行政执法大队", "执法大队大队长", [Role.BRIGADE, Role.UNIT_HEAD]),
    ("yangfan", "杨帆", COUNTY, "城关市场监管所", "城关所科员", [Role.STAFF]),
    ("xulei", "徐磊", COUNTY, "城关市场监管所", "城关所所长", [Role.UNIT_HEAD]),
    ("luojia", "罗佳", COUNTY, "辛安市场监管所", "辛安所科员", [Role.STAFF]),
    ("pengfei", "彭飞", COUNTY, "辛安市场监管所", "辛安所所长", [Role.UNIT_HEAD]),
    ("liumin", "刘敏", COUNTY, "清源县质量检验所", "检验员", [Role.AGENCY]),
    ("wuxia", "吴霞", COUNTY, "清源县产品质量安全风险监测站", "监测站站长", [Role.STATION]),
    ("admin", "方志远", COUNTY, "办公室", "系统管理员", [Role.ADMIN]),
    ("songjie", "宋杰", NEIGHBOUR, "产品质量监督股", "产品质量监督股科员", [Role.STAFF]),
    ("dingwei", "丁伟", NEIGHBOUR, "产品质量监督股", "产品质量监督股股长", [Role.UNIT_HEAD]),
    ("caoying", "曹颖", NEIGHBOUR, "局领导", "副局长", [Role.DEPUTY]),
    ("jiangbo", "姜波", NEIGHBOUR, "局领导", "局长", [Role.DIRECTOR]),
    ("shenyue", "沈悦", NEIGHBOUR, "办公室", "办公室科员", [Role.OFFICE]),
    ("renyong", "任勇", NEIGHBOUR, "综合行政执法大队", "执法大队大队长", [Role.BRIGADE, Role.UNIT_HEAD]),
    ("qianwenbo", "钱文博", "490600", "产品质量安全监管科", "产品质量安全监管科科长", [Role.INSPECTOR]),
    ("jiamin", "贾敏", "490000", "产品质量安全监督管理处", "产品质量安全监督管理处副处长", [Role.INSPECTOR]),
    ("yaoli", "姚莉", "490600", "办公室", "办公室科员", [Role.OFFICE]),
)
_ROLES = {login: "、".join(role.label for role in roles) for login, *_, roles in _PEOPLE}
#: Of these the login page and the start message tell the password; the others have the same.
_SHOWN = (
    "zhaomin", "chenxiao", "lijianguo", "zhouweidong", "hejing", "wanglei", "guoqiang", "liuyang", "liumin", "wuxia",
    "gaoyuan", "tanzhiming", "matao", "yangfan", "xulei", "admin", "qianwenbo", "songjie",
)  # fmt: skip


@dataclass(frozen=True)
class DemoAccount:
    """An account to sign in with; it unpacks into the columns of a table."""

    username: str
    password: str
    name: str
    position: str
    unit: str

    def __iter__(self):
        return iter((self.username, self.password, self.name, self.position))


def demo_accounts() -> list[DemoAccount]:
    """Return the accounts to sign in with, one for each role first; empty without the demo. One query.

    An account whose password was changed since is left out, so that what the list says is true.
    """
    people = User.objects.active().filter(username__in=_SHOWN, department__bureau__region_code__startswith="49")
    people = people.filter(must_change_password=False, former_passwords=None).select_related("department__bureau")
    rows = sorted(people, key=lambda person: _SHOWN.index(person.username))
    return [DemoAccount(row.username, PASSWORD, row.name, _ROLES[row.username], _place(row)) for row in rows]


def _place(person: User) -> str:
    own = person.bureau.region_code == COUNTY
    return person.department.name if own else person.bureau.short_name


@dataclass(frozen=True)
class People:
    """Everybody by login: people["zhaomin"]; units by (bureau's region code, name)."""

    bureaus: dict[str, Bureau]
    units: dict[tuple[str, str], Department]
    users: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def unit(self, name: str, bureau: str = COUNTY) -> Department:
        return self.units[bureau, name]


def exists() -> bool:
    return Bureau.objects.filter(region_code__in=(COUNTY, NEIGHBOUR)).exists()


def taken_logins() -> list[str]:
    """Return the logins of the demo that somebody else has already."""
    logins = [login for login, *_ in _PEOPLE]
    return list(User.objects.filter(username__in=logins).order_by("username").values_list("username", flat=True))


def make_people(since: datetime) -> People:
    """Create bureaus, units and people, all in office since `since`."""
    bureaus: dict[str, Bureau] = {}
    for code, name, short, level, above, organ, government in _BUREAUS:
        bureaus[code] = Bureau.objects.create(
            region_code=code, name=name, short_name=short, level=level, parent=bureaus.get(above), organ_code=organ,
            government_name=government,
        )  # fmt: skip
    units = {
        (bureau, name): Department.objects.create(
            bureau=bureaus[bureau], name=name, kind=kind, reports_monthly=monthly, order=order * 10
        )
        for order, (bureau, name, kind, _, monthly) in enumerate(_UNITS, start=1)
    }
    password, users = make_password(PASSWORD), {}
    for at, (login, name, bureau, unit, title, roles) in enumerate(_PEOPLE, start=1):
        users[login] = User.objects.create(
            username=login, name=name, department=units[bureau, unit], title=title, password=password,
            phone=f"0390-71200{at:02d}", must_change_password=False, date_joined=since,
        )  # fmt: skip
        RoleAssignment.objects.bulk_create(RoleAssignment(user=users[login], role=role) for role in roles)
    for bureau, name, _, leader, _ in _UNITS:
        if leader:
            units[bureau, name].supervisor = users[leader]
            units[bureau, name].save(update_fields=["supervisor"])
    return People(bureaus, units, users)
