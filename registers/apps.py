from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "registers"
    verbose_name = "基础档案"

    def ready(self):
        from .imports import runs  # noqa: F401  its background work makes itself known
