"""Adding an annex to a draft, and taking it off."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import annexes
from .annexes import AnnexForm, DocumentAnnex
from .pages import get_visible


@requires("document.draft")
@require_http_methods(["GET", "POST"])
def new(request, document_id):
    document = get_visible(request.user, document_id)
    typed = request.POST if request.method == "POST" else restored(request)
    form = AnnexForm(typed, request.FILES or None, document=document)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with once(request):
                annexes.add(document, by=request.user, title=given["title"], body=given["body"], file=given["file"])
        except AlreadySent as again:
            messages.info(request, again.message)
            return HttpResponseRedirect(document.get_absolute_url())
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(document.get_absolute_url())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已添加附件“{given['title']}”，见版面。")
            return HttpResponseRedirect(document.get_absolute_url())
    page = {"document": document, "case": document.case, "form": form}
    return render(request, "documents/pages/annex.html", page, status=422 if request.method == "POST" else 200)


@requires("document.draft")
@require_POST
def remove(request, annex_id):
    row = get_object_or_404(DocumentAnnex, pk=annex_id)
    document = get_visible(request.user, row.document_id)
    try:
        annexes.remove(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已去掉附件“{row.title}”。")
    return HttpResponseRedirect(document.get_absolute_url())
