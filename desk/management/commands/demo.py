from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk.demo import exists
from desk.demo.loading import load_demo
from desk.demo.people import taken_logins
from registers.models import ProductType


class Command(BaseCommand):
    help = "装入演示数据：虚构的清源县市场监管局，含人员、企业和一年的案卷。只装一次，再次运行不作改动。"

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("正式环境不装演示数据：演示账号的密码是公开的。")
        if exists():
            self.stdout.write("演示数据已存在，未作改动。")
            return
        if not settings.DEMO:
            self.stdout.write("本系统不在演示模式（ZHIAN_DEMO），演示账号的密码是公开的，没有装入任何内容。")
            return
        if not ProductType.objects.exists():
            raise CommandError("还没有产品类别等基础数据，请先运行 manage.py prepare。")
        if taken := taken_logins():
            raise CommandError(f"账号{'、'.join(taken)}已被使用，没有装入任何内容。演示数据请装入新建的数据库。")
        load_demo(self.stdout.write)
        self.stdout.write("演示数据已装入。")
