"""The endpoint by which other systems file informations, its description, and the keys to it."""

import json

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import public, requires
from accounts.models import Department, User
from casefile.once import once
from casefile.refusals import AlreadySent
from registers.models import InfoSource

from . import openapi as description
from . import receiving, sourcekeys
from .models import SourceToken

#: Much more than all fields filled to the brim.
MOST_BYTES = 200_000


@csrf_exempt
@public
def informations(request):
    """File one information as JSON, under the key of a source; every answer is JSON and says in Chinese why not."""
    if request.method != "POST":
        return _no(405, "只接受 POST。", Allow="POST")
    try:
        token = sourcekeys.admit(request.headers.get("Authorization", ""))
    except sourcekeys.TooMany as limit:
        wait = str(limit.seconds)
        return _no(429, f"超过每分钟次数，请 {wait} 秒后再试。", **{"Retry-After": wait})
    if token is None:
        words = "没有密钥、密钥不对或者已停用。请在 Authorization 中写 Bearer 和密钥。"
        return _no(401, words, **{"WWW-Authenticate": "Bearer"})
    if request.content_type != "application/json":
        return _no(415, "内容类型应为 application/json。")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _no(413, f"请求内容太大，最多 {MOST_BYTES // 1000} KB。")
    try:
        sent = json.loads(request.body.decode())
        json.dumps(sent, ensure_ascii=False).encode()  # half of a pair like \ud83d is no text and fits nowhere
    except (ValueError, RecursionError):
        return _no(400, "请求内容不是 UTF-8 编码的 JSON。")
    try:
        done = receiving.receive(token, sent)
    except receiving.Rejected as refusal:
        return _no(422, "没有登记：有字段不符合要求。", refusal.errors)
    except receiving.OtherContent as other:
        return _no(409, f"这个编号已经登记为 {other.number}，内容不同；要更正的请电话告知承办股室。")
    case = done.info.case
    answer = {
        "external_id": sent["external_id"], "number": case.number or "", "state": case.state_label,
        "repeated": done.repeated,
        "possible_duplicates": [{"number": row.case.number, "reason": row.reason_text} for row in done.doubles],
    }  # fmt: skip
    return JsonResponse(answer, status=200 if done.repeated else 201, json_dumps_params={"ensure_ascii": False})


def _no(status: int, message: str, errors=None, **headers) -> JsonResponse:
    said = {"message": message, "errors": errors or {}}
    return JsonResponse(said, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def openapi(request):
    document = description.document(f"{request.scheme}://{request.get_host()}")
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})


class KeyForm(forms.Form):
    """For which system, source and unit a key is, and who handles what comes in."""

    name = forms.CharField(label="系统名称", max_length=60, help_text="例如：全国12315平台。")
    source = forms.ModelChoiceField(InfoSource.objects.filter(active=True), label="信息来源")
    handler = forms.ModelChoiceField(
        User.objects.none(), label="经办人", help_text="接收的信息由他（她）所在的股室承办，同时收到消息。"
    )
    per_minute = forms.IntegerField(label="每分钟最多", min_value=1, max_value=600, initial=60)

    def __init__(self, *args, bureau, **kwargs):
        super().__init__(*args, **kwargs)
        kind = Department.Kind
        units = Department.objects.filter(bureau=bureau, active=True, kind__in=(kind.SECTION, kind.STATION_OFFICE))
        people = [person for person in User.objects.active().filter(department__in=units) if person.can("info.assess")]
        field = self.fields["handler"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people]).select_related("department")
        field.label_from_instance = lambda person: f"{person.department} {person.name}"


@requires("register.manage")
@require_http_methods(["GET", "POST"])
def keys(request):
    """The keys of the own bureau; a new one is shown on the answer to its making and never again."""
    bureau = request.user.department.bureau
    form = KeyForm(request.POST or None, bureau=bureau)
    key, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                with once(request):
                    _, key = sourcekeys.make(by=request.user, department=given["handler"].department, **given)
            except AlreadySent:
                messages.info(request, "这个密钥刚才已经建立，只显示一次；没有记下的，请停用后重新建立。")
            form, status = KeyForm(bureau=bureau), 200
    tokens = SourceToken.objects.filter(bureau=bureau).select_related(
        "source", "department", "handler", "created_by", "revoked_by"
    )
    context = {
        "form": form, "key": key, "tokens": tokens, "address": request.build_absolute_uri(reverse("riskinfo:api")),
    }  # fmt: skip
    response = render(request, "riskinfo/keys.html", context, status=status)
    if key:
        response["Cache-Control"] = "private, no-store"
    return response


@requires("register.manage")
@require_POST
def revoke(request, token_id):
    token = SourceToken.objects.filter(bureau=request.user.department.bureau_id, pk=token_id).first()
    if token is None:
        raise Http404("没有这个密钥。")
    if sourcekeys.revoke(token, by=request.user):
        messages.success(request, f"“{token.name}”的密钥已停用，立即失效。")
    else:
        messages.info(request, f"“{token.name}”的密钥此前已经停用。")
    return HttpResponseRedirect(reverse("riskinfo:keys"))
