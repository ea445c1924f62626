"""The registers in the back office, for the administrator. Nothing here is ever deleted: deactivate it."""

from django.contrib import admin
from django.shortcuts import redirect

from .models import (
    CalendarDay,
    CalendarYear,
    Catalogue,
    CatalogueEntry,
    Enterprise,
    EnterpriseAlias,
    InfoSource,
    LegalBasis,
    Licence,
    ProductType,
    Region,
    SamplingResult,
)
from .samplings import tell_changed


class RegisterAdmin(admin.ModelAdmin):
    """Asks the roles of accounts.roles, not Django's permission tables."""

    permission = "register.manage"

    def has_module_permission(self, request):
        return request.user.can(self.permission)

    def has_view_permission(self, request, obj=None):
        return request.user.can(self.permission)

    def has_add_permission(self, request, obj=None):
        return request.user.can(self.permission)

    def has_change_permission(self, request, obj=None):
        return request.user.can(self.permission)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(RegisterAdmin):
    list_display = ["code", "name", "level", "parent", "active"]
    list_filter = ["level", "active"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]


@admin.register(InfoSource)
class InfoSourceAdmin(RegisterAdmin):
    list_display = ["name", "code", "kind", "owner_unit", "order", "active"]
    list_editable = ["order", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["code", "name"]


@admin.register(ProductType)
class ProductTypeAdmin(RegisterAdmin):
    list_display = [
        "name", "code", "parent", "domain", "licence_required", "ccc_required", "mandatory_standard", "risk_grade",
        "active",
    ]  # fmt: skip
    list_filter = ["domain", "elderly_or_child", "licence_required", "ccc_required", "risk_grade", "active"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]


class CatalogueEntryInline(admin.TabularInline):
    """Rows of a catalogue; nothing hangs on one, so a wrong row may be taken out."""

    model = CatalogueEntry
    autocomplete_fields = ["product_type"]
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.can("register.manage")

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Catalogue)
class CatalogueAdmin(RegisterAdmin):
    list_display = ["name", "year", "level", "issuer", "document_number"]
    list_filter = ["year", "level"]
    search_fields = ["code", "name", "issuer"]
    inlines = [CatalogueEntryInline]


@admin.register(LegalBasis)
class LegalBasisAdmin(RegisterAdmin):
    list_display = ["title", "number", "article", "valid_from", "valid_to", "verified"]
    list_filter = ["verified"]
    search_fields = ["title", "number", "text"]


@admin.register(Enterprise)
class EnterpriseAdmin(RegisterAdmin):
    """For mass corrections; officers work on the pages of the site. Own bureau and those below it."""

    list_display = ["name", "uscc", "bureau", "region", "tier", "active"]
    list_filter = ["tier", "is_producer", "is_seller", "active"]
    search_fields = ["name", "uscc", "initials"]
    autocomplete_fields = ["region"]
    filter_horizontal = ["product_types"]
    list_select_related = ["bureau", "region"]
    # Confidential notes are not for who keeps the system; the tier changes with its reason, on the enterprise's page.
    exclude = ["notes"]
    readonly_fields = ["tier"]

    def history_view(self, request, object_id, extra_context=None):
        """Show the history where what is confidential is left out."""
        return redirect("registers:enterprise", object_id)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class IdentityInline(admin.TabularInline):
    """Other names and licences of an enterprise."""

    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.can("register.manage")

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class AliasInline(IdentityInline):
    model = EnterpriseAlias


class LicenceInline(IdentityInline):
    model = Licence


EnterpriseAdmin.inlines = [AliasInline, LicenceInline]


@admin.register(SamplingResult)
class SamplingResultAdmin(RegisterAdmin):
    list_display = ["product_name", "enterprise", "sampled_on", "conclusion", "report_number"]
    list_filter = ["conclusion", "place"]
    search_fields = ["product_name", "report_number", "external_id"]
    raw_id_fields = ["enterprise"]
    autocomplete_fields = ["product_type"]
    list_select_related = ["enterprise"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def save_model(self, request, obj, form, change):
        """The enterprise that it was put down to before by mistake is asked about too."""
        before = SamplingResult.objects.filter(pk=obj.pk).values_list("enterprise", flat=True)
        concerned = [*before, obj.enterprise_id]
        super().save_model(request, obj, form, change)
        tell_changed(concerned)


class CalendarAdmin(RegisterAdmin):
    """To look only: a notice enters as a whole, on the page 工作日历, so that deadlines follow."""

    permission = "calendar.manage"

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    list_display = ["year", "status", "notice_no"]


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    list_display = ["date", "kind", "name", "source"]
    list_filter = ["kind", "year"]
    date_hierarchy = "date"
