"""Where the made-up informations belong: the bureaus and people of the demo, further counties, their firms."""

import random
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Bureau, Department, RoleAssignment, User
from accounts.roles import Role
from registers.models import Enterprise, ProductType, Region
from registers.validators import uscc_check_character

from ..demo import exists
from ..demo.enterprises import load_regions
from ..demo.people import COUNTY, NEIGHBOUR, PASSWORD, make_people
from . import words

#: Informations for each further county, and how many counties there can be.
A_COUNTY, MOST = 25_000, 25
_K = Department.Kind
#: key, name, kind of the units of a further county; and key, unit, title, roles of its people.
_UNITS = (
    ("leaders", "局领导", _K.LEADERS), ("office", "办公室", _K.OFFICE), ("quality", "质量监督股", _K.SECTION),
    ("brigade", "综合行政执法大队", _K.BRIGADE), ("town", "城关市场监管所", _K.STATION_OFFICE),
    ("agency", "质量检验所", _K.AGENCY),
)  # fmt: skip
_PEOPLE = (
    ("deputy", "leaders", "副局长", (Role.DEPUTY,)), ("office", "office", "办公室主任", (Role.OFFICE,)),
    ("staff1", "quality", "质量监督股科员", (Role.STAFF,)), ("staff2", "quality", "质量监督股科员", (Role.STAFF,)),
    ("head", "quality", "质量监督股股长", (Role.UNIT_HEAD,)), ("officer", "brigade", "执法大队队员", (Role.BRIGADE,)),
    ("captain", "brigade", "执法大队大队长", (Role.BRIGADE, Role.UNIT_HEAD)),
    ("towner", "town", "城关所科员", (Role.STAFF,)), ("chief", "town", "城关所所长", (Role.UNIT_HEAD,)),
    ("tester", "agency", "检验员", (Role.AGENCY,)),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    pk: int
    said: str  #: as the trail names him or her
    role: str


@dataclass(frozen=True)
class Unit:
    """A unit that handles informations, and who does what there."""

    pk: int
    staff: tuple[Person, ...]
    head: Person


@dataclass
class Place:
    """A county: its units, its firms as (id, name, region id), its towns as (id, name)."""

    pk: int
    name: str
    weight: float
    units: list[Unit]
    deputy: Person
    office: Person
    station: Person | None
    station_unit: int | None
    agency: int | None
    tester: Person | None
    towns: list[tuple[int, str]]
    firms: list[tuple[int, str, int]] = field(default_factory=list)


def settle(count: int, rng: random.Random) -> list[Place]:
    """Return the counties among which `count` informations are spread; make what is missing of them."""
    if not exists():
        load_regions()
        make_people(timezone.now())
    _further_counties(min(MOST, count // A_COUNTY))
    codes = Bureau.objects.filter(level=Bureau.Level.COUNTY, region_code__startswith="4906").order_by("region_code")
    places = [_place(bureau) for bureau in codes]
    types = list(ProductType.objects.filter(code__in=words.PRODUCTS).values_list("pk", flat=True))
    for place in places:
        wanted = max(40, round(count * place.weight / sum(each.weight for each in places) / 40))
        _firms(place, wanted, types, rng)
    return places


def _further_counties(number: int) -> None:
    above = Bureau.objects.get(region_code="490600")
    parent = Region.objects.get(code="490600")
    password = make_password(PASSWORD)
    for at, name in enumerate(words.COUNTIES.split()[:number]):
        code = f"4906{30 + at}"
        if Bureau.objects.filter(region_code=code).exists():
            continue
        bureau = Bureau.objects.create(
            region_code=code, name=f"{name}县市场监督管理局", short_name=f"{name}县市场监管局",
            level=Bureau.Level.COUNTY, parent=above, organ_code=f"{name[0]}市监{code[-2:]}",
            government_name=f"{name}县人民政府",
        )  # fmt: skip
        units = {
            key: Department.objects.create(bureau=bureau, name=said, kind=kind, order=order)
            for order, (key, said, kind) in enumerate(_UNITS)
        }
        rng = random.Random(code)
        for key, unit, title, roles in _PEOPLE:
            called = rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=2))
            user = User.objects.create(
                username=f"{key}-{code}", name=called, department=units[unit], title=title, password=password,
                must_change_password=False,
            )  # fmt: skip
            RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in roles)
        county = Region.objects.create(code=code, name=f"{name}县", level=Region.Level.COUNTY, parent=parent)
        Region.objects.bulk_create(
            Region(code=f"{code}{100 + n}", name=f"{''.join(rng.choices(words.PLACE, k=2))}{rng.choice('镇镇镇乡')}",
                   level=Region.Level.TOWN, parent=county)
            for n in range(10)
        )  # fmt: skip


