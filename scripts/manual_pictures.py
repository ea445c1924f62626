"""Take the pictures of the manual from a running site with the demo bureau.

    .venv/bin/python scripts/manual_pictures.py http://127.0.0.1:8000 [NAME …] [--full] [--into FOLDER]

Each picture is a row of SHOTS: who is signed in, and the way to the page as an
officer would go it. Nothing is sent, so the site is the same afterwards.
Without names all of them are taken; `--full` takes whole pages instead of the
first screen, to look at a page rather than to show it.

The boxes for dates and files are drawn by the browser in its own language: with
Debian's chromium install chromium-l10n too, else they speak English.
"""

import argparse
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PASSWORD = "Zhian-2026"  # of every demo account
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "manual" / "pictures"
LARGEST = 200_000
DESK, PHONE = (1440, 900), (390, 844)
SETTLE_MS, PAPER_MS = 500, 5000  # charts and the live preview of a level; a paper being set
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One picture.

    `way`: addresses (/…), the first link of a list ("row") or of its second column ("title"), words of links.
    """

    name: str
    who: str
    way: tuple[str, ...]
    size: tuple[int, int] = DESK
    show: str = ""  # words of the heading that is brought to the top


SHOTS = (
    Shot("login", "", ("/accounts/login/",)),
    Shot("desk", "chenxiao", ("/",)),
    Shot("search", "zhaomin", ("/search/?q=电动",)),
    Shot("notifications", "chenxiao", ("/notifications/",)),
    Shot("info-list", "zhaomin", ("/info/",)),
    Shot("info-new", "zhaomin", ("/info/new/",)),
    Shot("info-detail", "zhaomin", ("/info/?state=ASSESSING", "row")),
    Shot("info-screen", "chenxiao", ("/info/?state=SUBMITTED", "row", "鉴别")),
    Shot("info-assess", "zhaomin", ("/info/?state=ASSESSING", "row", "研判评估")),
    Shot("info-testing", "chenxiao", ("/info/?state=SCREENED", "row", "安排检验")),
    Shot("info-confirmed", "zhaomin", ("/info/?state=CONFIRMED", "row")),
    Shot("hazard-review", "zhaomin", ("/info/review/",)),
    Shot("test-list", "liumin", ("/info/tests/",)),
    Shot("warning-list", "zhaomin", ("/warnings/",)),
    Shot("warning-edit", "luojia", ("/warnings/?state=DRAFT", "row", "修改")),
    Shot("warning-approve", "lijianguo", ("/warnings/?state=IN_REVIEW&only=awaiting", "row", "批准")),
    Shot("warning-batch", "lijianguo", ("/warnings/batch/",)),
    Shot("warning-handling", "zhaomin", ("/warnings/?state=HANDLING", "row")),
    Shot("warning-measure", "wanglei", ("/warnings/?state=HANDLING", "row", "登记结果")),
    Shot("warning-papers", "zhaomin", ("/warnings/?state=HANDLING", "row"), show="告知、通报和会商"),
    Shot("document-list", "hejing", ("/documents/",)),
    Shot(
        "document-batch",
        "zhaomin",
        ("/documents/incoming/?state=DONE", "row", "关于各企业儿童和学生用品质量安全风险的告知书"),
    ),
    Shot("incoming-list", "hejing", ("/documents/incoming/",)),
    Shot("document-detail", "hejing", ("/documents/?state=SIGNED", "title")),
    Shot("document-new", "zhaomin", ("/warnings/?state=HANDLING", "row", "拟制文书", "整改通知书")),
    Shot("emergency-new", "zhaomin", ("/emergency/new/",)),
    Shot("emergency-command", "wanglei", ("/emergency/?state=CONTROLLING", "row")),
    Shot("emergency-flow", "wanglei", ("/emergency/?state=CONTROLLING", "row"), DESK, "流向核对"),
    Shot("emergency-tell", "zhaomin", ("/emergency/?state=CONTROLLING", "row", "情况通报")),
    Shot("emergency-plans", "hejing", ("/emergency/plans/",)),
    Shot("seal-new", "wanglei", ("/emergency/?state=CONTROLLING", "row", "提请封存")),
    Shot("ledger", "lijianguo", ("/rectification/",)),
    Shot("item-detail", "wanglei", ("/rectification/?state=REPORTED_DONE", "row")),
    Shot("item-external", "wanglei", ("/rectification/?only=with_external", "row")),
    Shot("item-new", "wanglei", ("/rectification/new/",)),
    Shot("prompts", "guoqiang", ("/rectification/prompts/", "row")),
    Shot("areas", "pengfei", ("/rectification/areas/?state=IN_FORCE", "row")),
    Shot("campaign-detail", "zhaomin", ("/campaigns/?state=GOVERNING", "row")),
    Shot("campaign-points", "zhaomin", ("/campaigns/?state=GOVERNING", "row", "疑点和隐患点")),
    Shot("conference", "zhaomin", ("/campaigns/?state=GOVERNING", "row", "分析大会")),
    Shot("campaign-template", "zhaomin", ("/campaigns/templates/", "本县隐患排查治理行动（农村市场版）")),
    Shot("spot-plan", "zhaomin", ("/spotchecks/plans/?state=RUNNING", "row")),
    Shot("spot-handling", "zhaomin", ("/spotchecks/?state=PUBLISHED", "HC-")),
    Shot("spot-follow-up", "zhaomin", ("/spotchecks/follow-up/",)),
    Shot("campaign-results", "zhaomin", ("/campaigns/?state=GOVERNING", "row", "行动成果清单")),
    Shot("campaign-return", "zhaomin", ("/campaigns/returns/?state=SUBMITTED", "row")),
    Shot("returns", "lijianguo", ("/info/returns/",)),
    Shot("return-detail", "chenxiao", ("/info/returns/", "按时")),
    Shot("returns-merged", "yaoli", ("/info/returns/merged/",)),
    Shot("report-up", "chenxiao", ("/info/?state=CONFIRMED", "row", "上报")),
    Shot("report-received", "yaoli", ("/info/reports/?state=ANSWERED", "row")),
    Shot("monitoring-plan", "zhaomin", ("/monitoring/?state=RUNNING", "row")),
    Shot("publicity", "zhaomin", ("/monitoring/publicity/",)),
    Shot("analysis", "zhaomin", ("/info/analyses/?state=DONE", "row")),
    Shot("enterprises", "zhaomin", ("/registers/enterprises/",)),
    Shot("enterprise", "zhaomin", ("/registers/enterprises/?q=恒兴", "row")),
    Shot("enterprise-tier", "chenxiao", ("/registers/enterprises/?q=金石桥线缆厂", "row", "调整监管类别")),
    Shot("enterprise-merge", "zhaomin", ("/registers/enterprises/?q=金石桥线缆厂", "row", "合并重复", "比较并合并")),
    Shot("product", "zhaomin", ("/registers/product-types/WIRE_CABLE/",)),
    Shot("samplings", "zhaomin", ("/registers/samplings/",)),
    Shot("enterprise-new", "zhaomin", ("/registers/enterprises/new/",)),
    Shot("product-types", "zhaomin", ("/registers/product-types/",)),
    Shot("signals", "chenxiao", ("/info/analyses/signals/", "title")),
    Shot("signal-settings", "admin", ("/info/analyses/signals/settings/",)),
    Shot("statistics", "lijianguo", ("/statistics/",)),
    Shot("oversight-board", "lijianguo", ("/oversight/",)),
    Shot("leader-desk", "lijianguo", ("/",)),
    Shot("users", "admin", ("/accounts/users/",)),
    Shot("user-new", "admin", ("/accounts/users/new/",)),
    Shot("departments", "admin", ("/accounts/departments/",)),
    Shot("imports", "admin", ("/registers/imports/",)),
    Shot("import-preview", "admin", ("/registers/imports/", "市局下发企业名单.xlsx")),
    Shot("import-columns", "admin", ("/registers/imports/", "市局下发企业名单.xlsx", "改列的对应")),
    Shot("document-kinds", "admin", ("/documents/kinds/",)),
    Shot("document-kind", "admin", ("/documents/kinds/RISK_NOTICE/",)),
    Shot("calendar", "admin", ("/registers/calendar/",)),
    Shot("calendar-import", "admin", ("/registers/calendar/import/",)),
    Shot("phone-desk", "wanglei", ("/",), PHONE),
    Shot("phone-list", "wanglei", ("/warnings/",), PHONE),
    Shot("phone-measure", "wanglei", ("/warnings/?state=HANDLING", "row", "登记结果"), PHONE),
    Shot("phone-acknowledge", "wanglei", ("/warnings/?state=ISSUED", "row", "签收"), PHONE),
    Shot("phone-approve", "lijianguo", ("/warnings/?state=IN_REVIEW&only=awaiting", "row", "批准"), PHONE),
    Shot("phone-item", "wanglei", ("/rectification/?state=RECHECK", "row"), PHONE),
    Shot("phone-emergency", "wanglei", ("/emergency/?state=CONTROLLING", "row"), PHONE),
)


def follow(page: Page, address: str, step: str) -> None:
    """Take one step of a way; a Playwright TimeoutError when the page has no such link."""
    if step.startswith("/"):
        page.goto(address + step, wait_until="load")
        return
    if step == "row":
        table = page.locator("main table a")  # before it may stand what waits for the person
        link = (table if table.count() else page.locator("main ul.rows a")).first
    elif step == "title":
        link = page.locator("main table td:nth-child(2) a").first
    else:
        link = page.locator("main").get_by_role("link", name=step).first
    link.click()
    page.wait_for_load_state("load")


def sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("#id_username", who)
    page.fill("#id_password", PASSWORD)
    page.locator("form[data-login] button").click()
    page.wait_for_load_state("load")


def small(png: bytes) -> bytes:
    """Return the picture with as many colours as stay below LARGEST bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        buffer = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() < LARGEST:
            break
    return buffer.getvalue()


