from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "督办与考核"

    def ready(self):
        from registers import listings

        from .measurelist import measure_listing
        from .overdue import overdue_listing

        for resolve in (measure_listing, overdue_listing):
            if resolve not in listings.resolvers:
                listings.resolvers.append(resolve)
