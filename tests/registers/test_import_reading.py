"""Files as bureaus really get them: read, or refused in words (R-110, R-128)."""

import io
import random
import re
import struct
import zipfile
from datetime import date

import pytest

from registers.imports.headings import Synonyms, choose_sheet, data_rows, find_heading
from registers.imports.oddities import column_index, column_letters
from registers.imports.reading import read_book
from registers.imports.refusals import Unreadable

from .sheets import COLUMNS, csv_text, rewritten, xls, xlsx

HEAD = ["序号", "企业名称", "统一社会信用代码", "联系电话"]
ROW = ["1", "清源县恒通线缆有限公司", "91419921MA0000001X", "0399-7123456"]
SYNONYMS = Synonyms(COLUMNS)


@pytest.fixture
def book(tmp_path):
    def read(content: bytes, name="名单.xlsx"):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return read_book(path, name)

    return read


def found(book):
    sheet = book.sheets[choose_sheet(book, SYNONYMS)[0]]
    heading = find_heading(sheet, SYNONYMS)
    rows, skipped = data_rows(sheet, heading)
    return heading, [sheet.rows[number - 1] for number in rows], skipped


# --- containers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx([HEAD, ROW]), "a.xlsx"),
        (xls([HEAD, ROW]), "a.xls"),
        (xls([HEAD, ROW]), "a.xlsx"),
        (xlsx([HEAD, ROW]), "a.xls"),
        (csv_text([HEAD, ROW]).encode(), "a.csv"),
        (csv_text([HEAD, ROW]).encode("utf-8-sig"), "a.csv"),
        (csv_text([HEAD, ROW]).encode("gb18030"), "a.csv"),
        (csv_text([HEAD, ROW]).replace(",", "\t").encode("utf-16"), "a.csv"),
        (csv_text([HEAD, ROW]).replace(",", ";").encode(), "a.csv"),
        (csv_text([HEAD, ROW]).replace(",", "\t").encode("gbk"), "a.xls"),
    ],
)
def test_every_format_gives_the_same_rows(book, content, name):
    heading, rows, _ = found(book(content, name))
    assert (heading.first, heading.mapping) == (1, {"name": 1, "uscc": 2, "contact_phone": 3})
    assert rows == [ROW]


def test_a_renamed_file_says_so(book):
    assert "内容其实是 .xls" in book(xls([HEAD, ROW]), "a.xlsx").notes[0]
    assert book(xls([HEAD, ROW]), "a.xls").notes == []


def _bomb() -> bytes:
    return rewritten(xlsx([HEAD]), lambda name, data: b"0" * 100_000_000 if name == "xl/styles.xml" else data)


