from django.apps import AppConfig
from django.core.checks import Tags, register


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文书"

    def ready(self):
        from documents import checks

        register(checks.check_libraries, Tags.compatibility)
        register(checks.check_fonts, Tags.files)
