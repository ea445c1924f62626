"""Writing an information down, with the enterprise and what may be the same beside it."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.origins import origin_of
from casefile.pages import get_visible
from casefile.perform import perform
from casefile.refusals import InvalidData, Refused
from registers.lookup import named, near, suggestions, written
from registers.models import Enterprise, ProductType

from . import guards, intake, meanwhile, permissions, sampling_views, samplings
from .duplicates import Facts, Goods, complaints_near, find, firms_of
from .intake_forms import IntakeForm, QuickForm, SupplementForm
from .models import RiskInfo
from .product_forms import product_rows, typed_rows
from .states import InfoState
from .suggesting import suggest

#: So long after it was filed the same text is taken for the same information sent again.
AGAIN = timedelta(minutes=10)
#: Cases out of which an information is written down by hand: a document that came in (R-027), a failed sampling,
#: a study of what stands out (R-224). Monitoring results have their own way.
ORIGINS = frozenset({"INCOMING", "SPOTCHECK", "MONITORPROJECT"})


@requires("info.create")
@require_http_methods(["GET", "POST"])
def new(request):
    """Write an information down; with ?from=<case id> the one that a document that came in asks to act on (R-027),
    with ?sampling=<id> the one that a supervision sampling gives rise to (R-012)."""
    origin = origin_of(request)
    if origin is not None and origin.kind not in ORIGINS:
        raise Http404("风险信息不能由这类案卷转入。")
    sampling = _sampling(request, origin)
    if looking_up(request):
        known = {"token": request.POST.get("token"), "origin": origin, "sampling": sampling}
        return _found(request, IntakeForm, known)
    initial = (_taken_along(origin) if origin else {}) | (samplings.taken_along(sampling) if sampling else {})
    form = IntakeForm(_typed(request), request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        if origin is None and sampling is None and (same := _just_filed(form, request)):
            return _saved(request, same)
        try:
            info = intake.open_info(form, by=request.user, token=_token(request), origin=origin, sampling=sampling)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            return _saved(request, info)
    context = {"token": request.POST.get("token") or uuid.uuid4(), "origin": origin, "sampling": sampling}
    return _page(request, form, context)


@requires("info.create")
@require_http_methods(["GET", "POST"])
def quick(request):
    """One short page for a phone: a few words and a photo become a draft that is completed later."""
    if looking_up(request):
        form, _ = _looked_up(request, QuickForm, None)
        context = {"form": form, "token": request.POST.get("token") or uuid.uuid4(), **_beside(request, form.initial)}
        return render(request, "riskinfo/quick.html", context)
    form = QuickForm(_typed(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if same := _just_filed(form, request):
            return HttpResponseRedirect(same.get_absolute_url())
        try:
            info = intake.open_info(form, by=request.user, token=_token(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已记下，存为草稿。请尽快补齐其余各项并提交，提交后才有编号。")
            return HttpResponseRedirect(info.get_absolute_url())
    token = request.POST.get("token") or uuid.uuid4()
    context = {"form": form, "token": token, **_beside(request, form.data if form.is_bound else {})}
    return render(request, "riskinfo/quick.html", context, status=422 if request.method == "POST" else 200)


@requires("info.create")
@require_http_methods(["GET", "POST"])
def edit(request, case_id):
    info = get_visible(RiskInfo, request.user, case_id)
    if permissions.may_write(info, request.user) is None:
        raise PermissionDenied("草稿由登记人修改。")
    if looking_up(request):
        return _found(request, IntakeForm, {"case": info.case}, info=info)
    form = IntakeForm(_typed(request), user=request.user, info=info)
    posted = request.method == "POST" and form.is_valid()
    nothing_new = posted and not intake.changed(form, IntakeForm.initial_of(info))
    if info.state != InfoState.DRAFT and (request.method == "GET" or nothing_new):
        messages.warning(request, "已经提交，不能再改草稿；要补充的，请用“补充信息”。")
        return HttpResponseRedirect(info.get_absolute_url())
    if posted:
        try:
            intake.change_draft(info, form, by=request.user)
        except InvalidData:
            pass  # the form says what somebody else has changed meanwhile
        except Refused as refusal:
            form.add_error(None, f"{refusal.message}已经提交的，请用“补充信息”。")
        else:
            return _saved(request, info)
    missing = [(form[field].focus_id, text) for field, text in guards.missing(info)]
    return _page(request, form, {"case": info.case, "info": info, "missing": missing})


@requires("info.view")
@require_http_methods(["GET", "POST"])
def supplement(request, case_id):
    info = get_visible(RiskInfo, request.user, case_id)
    if permissions.may_supplement(info, request.user) is None:
        raise PermissionDenied("补充信息由经办人或承办股室负责人办理。")
    if looking_up(request):
        form, found = _looked_up(request, SupplementForm, info)
        context = {"case": info.case, "record": info, "form": form, **found}
        return render(request, "riskinfo/supplement.html", context)
    form = SupplementForm(_typed(request), user=request.user, info=info)
    if request.method == "POST" and form.is_valid():
        try:
            intake.supplement(info, form, by=request.user)
        except InvalidData:
            pass  # the form says what somebody else has changed meanwhile
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已补充。原来的内容保留在办理记录中。")
            return HttpResponseRedirect(info.get_absolute_url())
    context = {"case": info.case, "record": info, "form": form}
    return render(request, "riskinfo/supplement.html", context, status=422 if request.method == "POST" else 200)


@requires("info.create")
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_lookup(request):
    """What may be the same as what is being written down; a warning, never a refusal. Changes nothing.

    Asked by POST while typing, because a description is longer than an address may be.
    """
    given = request.POST if request.method == "POST" else request.GET
    return render(request, "riskinfo/beside_answer.html", _beside(request, given))


def _sampling(request, origin):
    """Return the sampling that the address names, or that the case it comes out of follows up; else None."""
    if "sampling" in request.GET:
        if not request.user.can("register.view"):  # a 监测站 files what it found itself
            raise Http404("没有这个抽查结果，或者您无权查看。")
        return sampling_views.visible(request, _number(request.GET["sampling"]))
    return getattr(origin.kind_info.get_model().objects.get(pk=origin.pk), "sampling", None) if origin else None


def _taken_along(origin) -> dict:
    """Return what the case that the information comes out of knows already."""
    known = {"title": origin.title[:120], "product_type": origin.product_type}
    if origin.enterprise is not None:
        known["enterprise_name"] = written(origin.enterprise)
    return known


# --- what the views share --------------------------------------------------------------
def _typed(request):
    return request.POST if request.method == "POST" else restored(request)


def _token(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def _just_filed(form, request) -> RiskInfo | None:
    """Return what the same person filed word for word some minutes ago, and say so; None where there is nothing.

    Who goes back in the browser finds the form as it was sent, under a new token. With a file it is another one.
    """
    if request.FILES or (form.products.is_bound and form.other_products()):
        return None
    given = form.of_record()
    mine = RiskInfo.objects.filter(
        case__created_by=request.user, case__opened_at__gte=timezone.now() - AGAIN, description=given["description"]
    )
    if token := _token(request):
        mine = mine.exclude(case__creation_token=token)  # the form that arrives twice is known by it
    for info in mine.select_related("case__department", "case__enterprise", "case__product_type", "source"):
        of_case = {"title": form.cleaned_data.get("title"), "department": form.unit} | form.of_case()
        alike = all(getattr(info, name) == value for name, value in given.items())
        if alike and all(getattr(info.case, name) == value for name, value in of_case.items()):
            messages.info(request, "同样的内容您刚才已经存过，没有再存一份。")
            return info
    return None


def _saved(request, info):
    """Go to the draft, or submit it too; what is still missing is said, and nothing is lost."""
    if "submit" not in request.POST:
        messages.success(request, "草稿已保存。提交后取得编号，由股室负责人鉴别。")
        return HttpResponseRedirect(info.get_absolute_url())
    if info.state != InfoState.DRAFT:  # the same form was sent twice
        return HttpResponseRedirect(info.get_absolute_url())
    try:
        perform(info, "submit", by=request.user)
    except Refused as refusal:
        messages.warning(request, f"已存为草稿，还没有提交：{refusal.message}。")
        return HttpResponseRedirect(reverse("riskinfo:edit", args=[info.pk]))
    messages.success(request, f"已提交，编号 {info.case.number}，等待股室负责人鉴别。")
    return HttpResponseRedirect(info.get_absolute_url())


def _page(request, form, context, status=None):
    status = status or (422 if request.method == "POST" else 200)
    given = form.data if form.is_bound else form.initial
    rows = () if form.is_bound else form.products.initial or ()
    context = {"form": form, **_beside(request, given, rows), **context}
    return render(request, "riskinfo/form.html", context, status=status)


def looking_up(request) -> bool:
    """Say whether a button was pressed that only draws the page again, which works without a script."""
    return request.method == "POST" and bool({"find", "pick", "more_products"} & set(request.POST))


def _found(request, form_class, context, info=None):
    """Show the form again as typed, with the enterprises found, or the chosen one filled in."""
    form, found = _looked_up(request, form_class, info)
    return _page(request, form, context | found, status=200)


def _looked_up(request, form_class, info):
    """Return the form as typed and unchecked, the chosen enterprise filled in, more rows where asked for; and what
    was found of the enterprises."""
    blank = form_class(user=request.user, info=info)
    typed = {name: field.widget.value_from_datadict(request.POST, {}, name) for name, field in blank.fields.items()}
    chosen = Enterprise.objects.visible_to(request.user).filter(pk=_number(request.POST.get("pick"))).first()
    if chosen is not None:
        typed["enterprise_name"] = written(chosen)
    form = form_class(user=request.user, info=info, initial=typed)
    form.base = request.POST.get(meanwhile.FIELD, "")  # what the page showed first, not what stands there by now
    form.products = product_rows(initial=typed_rows(request.POST), more=2 if "more_products" in request.POST else 0)
    found = list(suggestions(request.user, typed["enterprise_name"])) if "find" in request.POST else []
    return form, {"found": found, "searched": "find" in request.POST}


def _beside(request, given, rows=()) -> dict:
    """Return what the form shows beside what was typed: near names on file, and what may be the same.

    `rows`: the other products on file, of a form that was not sent yet.
    """
    text = _said(given, "enterprise_name")
    found = named(Enterprise.objects.visible_to(request.user), text)
    product = given.get("product_type")
    if not isinstance(product, ProductType):
        product = ProductType.objects.filter(pk=_number(product)).first()
    facts = Facts(
        bureau_id=request.user.department.bureau_id, enterprise=found[0] if found else None, enterprise_text=text,
        product_type=product, product_name=_said(given, "product_name"), batch=_said(given, "batch"),
        barcode=_said(given, "barcode"), description=_said(given, "description"), besides=_number(given.get("case")),
        firms=firms_of(*(_said(given, name) for name in ("producers", "sellers", "material_suppliers"))),
        goods=tuple(_goods(row) for row in typed_rows(given) or rows),
    )  # fmt: skip
    return {
        "duplicates": find(facts, request.user),
        "complaints": complaints_near(facts),
        "near": [] if found or not text else near(request.user, text),
        "suggestions": suggest(
            request.user, product_name=facts.product_name, description=facts.description, product_type=product,
            besides=facts.besides,
        ),
    }  # fmt: skip


def _goods(row) -> Goods:
    """Return another product as it was typed or as it is on file."""
    return Goods(_number(row["product_type"]), *(_said(row, name) for name in ("name", "batch", "barcode")))


def _said(given, name: str) -> str:
    return str(given.get(name) or "").replace("\x00", "").strip()


def _number(text) -> int | None:
    text = str(text or "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
