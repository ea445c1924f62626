"""Load a register from a spreadsheet at the console, by the same machinery as on the site."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Bureau, User
from registers.imports.headings import Synonyms, choose_sheet
from registers.imports.oddities import column_letters
from registers.imports.planning import NEW, REFUSED, make_plan
from registers.imports.reading import read_book
from registers.imports.refusals import Unreadable
from registers.imports.result import masks, outcomes, write_result
from registers.resources import REGISTERS


class Command(BaseCommand):
    help = (
        "Import FILE into a register. Nothing is written when a row is refused (exit code 1), "
        "unless --skip-refused: then the other rows are written and the refused ones listed."
    )

    def add_arguments(self, parser):
        parser.add_argument("register", choices=sorted(REGISTERS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--skip-refused", action="store_true", help="write the rows that are right")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write counts and refusals as JSON")
        parser.add_argument("--result", type=Path, metavar="OUT.xlsx", help="write the spreadsheet with what happened")
        parser.add_argument(
            "--bureau", help="whose register: short name or region code; may be left out if there is one"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who imports; needed for users, tiers and informations")
        parser.add_argument("--sheet", help="name of the sheet; else the one that fits best")

    def handle(self, *args, register, file, **options):
        by = self._person(options["by"])
        bureau = self._bureau(options["bureau"], by)
        chosen = REGISTERS[register]
        if chosen.needs_person and by is None:
            raise CommandError(f"导入{chosen.label}须用 --by 写明由谁办理。")
        if by and not by.can(chosen.permission):
            raise CommandError(f"{by.name}的角色不能导入{chosen.label}。")
        try:
            sheet, heading = self._read(file, chosen(), options["sheet"])
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        target = chosen(by=by, bureau=bureau, origin=file.name)
        with transaction.atomic():
            plan = make_plan(target, sheet, heading, heading.mapping, lock=not options["dry_run"])
            held_back = plan.count(REFUSED) and (not options["skip_refused"] or target.whole)
            written = not options["dry_run"] and not held_back
            if written:
                target.write(plan.rows)
        self._tell(target, plan, heading, file, options, written=written)
        if plan.count(REFUSED) and not options["skip_refused"]:
            raise CommandError(f"有 {plan.count(REFUSED)} 行被拒，没有写入。", returncode=1)

    def _person(self, username) -> User | None:
        if not username:
            return None
        try:
            return User.objects.active().get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"没有用户“{username}”。") from error

    def _bureau(self, wanted, by) -> Bureau:
        found = Bureau.objects.filter(short_name=wanted) | Bureau.objects.filter(region_code=wanted or "")
        if wanted is None:
            if by is not None and by.bureau:
                return by.bureau
            found = Bureau.objects.filter(children=None)
        if found.count() != 1:
            raise CommandError("请用 --bureau 写明是哪个局（规范简称或行政区划代码）。")
        return found.get()

    def _read(self, file: Path, register, wanted):
        book = read_book(file, file.name)
        if wanted:
            book.sheets = [sheet for sheet in book.sheets if sheet.name == wanted]
            if not book.sheets:
                raise Unreadable(f"没有工作表“{wanted}”。")
        index, heading, _ = choose_sheet(book, Synonyms(register.columns()))
        if not heading.mapping:
            raise Unreadable(f"“{file.name}”里没有认得的表头；先在站点上下载模板对照。")
        return book.sheets[index], heading

    def _tell(self, register, plan, heading, file, options, *, written):
        counts = plan.counts
        words = {"NEW": "新增", "CHANGED": "更新", "SAME": "未变", "REFUSED": "拒绝"}
        state = "已写入" if written else "只检查，没有写入" if options["dry_run"] else "没有写入"
        self.stdout.write(
            f"{register.label}：" + "，".join(f"{words[a]} {n}" for a, n in counts.items()) + f"；{state}。"
        )
        refusals = [
            {"row": row.number, "column": self._column(register, name, heading), "reason": why}
            for row in plan.rows
            for name, why in row.problems
        ]
        for line in refusals[:50]:
            self.stdout.write(f"  第{line['row']}行 {line['column']}：{line['reason']}")
        for remark in plan.remarks:
            self.stdout.write(f"  {remark}")
        if options["report"]:
            names = {"new": NEW, "changed": "CHANGED", "unchanged": "SAME", "refused": REFUSED}
            report = {
                "register": register.slug, "file": file.name, "written": written,
                "counts": {key: counts[action] for key, action in names.items()} | {"skipped": len(plan.skipped)},
                "refusals": refusals, "skipped": [{"row": s.row, "reason": s.why} for s in plan.skipped],
                "remarks": plan.remarks,
            }  # fmt: skip
            options["report"].write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if options["result"]:
            self._write_result(register, plan, heading, file, options)

    def _column(self, register, name, heading) -> str:
        if name not in register.fields:
            return ""
        place = f" {column_letters(heading.mapping[name])}" if name in heading.mapping else ""
        return f"{register.fields[name].label}{place}"

    def _write_result(self, register, plan, heading, file, options):
        sheet, _ = self._read(file, register, options["sheet"])
        with open(options["result"], "wb") as target:
            happened = outcomes(register, plan, heading.mapping)
            write_result(target, sheet, heading.last, happened, masks=masks(register, plan, heading.mapping))
