from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "督办与考核"

    def ready(self):
        from registers import listings

        if _listings not in listings.providers:
            listings.providers.append(_listings)


def _listings():
    """Return what goes out as a spreadsheet."""
    from .exports import LISTINGS
    from .measurelist import measure_listing
    from .overdue import overdue_listing

    return [measure_listing(), overdue_listing(), *LISTINGS]
