from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasefileConfig(AppConfig):
    name = "casefile"
    verbose_name = "案卷"

    def ready(self):
        from registers import background, dossier, listings, workdays

        from . import dossiers, jobs, longacts, tallies, tallying  # noqa: F401  the last makes its background work known
        from .deadlines import recompute_year
        from .exports import case_listings

        tallying.register(tallies.BY_STATE)
        post_migrate.connect(tallying.install, dispatch_uid="tallies")

        background.connect(register=jobs.register_work, enqueue=jobs.enqueue)

        if recompute_year not in workdays.on_year_published:
            workdays.on_year_published.append(recompute_year)
        if case_listings not in listings.providers:
            listings.providers.append(case_listings)
        if dossiers.PART not in dossier.parts:
            dossier.parts.insert(0, dossiers.PART)  # before the documents
            dossier.product_parts.append(dossiers.product_card)
