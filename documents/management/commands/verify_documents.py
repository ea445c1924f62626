from django.core.management.base import BaseCommand, CommandError

from documents.integrity import also_kept, faults, faults_of_files
from documents.models import Document


class Command(BaseCommand):
    help = (
        "重新核对全部签发内容、签发稿、正本、盖章扫描件和报送表各版的 SHA-256：缺失或改动的都会列出，并以非零状态退出。"
    )
    wrong = 0

    def handle(self, **options):
        documents = self._check(_documents())
        others = sum(self._check(provider()) for provider in also_kept)
        if self.wrong:
            raise CommandError(f"发现 {self.wrong} 处问题，请保全现场并报告。")
        self.stdout.write(f"已核对 {documents} 份已签发的文书、{others} 份报送表的留存版本，未发现问题。")

    def _check(self, kept) -> int:
        checked = 0
        for name, found in kept:
            checked += 1
            self.wrong += len(found)
            for fault in found:
                self.stderr.write(f"{name}：{fault}")
        return checked


def _documents():
    """Yield every signed document with what is wrong with it and with the scan of its sealed copy."""
    frozen = Document.objects.exclude(signed_at=None).select_related("scan").order_by("pk")
    for document in frozen.iterator(chunk_size=200):
        found, scan = faults(document), document.scan
        if scan is not None:
            found += faults_of_files((scan.file, scan.sha256, "盖章扫描件"))
        yield f"文书 {document.pk}（{document.number or '未编号'}）《{document.title}》", found
