from django.apps import AppConfig
from django.core.checks import Tags, register


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文书"

    def ready(self):
        from casefile import actions, kinds
        from documents import checks, dossiers, exports
        from documents.actions import ACTIONS
        from documents.batches.actions import ACTIONS as BATCH_ACTIONS
        from documents.incoming.actions import ACTIONS as INCOMING_ACTIONS
        from documents.incoming.states import IncomingState
        from documents.models import Batch, Document, Incoming
        from registers import dossier, listings

        actions.register(Document, ACTIONS, "documents:act")
        kinds.register(
            kinds.CaseKind(
                code="INCOMING", prefix="SW", label="收文", model="documents.Incoming", namespace="documents:incoming",
                view_permission="incoming.view", states=IncomingState, icon="envelope-paper",
                search=("incoming__sender", "incoming__sender_number"), about_enterprises=False,
            )
        )  # fmt: skip
        actions.register(Batch, BATCH_ACTIONS, "documents:batches:act")
        actions.register(Incoming, INCOMING_ACTIONS, "documents:incoming:act")
        register(checks.check_libraries, Tags.compatibility)
        register(checks.check_fonts, Tags.files)
        if dossiers.PART not in dossier.parts:
            dossier.parts.append(dossiers.PART)
            listings.providers.append(exports.document_listings)
