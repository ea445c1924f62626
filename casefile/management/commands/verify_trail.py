from django.core.management.base import BaseCommand, CommandError

from casefile.models import CaseFile, TransitionRecord
from casefile.trail import verify


class Command(BaseCommand):
    help = "核对办理记录的摘要链：任何一条被删除、改动或插入都会列出，并以非零状态退出。"

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="*", help="只核对这些编号的案卷（默认全部）")

    def handle(self, numbers, **options):
        cases = CaseFile.objects.filter(number__in=numbers) if numbers else CaseFile.objects.all()
        faults = list(verify(cases.order_by("pk").iterator(chunk_size=500)))
        for fault in faults:
            self.stderr.write(f"案卷 {fault.case_id}（{fault.number}）第 {fault.seq} 条：{fault.text}")
        if faults:
            raise CommandError(f"发现 {len(faults)} 处问题，请保全现场并报告。")
        self.stdout.write(f"已核对 {cases.count()} 件案卷、{TransitionRecord.objects.count()} 条记录，未发现问题。")
