from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register


class SiteConfig(AppConfig):
    name = "config"
    label = "site"
    verbose_name = "质安"

    def ready(self):
        from . import checks

        register(checks.check_mode, Tags.security)
        register(checks.check_production, Tags.security)
        register(checks.check_collected, Tags.security, deploy=True)
        register(checks.check_postgresql, Tags.database)


class OfficeAdminConfig(AdminConfig):
    default_site = "config.adminsite.OfficeAdminSite"
    verbose_name = "数据后台"
