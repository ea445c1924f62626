"""Django's admin, opened by the table of roles instead of the staff flag."""

from django.contrib.admin import AdminSite


class OfficeAdminSite(AdminSite):
    site_title = site_header = "质安数据后台"
    index_title = "目录与参数"

    def has_permission(self, request) -> bool:
        return request.user.is_authenticated and request.user.can("site.admin")
