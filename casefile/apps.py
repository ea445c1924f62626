from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "casefile"
    verbose_name = "案卷"

    def ready(self):
        from registers import workdays

        from .deadlines import recompute_year

        if recompute_year not in workdays.on_year_published:
            workdays.on_year_published.append(recompute_year)