def _place(bureau) -> Place:
    people = User.objects.active().filter(department__bureau=bureau).prefetch_related("role_assignments")
    by_role: dict[Role, list[User]] = {}
    for user in people.order_by("pk"):
        for row in user.role_assignments.all():
            by_role.setdefault(Role(row.role), []).append(user)

    def named(role: Role, unit: int | None = None) -> list[Person]:
        found = [user for user in by_role.get(role, ()) if unit is None or user.department_id == unit]
        return [Person(user.pk, f"{user.name}（{user.username}）", role.value) for user in found]

    units = []
    for unit in bureau.departments.filter(active=True).order_by("pk"):
        heads = named(Role.UNIT_HEAD, unit.pk)
        staff = named(Role.STAFF, unit.pk) or named(Role.BRIGADE, unit.pk)
        staff = [person for person in staff if person.pk not in {head.pk for head in heads}]
        if heads and (staff or unit.kind == Department.Kind.BRIGADE):
            units.append(Unit(unit.pk, tuple(staff or heads), heads[0]))
    station, agency = by_role.get(Role.STATION, [None])[0], by_role.get(Role.AGENCY, [None])[0]
    towns = Region.objects.filter(code__startswith=bureau.region_code, level=Region.Level.TOWN)
    return Place(
        pk=bureau.pk, name=bureau.name.removesuffix("市场监督管理局"),
        weight={COUNTY: 8.0, NEIGHBOUR: 2.0}.get(bureau.region_code, 1.0), units=units,
        deputy=named(Role.DEPUTY)[0], office=named(Role.OFFICE)[0],
        station=next(iter(named(Role.STATION)), None), station_unit=station.department_id if station else None,
        agency=agency.department_id if agency else None, tester=next(iter(named(Role.AGENCY)), None),
        towns=list(towns.order_by("pk").values_list("pk", "name")),
    )  # fmt: skip


def _firms(place: Place, wanted: int, types: list[int], rng: random.Random) -> None:
    """See to it that the county has so many firms on file; those that are there are used too."""
    known = Enterprise.objects.filter(bureau=place.pk).order_by("pk")
    start = known.count()
    goods = [name for names in words.PRODUCTS.values() for name in names.split()]
    code = Bureau.objects.get(pk=place.pk).region_code
    fresh = []
    for number in range(start, max(start, wanted)):
        called = "".join(rng.choices(words.TRADE, k=rng.choice((2, 2, 2, 3))))
        trade = rng.choice(goods)[-4:] if rng.random() < 0.2 else rng.choice(words.DEALS)
        town = rng.choice(place.towns)
        body = f"91{code}MA{number:07d}"
        fresh.append(
            Enterprise(
                bureau_id=place.pk, name=f"{place.name}{called}{trade}{rng.choice(words.FORMS)}"[:120],
                uscc=body + uscc_check_character(body), region_id=town[0],
                address=f"{town[1]}{rng.choice(words.STREETS)}{rng.randint(1, 300)}号",
                contact_person=rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=2)),
                contact_phone=f"139{rng.randint(0, 99999999):08d}", is_producer=rng.random() < 0.4, is_seller=True,
            )
        )  # fmt: skip
    Enterprise.objects.bulk_create(fresh, batch_size=2000)
    through = Enterprise.product_types.through
    through.objects.bulk_create(
        [through(enterprise_id=row.pk, producttype_id=rng.choice(types)) for row in fresh], batch_size=5000
    )
    place.firms = list(known.filter(active=True).values_list("pk", "name", "region"))
