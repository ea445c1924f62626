"""随机抽取: the draws of the bureau, a new one, and each drawn again before one's eyes."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent

from . import drawing
from .forms.draw import DrawForm
from .models import Draw

SHOWN = 100


@requires("inspection.view")
@require_safe
def index(request):
    rows = Draw.objects.filter(bureau=request.user.bureau).select_related("by").defer("population")[:SHOWN]
    return render(request, "inspections/draws.html", {"rows": rows, "may_draw": request.user.can("inspection.plan")})


@requires("inspection.plan")
@require_http_methods(["GET", "POST"])
def new(request):
    form = DrawForm(request.POST if request.method == "POST" else restored(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with once(request):
                draw = drawing.make(
                    by=request.user, among=given["among"], title=given["title"], criteria=form.criteria(),
                    population=given["population"], size=given["size"], seed=given["seed"],
                )  # fmt: skip
        except AlreadySent as again:
            messages.info(request, again.message)
            draw = Draw.objects.filter(by=request.user).first()
        return HttpResponseRedirect(draw.get_absolute_url())
    return render(request, "inspections/draw_new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires("inspection.view")
@require_safe
def detail(request, draw_id):
    draw = get_object_or_404(Draw.objects.filter(bureau=request.user.bureau).select_related("by", "bureau"), pk=draw_id)
    rows = [
        {"place": place, **row, "lot": drawing.lot(draw.seed, row["id"])} for place, row in enumerate(draw.drawn, 1)
    ]
    context = {
        "draw": draw,
        "rows": rows,
        "total": len(draw.population),
        "reproducible": drawing.is_reproducible(draw),
        "planned": draw.inspections.select_related("case").order_by("pk"),
        "may_plan": request.user.can("inspection.plan") and draw.among == Draw.Among.ENTERPRISE,
    }
    return render(request, "inspections/draw.html", context)
