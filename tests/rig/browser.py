"""Chromium for the tests: two sizes of page, nobody else's network, no error unseen.

Uses Debian's Chromium without a screen, which takes half the time of the whole
one (or the one that CHROMIUM names). Every page fails its
test when it asked for anything outside this machine, when a script failed, or
when the content security policy refused something.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOCAL = {"127.0.0.1", "localhost"}
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium-headless-shell, or set CHROMIUM to its path"
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture
def page_faults() -> list[str]:
    """What the pages of this test did wrong; a test that expects a fault takes it out."""
    return []


@pytest.fixture
def open_page(browser, live_server, page_faults):
    """Return a function that opens a page in a browser session of its own: open_page(**DESKTOP)."""
    contexts, faults = [], page_faults

    def asked(request):
        # Not by intercepting it: that would take the browser's cache from every page.
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOCAL:
            faults.append(f"asked for {request.url}")

    def console(message):
        # A page that is refused (403, 404) is also "failed to load": the test itself says what it expects.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"{message.text} ({message.location.get('url', '')})")

    def open_one(**options):
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True, **options
        )
        contexts.append(context)
        context.on("request", asked)
        page = context.new_page()
        page.on("console", console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(20_000)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def browser_page(open_page):
    """A page of 1440 × 900."""
    return open_page(**DESKTOP)


@pytest.fixture
def phone_page(open_page):
    """A page of 390 × 844, touched by fingers."""
    return open_page(**PHONE)


@pytest.fixture
def login(live_server):
    """Return login(page, user, password=None): in by the form when a password is given, else by a ready session."""

    def sign_in(page, user, password=None):
        page.context.clear_cookies()
        if password is None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": _session_of(user), "url": live_server.url}
            page.context.add_cookies([cookie])
            return
        page.goto(reverse(settings.LOGIN_URL))
        page.fill("input[name=username]", user.username)
        page.fill("input[name=password]", password)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")

    return sign_in


def _session_of(user) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.PeopleBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


#: What of a page can offend: its elements and what they are, not what they say; rows that are alike count once.
SKELETON = """() => {
  const told = ["class", "role", "type", "tabindex", "lang", "scope", "hidden", "disabled", "open", "style"];
  const bare = (node) => {
    const kinds = told.filter((name) => node.hasAttribute(name)).map((name) => `${name}=${node.getAttribute(name)}`);
    const leads = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
    const leadsOn = (name) => document.getElementById(node.getAttribute(name).split(" ")[0]) !== null;
    const others = node.getAttributeNames().filter((name) => !told.includes(name));
    const names = others.map((name) => (leads.includes(name) ? `${name} ${leadsOn(name)}` : name));
    const empty = node.children.length || node.textContent.trim() ? "" : "empty";
    const inside = [...new Set([...node.children].map(bare))];
    return `<${node.tagName} ${kinds} ${names} ${empty}>${inside.join("")}</>`;
  };
  return [innerWidth, document.title ? "titled" : "", bare(document.documentElement)].join(" ");
}"""


@pytest.fixture(scope="session")
def axe():
    """Return axe(page): fails on any accessibility violation that is serious or critical.

    A page built of the same elements as one looked at before is not looked at again.
    """
    engine, seen = Axe(), set()

    def check(page):
        # A click returns once the next page has begun, and that may have no element yet.
        page.wait_for_load_state("load")
        skeleton = page.evaluate(SKELETON)
        if skeleton in seen:
            return
        violations = [v for v in engine.run(page).response["violations"] if v["impact"] in SERIOUS]
        assert not violations, "\n".join(
            f"{page.url} {v['id']} ({v['impact']}): {v['help']}: {[node['html'][:160] for node in v['nodes'][:5]]}"
            for v in violations
        )
        seen.add(skeleton)

    return check
