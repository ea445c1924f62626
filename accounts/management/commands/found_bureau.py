"""`manage.py found_bureau`: the bureau and its first administrator, who then adds units and people."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import RegexValidator
from django.db import transaction

from accounts.models import AccountEvent, Bureau, Department, RoleAssignment, User
from accounts.passwords import temporary_password
from accounts.roles import Role

REGION_CODE = RegexValidator(r"^\d{6}$", "行政区划代码应为六位数字，例如 419921。")


class Command(BaseCommand):
    help = "建立一个市场监管局及其第一个管理员账号，打印一次临时密码。机构和人员由该管理员登录后添加。"

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="全称，例如 清源县市场监督管理局")
        parser.add_argument("--short-name", required=True, help="规范简称，例如 清源县市场监管局")
        parser.add_argument("--level", choices=Bureau.Level.values, default=Bureau.Level.COUNTY, help="层级")
        parser.add_argument("--region-code", required=True, help="行政区划代码，六位")
        parser.add_argument("--organ-code", required=True, help="发文代字，例如 清市监")
        parser.add_argument("--government", default="", help="本级人民政府，例如 清源县人民政府")
        parser.add_argument("--parent", help="上级局的全称（须已建立）")
        parser.add_argument("--admin", default="admin", help="管理员的账号，默认 admin")
        parser.add_argument("--admin-name", default="系统管理员", help="管理员的姓名")

    @transaction.atomic
    def handle(self, *args, **given):
        bureau = self._bureau(given)
        office = Department.objects.create(bureau=bureau, name="办公室", kind=Department.Kind.OFFICE)
        if User.objects.filter(username=given["admin"]).exists():
            raise CommandError(f"账号 {given['admin']} 已经存在，没有建立任何内容。请用 --admin 换一个账号。")
        admin, password = (
            User(username=given["admin"], name=given["admin_name"], department=office),
            temporary_password(),
        )
        admin.set_password(password)
        _validated(admin)
        RoleAssignment.objects.create(user=admin, role=Role.ADMIN)
        AccountEvent.objects.create(actor=admin, target=admin, what=AccountEvent.What.CREATED)
        self.stdout.write(f"已建立 {bureau.name}。管理员账号：{admin.username}  临时密码（只显示这一次）：{password}")

    def _bureau(self, given) -> Bureau:
        parent = None
        if given["parent"]:
            parent = Bureau.objects.filter(name=given["parent"]).first()
            if parent is None:
                raise CommandError(f"没有找到上级局 {given['parent']}，没有建立任何内容。请先建立上级局，或核对全称。")
        fields = ("name", "short_name", "level", "region_code", "organ_code")
        bureau = Bureau(parent=parent, government_name=given["government"], **{name: given[name] for name in fields})
        try:
            REGION_CODE(bureau.region_code)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        return _validated(bureau)


def _validated(record):
    """Save `record` when it is right; raise CommandError in the words of the form otherwise."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise CommandError("没有建立任何内容：" + "；".join(error.messages)) from error
    record.save()
    return record
