from django.apps import AppConfig


class RiskinfoConfig(AppConfig):
    name = "riskinfo"
    verbose_name = "风险信息"
