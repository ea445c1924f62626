"""The county bureau that tests work with: its units and its people."""

from dataclasses import dataclass

from accounts.models import Bureau, Department, RoleAssignment, User
from accounts.roles import Role

PASSWORD = "Qingyuan-2026"


@dataclass
class County:
    prefecture: Bureau
    bureau: Bureau
    leaders: Department
    office: Department
    quality: Department
    station: Department
    brigade: Department
    agency: Department
    staff: User
    second_staff: User
    head: User
    deputy: User
    second_deputy: User
    director: User
    office_clerk: User
    brigade_officer: User
    brigade_head: User
    tester: User
    other_staff: User
    other_head: User
    admin: User
    inspector: User

    @property
    def people(self) -> list[User]:
        return [value for value in vars(self).values() if isinstance(value, User)]


def person(username, name, department, *roles, title="") -> User:
    """Create an active user with `roles`, whose password is PASSWORD."""
    user = User(username=username, name=name, department=department, title=title, must_change_password=False)
    user.set_password(PASSWORD)
    user.save()
    RoleAssignment.objects.bulk_create([RoleAssignment(user=user, role=role) for role in roles])
    return user


def make_county() -> County:
    """Create 清源县市场监督管理局 below its prefecture bureau, with people in every role."""
    kind = Department.Kind
    prefecture = Bureau.objects.create(
        name="安州市市场监督管理局", short_name="安州市市场监管局", level=Bureau.Level.PREFECTURE, region_code="419900",
        organ_code="安市监", government_name="安州市人民政府",
    )  # fmt: skip
    bureau = Bureau.objects.create(
        name="清源县市场监督管理局", short_name="清源县市场监管局", level=Bureau.Level.COUNTY, parent=prefecture,
        region_code="419921", organ_code="清市监", government_name="清源县人民政府",
    )  # fmt: skip
    units = {
        "leaders": ("局领导", kind.LEADERS), "office": ("办公室", kind.OFFICE), "quality": ("质量监督股", kind.SECTION),
        "station": ("城关市场监管所", kind.STATION_OFFICE), "brigade": ("综合行政执法大队", kind.BRIGADE),
        "agency": ("清源县质量检验所", kind.AGENCY),
    }  # fmt: skip
    made = {
        key: Department.objects.create(
            bureau=bureau, name=name, kind=of, reports_monthly=of in (kind.SECTION, kind.STATION_OFFICE, kind.BRIGADE)
        )
        for key, (name, of) in units.items()
    }
    monitoring = Department.objects.create(bureau=prefecture, name="产品质量安全监管科", kind=kind.SECTION)
    people = {
        "staff": person("zhaomin", "赵敏", made["quality"], Role.STAFF, title="质量监督股科员"),
        "second_staff": person("sunli", "孙丽", made["quality"], Role.STAFF),
        "head": person("chenxiao", "陈晓", made["quality"], Role.UNIT_HEAD, title="质量监督股股长"),
        "deputy": person("lijianguo", "李建国", made["leaders"], Role.DEPUTY, title="副局长"),
        "second_deputy": person("matao", "马涛", made["leaders"], Role.DEPUTY, title="副局长"),
        "director": person("zhouweidong", "周卫东", made["leaders"], Role.DIRECTOR, title="局长"),
        "office_clerk": person("hejing", "何静", made["office"], Role.OFFICE),
        "brigade_officer": person("wanglei", "王磊", made["brigade"], Role.BRIGADE),
        "brigade_head": person("guoqiang", "郭强", made["brigade"], Role.BRIGADE, Role.UNIT_HEAD, title="大队长"),
        "tester": person("liumin", "刘敏", made["agency"], Role.AGENCY),
        "other_staff": person("yangfan", "杨帆", made["station"], Role.STAFF),
        "other_head": person("xulei", "徐磊", made["station"], Role.UNIT_HEAD, title="城关所所长"),
        "admin": person("admin", "管理员", made["office"], Role.ADMIN),
        "inspector": person("ducha", "督查员", monitoring, Role.INSPECTOR),
    }
    return County(prefecture=prefecture, bureau=bureau, **made, **people)
