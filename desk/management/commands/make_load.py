import random
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Bureau
from casefile.models import CaseFile
from desk.demo import exists
from desk.demo.people import taken_logins
from desk.load import bulk, house, informations
from registers.models import ProductType

MOST = 5_000_000


class Command(BaseCommand):
    help = "写入N条虚构的风险信息，供压力测试和查看满载时的样子。只写入空库或演示库，一次写完或者什么也不写。"

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, metavar="N", help=f"条数，1至{MOST}")
        parser.add_argument("--seed", type=int, default=20260101, help="随机种子，默认20260101")
        parser.add_argument("--years", type=float, default=6, help="分布在最近几年，默认6")

    def handle(self, count, seed, years, **options):
        self._check(count, years)
        began, now, rng = time.monotonic(), timezone.now(), random.Random(seed)
        with transaction.atomic():
            places = house.settle(count, rng)
            self.stdout.write(f"机构：{len(places)}个县局；企业：{sum(len(place.firms) for place in places)}家。")
            with bulk.filling(informations.TABLES):
                informations.make(places, count, years, now, rng, self.stdout.write)
                self.stdout.write("  正在建立索引。")
        bulk.settle()
        minutes, seconds = divmod(round(time.monotonic() - began), 60)
        self.stdout.write(f"已写入{count}条风险信息，用时{minutes}分{seconds}秒。演示账号均可登录查看。")

    def _check(self, count: int, years: float) -> None:
        if not 1 <= count <= MOST:
            raise CommandError(f"条数应为1至{MOST}，没有写入任何内容。")
        if not 0.1 <= years <= 30:
            raise CommandError("年数应为0.1至30，没有写入任何内容。")
        if settings.PRODUCTION:
            raise CommandError("正式环境不写入虚构的信息：演示账号的密码是公开的。")
        if not exists() and (Bureau.objects.exists() or CaseFile.objects.exists()):
            raise CommandError("这个数据库里有真实的机构或案卷，没有写入任何内容。请用新建的数据库或演示数据库。")
        if not ProductType.objects.exists():
            raise CommandError("还没有产品类别等基础数据，请先运行 manage.py prepare。")
        if not exists() and (taken := taken_logins()):
            raise CommandError(f"账号{'、'.join(taken)}已被使用，没有写入任何内容。请用新建的数据库。")
