"""Write every kind of document, taken from those on file or filled from a case, as PDF and .docx."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Bureau
from casefile.models import CaseFile
from documents import kinds
from documents.docx_file import docx_bytes
from documents.pdf import render_pdf
from documents.sampling import best_paper


class Command(BaseCommand):
    help = "把每一文种各写一份 PDF 和 .docx 到目录 DIR，内容取自本机最近签发的文书或已有案卷，都没有的用示例。"

    def add_arguments(self, parser):
        parser.add_argument("dir", type=Path)
        parser.add_argument("--bureau", help="局的全称，默认案卷最多的局")

    def handle(self, *, dir, bureau, **options):
        folder, bureau = dir, self._bureau(bureau)
        folder.mkdir(parents=True, exist_ok=True)
        failed = []
        for kind in kinds.KINDS:
            paper, source = best_paper(kind, bureau)
            rendered = render_pdf(paper)
            name = kind.label.replace("、", "")
            (folder / f"{name}.pdf").write_bytes(rendered.bytes)
            (folder / f"{name}.docx").write_bytes(docx_bytes(paper))
            if rendered.missing:
                failed.append(f"{kind.label}：{'、'.join(rendered.missing)}")
            self.stdout.write(f"{name}  {rendered.pages} 页  {len(rendered.bytes) // 1024} kB  {source}")
        if failed:
            raise CommandError("字体中缺字：" + "；".join(failed))

    def _bureau(self, name) -> Bureau:
        if name:
            found = Bureau.objects.filter(name=name).first()
        else:
            busiest = CaseFile.objects.order_by().values_list("bureau", flat=True)
            found = Bureau.objects.filter(pk__in=busiest).first() or Bureau.objects.order_by("level", "pk").first()
        if found is None:
            raise CommandError("没有这个局。请先运行 prepare 和 demo，或用 --bureau 指明全称。")
        return found
