from django.apps import AppConfig
from django.core.checks import Tags, register


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文书"

    def ready(self):
        from casefile import actions
        from documents import checks, dossiers, exports
        from documents.actions import ACTIONS
        from documents.models import Document
        from registers import dossier, listings

        actions.register(Document, ACTIONS, "documents:act")
        register(checks.check_libraries, Tags.compatibility)
        register(checks.check_fonts, Tags.files)
        if dossiers.PART not in dossier.parts:
            dossier.parts.append(dossiers.PART)
            listings.providers.append(exports.document_listings)
