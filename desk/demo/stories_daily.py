"""What fills most of a year: small pieces of news, looked into and closed (fixtures/demo/informations.csv)."""

import csv
from functools import partial

from .enterprises import FOLDER
from .info_acts import News, confirm, screened
from .stage import BRIGADE, CHENGGUAN, FOOD, NEXT_COUNTY, QUALITY, QUALITY_2, XINAN, Stage, Story, Telling
from .warning_acts import Findings, assessed, resolved

_TEAMS = {
    "quality": QUALITY, "quality2": QUALITY_2, "food": FOOD, "chengguan": CHENGGUAN, "xinan": XINAN,
    "brigade": BRIGADE, "neighbour": NEXT_COUNTY,
}  # fmt: skip
_WAIVER = "问题明确，现场核查和企业材料足以判断，无需检验。"


def _told(line: dict[str, str], stage: Stage) -> Telling:
    """Screened; then excluded as untrue, or assessed, not graded and resolved."""
    story = Story(stage, _TEAMS[line["team"]], f"daily {line['ago']}", int(line["ago"]))
    news = News(
        "", line["enterprise"], line["product_type"], line["product"], line["batch"], line["description"],
        source=line["source"], certainty="POSSIBLE", basis=("UNREASONABLE_DANGER",), harm=(line["harm"],),
        harm_degree="SLIGHT", advice="现场核查。",
    )  # fmt: skip
    info = yield from screened(story, news)
    if line["ending"] == "UNTRUE":
        yield story.later(2, "15:20")
        story.do(info, "exclude", "head", exclusion_reason="UNTRUE", exclusion_text=line["text"])
        return
    found = Findings(violates="NO", safety="NO")
    info = yield from assessed(story, info, found, waiver=_WAIVER)
    yield story.later(1, "09:50")
    info = confirm(story, info, decision=line["text"])
    info = yield from resolved(story, info, line["text"])
    yield story.later(3, "16:00")
    story.do(info, "archive", "office")


def _lines() -> list[dict[str, str]]:
    with open(FOLDER / "informations.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STORIES = tuple(partial(_told, line) for line in _lines())
