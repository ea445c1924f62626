from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "registers"
    verbose_name = "基础档案"

    def ready(self):
        from . import exporting  # noqa: F401  their background work makes itself known
        from .imports import runs  # noqa: F401