def take(browser, address: str, shots: list[Shot], folder: Path, *, full: bool) -> list[str]:
    """Write the pictures and return what went wrong, a line each."""
    failed = []
    for who, size in dict.fromkeys((shot.who, shot.size) for shot in shots):
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            sign_in(page, address, who)
        for shot in shots:
            if (shot.who, shot.size) != (who, size):
                continue
            try:
                for step in shot.way:
                    follow(page, address, step)
                if shot.show:
                    page.get_by_role("heading", name=shot.show).first.evaluate("e => e.scrollIntoView()")
                page.wait_for_timeout(PAPER_MS if page.locator("iframe").count() else SETTLE_MS)
                png = page.screenshot(full_page=full)
            except Exception as error:  # one picture less is told, the others are taken
                failed.append(f"{shot.name}: {str(error).splitlines()[0]} at {page.url}")
                continue
            (folder / f"{shot.name}.png").write_bytes(small(png))
        context.close()
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="of the running site, e.g. http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*", help="the pictures to take; all when none is named")
    parser.add_argument("--full", action="store_true", help="whole pages")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder for the pictures")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    if unknown := set(given.names) - {shot.name for shot in SHOTS}:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    given.into.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=BROWSER_FLAGS, env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        failed = take(browser, given.address.rstrip("/"), shots, given.into, full=given.full)
        browser.close()
    print("\n".join([f"{len(shots) - len(failed)} of {len(shots)} pictures", *failed]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
