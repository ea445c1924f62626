"""Which font draws what: order, substitutes, rare characters, clear refusals."""

import io

import pypdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from documents import checks
from documents.fonts import FontMissing, FontStock, Role, stock
from documents.paper import Paragraph
from documents.pdf import missing_glyphs, render_pdf
from documents.press import press_for
from tests.documents.measure import measure, text_of
from tests.documents.samples import notice

RARE = "堃喆淼犇旸䶮㛃"


@pytest.fixture(scope="module")
def floor(tmp_path_factory):
    """A machine with nothing but the fonts of the Python package."""
    return FontStock(tmp_path_factory.mktemp("none"), system=())


def licensed_font(path, name, text):
    """A font file with another name and only these characters, as a bureau's own font would come."""
    import pylopdf_fonts_zh_cn

    font = TTFont(pylopdf_fonts_zh_cn.serif_path())
    subsetter = subset.Subsetter(subset.Options(notdef_outline=True, drop_tables=["GSUB", "GPOS", "DSIG"]))
    subsetter.populate(text=text)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = name
    font.save(path)


def notdef_glyphs(data: bytes) -> list:
    """Text that the PDF draws with glyph 0."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        for name, font in page["/Resources"]["/Font"].items():
            widths = font["/DescendantFonts"][0].get_object()["/W"]
            if 0 in [n for n in widths if isinstance(n, int)]:
                found.append(name)
    return found


def with_text(text: str):
    return notice(body=(Paragraph(text),), attachments=())


# --- rare and wrong characters ---------------------------------------------------------


def test_rare_characters_of_names_are_drawn():
    rendered = render_pdf(with_text(f"{RARE}〇㎡"))
    assert rendered.missing == ()
    assert notdef_glyphs(rendered.bytes) == []
    assert RARE in "".join(text_of(sheet.glyphs) for sheet in measure(rendered.bytes))


def test_a_rare_character_does_not_move_its_line():
    line = measure(render_pdf(with_text("王喆和李")).bytes)[0].line("王喆和李")
    assert len({glyph.font for glyph in line}) in (1, 2)
    assert len({round(glyph.baseline, 2) for glyph in line}) == 1


def test_a_character_that_no_font_has_is_named():
    paper = with_text("编号\ue123，再次\ue123和\ue456")
    assert missing_glyphs(paper) == ["\ue123", "\ue456"]
    rendered = render_pdf(paper)
    assert rendered.missing == ("\ue123", "\ue456")
    assert "编号〓" in text_of(measure(rendered.bytes)[0].glyphs)
    assert notdef_glyphs(rendered.bytes) == []


def test_missing_characters_are_found_in_every_part():
    paper = notice(organ_name="局\ue001", note="\ue002", cc=("\ue003",), title="题\ue004", main_recipients=("\ue005",))
    assert set(missing_glyphs(paper)) == {"\ue001", "\ue002", "\ue003", "\ue004", "\ue005"}


def test_the_yen_sign_never_comes_from_fandol():
    # All four Fandol fonts draw U+FFE5 as a dollar sign.
    for role in Role:
        assert not stock().face_for(role, "￥").name.startswith("Fandol")


# --- what is installed --------------------------------------------------------------------


def test_the_bureaus_own_fonts_come_first(tmp_path):
    text = notice().title + notice().organ_mark + "国"
    licensed_font(tmp_path / "title.otf", "FZXiaoBiaoSong-B05S", text)
    fonts = FontStock(tmp_path)
    assert fonts.stack(Role.TITLE)[0].name == "FZXiaoBiaoSong-B05S"
    rendered = render_pdf(notice(), fonts)
    assert "FZXiaoBiaoSong-B05S" in rendered.fonts_used
    assert not [entry for entry in rendered.substitutes if "小标宋" in entry]


def test_what_an_own_font_lacks_comes_from_the_next(tmp_path):
    licensed_font(tmp_path / "fs.otf", "FangSong_GB2312", "国王和李")
    fonts = FontStock(tmp_path)
    assert fonts.face_for(Role.BODY, "国").name == "FangSong_GB2312"
    assert fonts.face_for(Role.BODY, "喆").name != "FangSong_GB2312"
    assert missing_glyphs(with_text("国喆"), fonts) == []


def test_the_package_alone_is_enough_and_says_what_it_replaces(floor):
    rendered = render_pdf(notice(), floor)
    assert rendered.missing == ()
    assert rendered.fonts_used == ("NotoSansSC-Regular", "NotoSerifSC-Regular")
    assert "仿宋体：NotoSerifSC-Regular" in rendered.substitutes
    assert len(measure(rendered.bytes)[1].lines(16.0)[1]) >= 26


def test_baselines_are_the_same_whatever_font_leads(floor):
    def baselines(fonts):
        return [line[0].baseline for line in measure(render_pdf(with_text("质" * 200), fonts).bytes)[0].lines(16.0)]

    assert baselines(floor) == pytest.approx(baselines(stock()), abs=0.05)


def test_the_fonts_that_a_file_embeds_are_the_ones_recorded():
    rendered = render_pdf(notice())
    embedded = {
        font["/BaseFont"].split("+")[1]
        for page in pypdf.PdfReader(io.BytesIO(rendered.bytes)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert embedded == set(rendered.fonts_used)


# --- refusals --------------------------------------------------------------------------------


def test_widths_are_those_of_the_file():
    """Read without naming glyphs (documents.fontwidths); fontTools says the same, for both forms of the table."""
    for role in (Role.BODY, Role.HEI):
        for face in stock().stack(role):
            with face.path.open("rb") as file, TTFont(file, fontNumber=face.index, lazy=True) as font:
                upem, metrics, named = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
                expected = {code: metrics[glyph][0] / upem for code, glyph in named.items()}
            assert {code: face.advance(chr(code)) for code in named} == expected


def test_without_any_chinese_font_nothing_is_printed_and_the_reason_is_clear(tmp_path):
    none = FontStock(tmp_path, system=(), floor=())
    with pytest.raises(FontMissing, match="没有可用的.*字体.*没有丢失.*联系系统管理员"):
        render_pdf(notice(), none)


def test_a_broken_font_file_is_named_and_passed_over(tmp_path, settings):
    (tmp_path / "仿宋_GB2312.ttf").write_bytes(b"not a font at all")
    settings.FONT_DIR = tmp_path
    assert [path.name for path, _ in stock().unreadable] == ["仿宋_GB2312.ttf"]
    assert render_pdf(notice()).pages == 3
    assert "仿宋_GB2312.ttf" in next(m.msg for m in checks.check_fonts() if m.id == "documents.W003")


def test_checks_warn_of_substituted_faces(floor, monkeypatch):
    monkeypatch.setattr(checks, "stock", lambda: floor)
    warned = [message.msg for message in checks.check_fonts() if message.id == "documents.W002"]
    assert len(warned) == 3
    assert any("仿宋体" in text and "NotoSerifSC-Regular" in text for text in warned)


def test_checks_call_no_fonts_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "stock", lambda: FontStock(tmp_path, system=(), floor=()))
    assert [message.id for message in checks.check_fonts()] == ["documents.E002"]


def test_checks_tell_of_missing_libraries(monkeypatch):
    monkeypatch.setattr(checks, "_loads", lambda library: "subset" not in library)
    assert [message.id for message in checks.check_libraries()] == ["documents.W001"]
    monkeypatch.setattr(checks, "_loads", lambda library: False)
    assert [message.id for message in checks.check_libraries()] == ["documents.E001"]


# --- the file ------------------------------------------------------------------------------------


def test_same_paper_same_bytes():
    first, second = render_pdf(notice()), render_pdf(notice())
    assert first.bytes == second.bytes
    assert first.sha256 == second.sha256


def test_a_short_notice_is_below_200_kb():
    rendered = render_pdf(with_text(f"经检验，{RARE}等12人送检的样品不合格。" * 6))
    assert len(rendered.bytes) < 200_000
    assert len(render_pdf(notice()).bytes) < 200_000


def test_file_says_its_title_author_and_language():
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(notice()).bytes))
    assert reader.metadata.title == notice().title
    assert reader.metadata.author == "清源县市场监督管理局"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_press_fetches_nothing(monkeypatch, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("a connection was opened"))
    for url in ("http://127.0.0.1:9/a.png", secret.as_uri()):
        data = press_for(stock()).print(f'<img src="{url}" width="9" height="9">')
        page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
        assert not page["/Resources"].get("/XObject")


def test_text_of_officers_is_not_markup():
    text = '数量<b>5</b>&amp;；‘’"<script>'
    assert text.replace(" ", "") in "".join(text_of(s.glyphs) for s in measure(render_pdf(with_text(text)).bytes))
