"""Front-end packages served by name from node_modules, and hashed file names."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import Error
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: URL below static/vendor/ → path below node_modules/. Only these are served.
VENDOR_FILES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap-icons/bootstrap-icons.min.css": "bootstrap-icons/font/bootstrap-icons.min.css",
    "bootstrap-icons/fonts/bootstrap-icons.woff": "bootstrap-icons/font/fonts/bootstrap-icons.woff",
    "bootstrap-icons/fonts/bootstrap-icons.woff2": "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
PREFIX = "vendor/"


class _VendorStorage(FileSystemStorage):
    def path(self, name):
        return str(Path(self.location) / VENDOR_FILES[name])

    def exists(self, name):
        return name in VENDOR_FILES and super().exists(name)


class NodeModulesFinder(BaseFinder):
    """Find the files of VENDOR_FILES; nothing else of node_modules is reachable."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.root = Path(settings.BASE_DIR) / "node_modules"
        self.storage = _VendorStorage(location=self.root)
        self.storage.prefix = PREFIX.rstrip("/")

    def check(self, **kwargs):
        missing = [path for path in VENDOR_FILES.values() if not (self.root / path).exists()]
        if not missing or settings.PRODUCTION:  # production serves what collectstatic has gathered
            return []
        return [
            Error(f"缺少网页组件：{missing[0]} 等{len(missing)}个文件。", hint="请运行：make setup", id="site.E031")
        ]

    def find(self, path, find_all=False, **kwargs):
        name = path.removeprefix(PREFIX)
        found = path.startswith(PREFIX) and name in VENDOR_FILES and (self.root / VENDOR_FILES[name])
        if not found or not found.exists():
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns):
        for name in VENDOR_FILES:
            yield name, self.storage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names without source maps, which the packages name but we do not serve."""

    patterns = (("*.css", (r"""(?P<matched>url\((?P<quote>['"]{0,1})\s*(?P<url>[^)'"]*?)(?P=quote)\s*\))""",)),)