def _locked_xls() -> bytes:
    """An .xls with the record of a password (FILEPASS, [MS-XLS] 2.4.117) behind the first of the workbook."""
    content = bytearray(xls([HEAD, ROW]))
    first = content.index(b"\x09\x08\x10\x00")
    content[first + 20 : first + 22] = b"\x2f\x00"
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "空文件"),
        (xlsx([[]]), "a.xlsx", "没有内容"),
        (b"PK\x03\x04" + b"junk" * 50, "a.xlsx", "损坏"),
        (xlsx([HEAD, ROW])[:3000], "a.xlsx", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 2, "a.xlsx", "密码"),
        (xlsx([HEAD, ROW]), "a.xlsm", "宏"),
        (xls([HEAD, ROW]) + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls", "宏"),
        (_locked_xls(), "a.xls", "密码"),
        (rewritten(xlsx([HEAD]), lambda n, d: d), "a.xlsb", "宏"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", "网页"),
        (b"\x00\x01\x02binary", "a.xlsx", "损坏"),
        (b"%PDF-1.7", "a.pdf", "不是表格"),
        (_bomb(), "a.xlsx", "大得不正常"),
        (csv_text([HEAD, ROW]).encode("utf-16-le"), "a.csv", "编码"),
        (b"\xff\xfe\xff", "a.csv", "编码"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(book, content, name, word):
    with pytest.raises(Unreadable) as refused:
        book(content, name)
    assert word in refused.value.message
    assert name in refused.value.message


def test_macros_inside_an_xlsx_are_refused(book):
    content = io.BytesIO(xlsx([HEAD, ROW]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(Unreadable, match="宏"):
        book(content.getvalue())


def test_another_office_file_is_not_a_table(book):
    with pytest.raises(Unreadable, match="没有表格"):
        book(rewritten(xlsx([HEAD]), lambda name, data: data if "workbook" not in name else None))


def test_an_encrypted_zip_is_refused(book):
    content = bytearray(xlsx([HEAD, ROW]))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(Unreadable, match="密码"):
        book(bytes(content))


def _answer(book, content, name):
    try:
        return bool(book(content, name).sheets)
    except Unreadable as refused:
        return refused.message


def test_any_damage_is_an_answer_never_an_error(book):
    """One changed byte somewhere: the file is read or refused, nothing else happens."""
    chance = random.Random(4)
    for whole, name in ((xlsx([HEAD, ROW] * 20), "a.xlsx"), (xls([HEAD, ROW] * 20), "a.xls")):
        for _ in range(150):
            content = bytearray(whole)
            for _ in range(chance.choice((1, 3, 30))):
                content[chance.randrange(8, len(content))] = chance.randrange(256)
            answer = _answer(book, bytes(content), name)
            assert answer is True or name in answer


# --- headings and rows -----------------------------------------------------------------------


def test_title_rows_blank_rows_repeated_headings_and_totals(book):
    rows = [
        ["清源县工业企业名单", None, None, None], [], ["制表日期：2026年3月"], HEAD, ROW, [], [" 　", None, ""],
        HEAD, ["2", *ROW[1:]], ["小计", "1家"], ["3", *ROW[1:]], ["合 计", "3家", None, None],
        ["填表人：张三", None, "审核：李四"],
    ]  # fmt: skip
    heading, data, skipped = found(book(xlsx(rows, merge=["A1:D1"])))
    assert (heading.first, heading.last) == (4, 4)
    assert [row[0] for row in data] == ["1", "2", "3"]
    assert [(row.row, row.why) for row in skipped] == [
        (8, "重复的表头"), (10, "合计行"), (12, "合计行"), (13, "落款或说明"),
    ]  # fmt: skip


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_heading_of_two_floors(book, make):
    rows = [
        ["序号", "企业基本信息", None, "联系方式", None],
        [None, "名称", "信用代码", "地址", "电话"],
        ["1", "甲厂", "X1", "解放路", "7123456"],
    ]
    if make is xlsx:
        content = xlsx(rows, merge=["A1:A2", "B1:C1", "D1:E1"])
    else:
        content = xls(rows, merge=[(0, 1, 0, 0, "序号"), (0, 0, 1, 2, "企业基本信息"), (0, 0, 3, 4, "联系方式")])
    heading, data, _ = found(book(content, "a.xlsx"))
    assert heading.last == 2
    assert heading.mapping == {"uscc": 2, "address": 3, "contact_phone": 4}
    assert data == [rows[2]]


def test_merged_cells_hold_for_every_row(book):
    rows = [HEAD, ["1", "甲厂", "X1", "7123456"], ["2", "乙厂", "X2", None]]
    _, data, _ = found(book(xlsx(rows, merge=["D2:D3"])))
    assert [row[3] for row in data] == ["7123456", "7123456"]


def test_a_row_of_column_numbers_is_no_data(book):
    _, data, skipped = found(book(xlsx([HEAD, [1, 2, 3, 4], ROW])))
    assert (data, [row.why for row in skipped]) == ([ROW], ["栏次行"])


def test_of_two_columns_with_one_name_the_first_counts(book):
    heading, _, _ = found(book(xlsx([["企业名称", "电话", "电话"], ["甲厂", "1", "2"]])))
    assert heading.mapping == {"name": 0, "contact_phone": 1}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("企业名称（全称）", "name"), ("*单位名称", "name"), ("受 检 单 位", "name"),
        ("统一社会信用代码（18位）", "uscc"),
        ("统一社会信用代码或注册号", None), ("社会信用代码：", "uscc"), ("ｕｓｃｃ", None), ("备注", None),
    ],
)  # fmt: skip
def test_headings_go_by_many_names(label, name):
    assert (SYNONYMS.exact(label) or None) == name


def test_near_headings_are_a_guess():
    assert SYNONYMS.near("统一社会信用代玛") == "uscc"
    assert SYNONYMS.near("电") is None


def test_the_sheet_that_fits_is_chosen(book):
    content = xlsx(
        [["说明"], ["请填写第二张表"]], title="说明", more=[("名单", [HEAD, ROW]), ("旧", [["企业名称"], ["乙"]])]
    )
    index, heading, doubt = choose_sheet(book(content), SYNONYMS)
    assert (index, len(heading.mapping), doubt) == (1, 3, False)
    two = xlsx([HEAD, ROW], more=[("第二张", [HEAD, ROW])])
    assert choose_sheet(book(two), SYNONYMS)[2] is True


def test_a_firm_called_like_a_total_stays(book):
    _, data, _ = found(book(xlsx([HEAD, ["1", "合计商贸有限公司", "X", ""], ["2", "总计划咨询店", "Y", ""]])))
    assert len(data) == 2


# --- oddities of xlsx -----------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "name"), [(xlsx, "a.xlsx"), (xls, "a.xls")])
def test_hidden_rows_are_known_and_can_be_left_out(book, make, name):
    read = book(make([HEAD, ROW, ["2", "隐厂", "X2", ""]], hidden=[3]), name)
    sheet = read.sheets[0]
    assert sheet.hidden == {3}
    heading = find_heading(sheet, SYNONYMS)
    assert data_rows(sheet, heading)[0] == [2, 3]
    kept, skipped = data_rows(sheet, heading, hidden=False)
    assert (kept, [(row.row, row.why) for row in skipped]) == ([2], [(3, "隐藏行")])


def test_formulas_without_value_and_error_cells_are_told(book):
    sheet = book(xlsx([HEAD, ["1", '=A1&"厂"', "#N/A", "7123456"]])).sheets[0]
    assert "没有计算结果" in sheet.broken[2, 1]
    assert "#N/A" in sheet.broken[2, 2]
    assert sheet.formulas == 1


def test_formulas_and_error_cells_of_the_old_format_are_told(book):
    """The results that Excel keeps: a text that is missing, an error, a number."""
    content = bytearray(xls([HEAD, ["1", "=1+1", "=2+2", "=3+3"]]))
    results = [b"\x00" + b"\x00" * 5 + b"\xff\xff", b"\x02\x00\x2a\x00\x00\x00\xff\xff", struct.pack("<d", 9.0)]
    for column, result in enumerate(results, start=1):
        place = next(
            at for at in range(len(content) - 20)
            if content[at : at + 2] == b"\x06\x00" and content[at + 4 : at + 8] == struct.pack("<HH", 1, column)
        )  # fmt: skip
        content[place + 10 : place + 18] = result
    sheet = book(bytes(content), "a.xls").sheets[0]
    assert "没有计算结果" in sheet.broken[2, 1]
    assert "#N/A" in sheet.broken[2, 2]
    assert (sheet.rows[1][3], sheet.formulas, len(sheet.broken)) == (9.0, 3, 2)


def test_a_formula_with_its_value_is_that_value(book):
    content = rewritten(
        xlsx([HEAD, ["1", "=A1", "X", "7"]]),
        # How openpyxl writes an empty value depends on whether lxml is installed.
        lambda name, data: re.sub(rb"<v ?/>|<v></v>", b"<v>9</v>", data),
    )
    sheet = book(content).sheets[0]
    assert sheet.broken == {}
    assert sheet.rows[1][1] == 9.0


def test_column_letters_and_back():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_index(column_letters(index)) == index for index in range(1000))


def test_dates_and_numbers_come_as_they_are(book):
    rows = [["日期", "数"], [date(2026, 3, 15), 13800138000]]
    assert book(xlsx(rows)).sheets[0].rows[1] == [date(2026, 3, 15), 13800138000.0]
    assert book(xls(rows), "a.xls").sheets[0].rows[1] == [date(2026, 3, 15), 13800138000.0]


@pytest.mark.slow
def test_a_hundred_thousand_rows(book):
    lines = [",".join(HEAD)] + [f"{number},企业{number},X{number:017},0399-7123456" for number in range(100_000)]
    _, data, _ = found(book("\n".join(lines).encode(), "a.csv"))
    assert len(data) == 100_000


def test_far_too_many_rows_are_refused(book):
    with pytest.raises(Unreadable, match="200000 行"):
        book(b"a\n" * 200_002, "a.csv")


def test_far_too_many_columns_are_refused(book):
    with pytest.raises(Unreadable, match="300 列"):
        book(b"1," * 400 + b"1\n", "a.csv")
