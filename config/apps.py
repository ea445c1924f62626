from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "config"
    label = "site"
    verbose_name = "质安"


class OfficeAdminConfig(AdminConfig):
    default_site = "config.adminsite.OfficeAdminSite"
    verbose_name = "数据后台"
