"""A person's own filters of a list by name, shared with the unit where wanted.

Every list of a kind of case has them; another list is made known by `register` and drawn with what `offered` returns.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in

from . import kinds
from .awhile import VIEWS, kept_awhile
from .models import SavedView

#: So many of one person's for one list.
MOST = 20
#: What says where in a list one is, and narrows nothing.
_PLACE = ("after", "page")


@dataclass(frozen=True)
class SavedList:
    """A list whose filters are kept: `code` stands in SavedView.kind, `permission` is what opens it."""

    code: str
    url_name: str
    permission: str


_OTHERS: dict[str, SavedList] = {}


def register(code: str, url_name: str, permission: str) -> None:
    """Let a list keep filters that is not of a kind of case; called once by each app when Django starts."""
    _OTHERS[code] = SavedList(code, url_name, permission)


def _lists() -> dict[str, SavedList]:
    of_kinds = {
        kind.code: SavedList(kind.code, f"{kind.namespace}:list", kind.view_permission) for kind in kinds.all_kinds()
    }
    return of_kinds | _OTHERS


def offered(request, code: str) -> dict:
    """Return what casefile/saved_views.html shows over a list that was made known by `register`."""
    query = conditions(request.GET)
    address = reverse(_OTHERS[code].url_name)
    return {"code": code, "query": query, "filtered": bool(query),
            "views": views_of(request.user, code, address, query)}  # fmt: skip


def conditions(query) -> str:
    """Return the filters of a QueryDict as an address carries them, without the place in the list."""
    kept = [(key, value) for key, values in query.lists() for value in values if key not in _PLACE and value]
    return urlencode(kept)


def views_of(user, code: str, address: str, current: str) -> list[dict]:
    """Return the saved views of a list: {"pk", "name", "shared", "owner" (a name), "url", "mine", "now" (it is shown)}.

    They are kept for a short while: a colleague's new one shows a little later.
    """
    return [
        {
            "pk": pk, "name": name, "shared": shared, "owner": owner, "mine": owner_id == user.pk,
            "url": f"{address}?{query}", "now": query == current,
        }
        for listed, pk, name, query, shared, owner_id, owner in kept_awhile(user, VIEWS, lambda: _views_of(user))
        if listed == code
    ]  # fmt: skip


def _views_of(user) -> list[tuple]:
    rows = SavedView.objects.seen_by(user).order_by("shared", "name", "pk")
    return list(rows.values_list("kind", "pk", "name", "query", "shared", "owner", "owner__name"))


class SaveForm(forms.Form):
    kind = forms.CharField(max_length=16)
    name = forms.CharField(label="名称", max_length=30)
    query = forms.CharField(label="筛选条件", max_length=600)
    shared = forms.BooleanField(label="本单位共用", required=False)

    def clean_kind(self):
        code = self.cleaned_data["kind"]
        if code not in _lists():
            raise forms.ValidationError("没有这个列表。")
        return code

    def clean_query(self):
        return conditions(QueryDict(self.cleaned_data["query"]))


@signed_in
@require_POST
def save(request):
    """Keep the filters under a name; the same name again replaces them."""
    user, form = request.user, SaveForm(request.POST)
    if not form.is_valid():
        text = "；".join(f"{form.fields[name].label or ''} {''.join(errors)}" for name, errors in form.errors.items())
        messages.error(request, f"没有保存：{text}")
        return HttpResponseRedirect(_back(request))
    given = form.cleaned_data
    listed = _lists()[given["kind"]]
    if not user.can(listed.permission) or user.department_id is None:
        raise PermissionDenied("您的角色不能打开这个列表。")
    own = SavedView.objects.filter(owner=user, kind=listed.code)
    if own.exclude(name=given["name"]).count() >= MOST:
        messages.error(request, f"没有保存：每个列表最多 {MOST} 个常用筛选，请先删除不用的。")
        return HttpResponseRedirect(_back(request))
    values = {name: given[name] for name in ("query", "shared")}
    values |= {"department": user.department, "saved_at": timezone.now()}
    SavedView.objects.update_or_create(owner=user, kind=listed.code, name=given["name"], defaults=values)
    messages.success(request, f"已保存为“{given['name']}”。" + ("本单位的人都能用。" if given["shared"] else ""))
    return HttpResponseRedirect(f"{reverse(listed.url_name)}?{given['query']}")


@signed_in
@require_POST
def delete(request, view_id):
    """Delete one's own; a colleague's is not there to delete."""
    found = get_object_or_404(SavedView, pk=view_id, owner=request.user)
    found.delete()
    messages.success(request, f"已删除“{found.name}”。")
    return HttpResponseRedirect(reverse(_lists()[found.kind].url_name))


def _back(request) -> str:
    """Return the list from which the form came, or the desk when it names none."""
    listed = _lists().get(request.POST.get("kind", ""))
    if listed is None:
        return reverse("desk:home")
    query = conditions(QueryDict(request.POST.get("query", "")[:600]))
    return f"{reverse(listed.url_name)}?{query}"
