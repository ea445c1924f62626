"""Pages that break a rule, for the test of what holds the tests."""

import time

from csp.decorators import csp_exempt
from django.contrib.auth import get_user_model
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from accounts.access import public
from accounts.models import Bureau

PAGE = """<!doctype html><html lang="zh-CN"><head><title>页</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>页</h1>{}</main></body></html>"""


@public
def write(request):
    return HttpResponse(Bureau.objects.update(short_name="乙县"))


@public
def session(request):
    request.session["seen"] = 1
    return HttpResponse("ok")


@public
def inline(request):
    return HttpResponse(PAGE.format("<script>document.title = 'run'</script>"))


@public
@csp_exempt()
def outside(request):
    return HttpResponse(PAGE.format('<img alt="" src="http://example.invalid/a.png">'))


@public
def unlabelled(request):
    return HttpResponse(PAGE.format('<form><input name="q"></form>'))


@public
def slow(request):
    def parts():
        yield "<!--"
        time.sleep(0.5)
        yield "-->" + PAGE.format('<form><input name="q"></form>')

    return StreamingHttpResponse(parts())


@public
def whoami(request):
    return HttpResponse(PAGE.format(f"{request.user} of {get_user_model().objects.count()}"))


urlpatterns = [path(f"{view.__name__}/", view) for view in (write, session, inline, outside, unlabelled, slow, whoami)]
