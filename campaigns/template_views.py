"""方案模板: what is offered, keeping one, changing it (R-236)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent

from . import plantemplates, templating
from .models import Campaign, PlanTemplate
from .templateforms import TemplateForms


@requires("campaign.view")
@require_safe
def index(request):
    bureau = request.user.bureau
    own = PlanTemplate.objects.offered_to(bureau).select_related("bureau", "changed_by")
    context = {
        "shipped": list(plantemplates.shipped().values()),
        "rows": [row for row in own if row.active or row.bureau_id == bureau.pk],
        "bureau": bureau, "may_keep": request.user.can("campaign.plan"),
    }  # fmt: skip
    return render(request, "campaigns/templates.html", context)


@requires("campaign.plan")
@require_POST
def copy(request):
    """Begin a template of one's own from another one."""
    code, bureau = request.POST.get("code", ""), request.user.bureau
    try:
        plan = templating.copy_of(code, bureau)
    except KeyError as error:
        raise Http404("没有这个模板。") from error
    name = dict(plantemplates.choices(bureau))[code].partition("（")[0]
    return _kept(request, templating.free_name(bureau, f"{name}（本局）"), plan)


@requires("campaign.plan")
@require_POST
def save_campaign(request, case_id):
    """Keep the plan of a campaign as a template."""
    record = get_visible(Campaign, request.user, case_id)
    bureau = request.user.bureau
    plan = templating.of_campaign(record)
    return _kept(request, templating.free_name(bureau, plan["title"].replace("{year}年", "")), plan)


def _kept(request, name: str, plan: dict):
    try:
        with once(request):
            made = templating.keep(request.user.bureau, name, plan, by=request.user)
    except AlreadySent as again:
        messages.info(request, again.message)
        return HttpResponseRedirect(reverse("campaigns:templates"))
    except ValidationError as error:
        messages.error(request, "不能存为模板：" + "；".join(error.messages))
        return HttpResponseRedirect(reverse("campaigns:templates"))
    messages.success(request, f"已存为本局模板“{made.name}”，请核对后保存。")
    return HttpResponseRedirect(reverse("campaigns:template", args=[made.pk]))


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    template = get_object_or_404(PlanTemplate.objects.offered_to(request.user.bureau), pk=pk)
    if template.bureau_id != request.user.bureau.pk:
        raise PermissionDenied(f"这是{template.bureau}的模板，可以复制为本局模板再改。")
    typed = request.POST if request.method == "POST" else restored(request)
    forms = TemplateForms(typed, bureau=template.bureau, template=template)
    if request.method == "POST" and forms.is_valid():
        given = forms.head.cleaned_data
        try:
            templating.keep(
                template.bureau, given["name"], forms.plan, by=request.user, template=template, active=given["active"]
            )
        except ValidationError as error:
            forms.head.add_error(None, error)
        else:
            messages.success(request, "模板已保存；以前发起的行动不受影响。")
            return HttpResponseRedirect(reverse("campaigns:templates"))
    context = {"template": template, "form": forms.head, "sets": forms.sets}
    return render(request, "campaigns/template.html", context, status=422 if request.method == "POST" else 200)
