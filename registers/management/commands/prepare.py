from django.core.management import BaseCommand, call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from registers import seed


class Command(BaseCommand):
    help = "准备数据库：升级表结构，装入随产品附带的产品类别、目录、信息来源、法律依据和工作日历。可反复运行。"

    def handle(self, *args, **options):
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"表结构：执行了{len(pending)}项升级。" if pending else "表结构：已是最新。")
        for loaded in seed.load():
            self.stdout.write(f"{loaded.label}：新增{loaded.added}项，原有{loaded.kept}项不动。")
