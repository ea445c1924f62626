from django.apps import AppConfig


class RiskwarningsConfig(AppConfig):
    name = "riskwarnings"
    label = "warnings"
    verbose_name = "风险预警"
