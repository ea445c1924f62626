from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "casefile"
    verbose_name = "案卷"

    def ready(self):
        from registers import background, listings, workdays

        from . import jobs
        from .deadlines import recompute_year
        from .exports import case_listing

        background.connect(register=jobs.register_work, enqueue=jobs.enqueue)

        if recompute_year not in workdays.on_year_published:
            workdays.on_year_published.append(recompute_year)
        if case_listing not in listings.resolvers:
            listings.resolvers.append(case_listing)
