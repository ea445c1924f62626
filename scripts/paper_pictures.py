"""Make the manual's pictures of papers from what `manage.py sample_documents DIR` wrote.

    .venv/bin/python scripts/paper_pictures.py DIR [--into FOLDER]

Writes the first page of every kind as paper-CODE.webp, small enough for a page that shows them all.
"""

import argparse
import sys
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from documents.kinds import KINDS  # noqa: E402

WIDTH, QUALITY = 560, 45


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", type=Path, help="folder that sample_documents wrote")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "manual" / "pictures")
    given = parser.parse_args()
    missing, total = [], 0
    for kind in KINDS:
        source = given.papers / f"{kind.label.replace('、', '')}.pdf"
        if not source.exists():
            missing.append(kind.label)
            continue
        page = pypdfium2.PdfDocument(source)[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil()
        target = given.into / f"paper-{kind.code}.webp"
        picture.save(target, "WEBP", quality=QUALITY, method=6)
        total += target.stat().st_size
    print("\n".join([f"{len(KINDS) - len(missing)} pictures, {total // 1024} kB", *missing]))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
