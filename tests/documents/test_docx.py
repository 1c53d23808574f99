import docx
import pytest
from docx.shared import Pt

from generator import documents
from generator.documents.document import Kind
from tests.documents.made import W, body, packed, paragraph, refusal, relationships, shown, word

T = "<w:r><w:t xml:space='preserve'>%s</w:t></w:r>"


def read(path, inner, **more):
    return documents.read(word(path / "a.docx", inner, **more))


def test_a_file_made_in_word_gives_headings_items_and_rows(tmp_path):
    made = docx.Document()
    made.add_heading("Отчёт", 0)
    made.add_heading("Что сделано", 1)
    made.add_paragraph("Подготовлено 12 релизов.")
    made.add_paragraph("первое", style="List Bullet")
    made.add_paragraph("второе", style="List Number")
    table = made.add_table(2, 2)
    for cell, words in zip([c for r in table.rows for c in r.cells], ["Сеть", "Число", "ВК", "4 200"], strict=True):
        cell.text = words
    made.add_paragraph("После таблицы.")
    made.sections[0].header.paragraphs[0].text = "Администрация города Еловска"
    made.save(tmp_path / "a.docx")

    document = documents.read(tmp_path / "a.docx")

    assert shown(document) == [
        ("paragraph", "Администрация города Еловска"),
        ("heading", "Отчёт"),
        ("heading", "Что сделано"),
        ("paragraph", "Подготовлено 12 релизов."),
        ("item", "первое"),
        ("item", "второе"),
        ("row", "Сеть\tЧисло"),
        ("row", "ВК\t4 200"),
        ("paragraph", "После таблицы."),
    ]
    assert document.notes == ()


def test_a_style_of_ones_own_is_a_heading_by_the_outline_level_of_its_base(tmp_path):
    made = docx.Document()
    own = made.styles.add_style("Вопрос анкеты", 1)
    own.base_style = made.styles["Heading 2"]
    own.font.size = Pt(20)
    made.add_paragraph("Что удалось?", style="Вопрос анкеты")
    made.save(tmp_path / "a.docx")

    assert shown(documents.read(tmp_path / "a.docx")) == [("heading", "Что удалось?")]


def test_an_outline_level_of_the_paragraph_makes_a_heading_and_the_ninth_does_not(tmp_path):
    document = read(
        tmp_path, paragraph("Раздел", '<w:outlineLvl w:val="0"/>') + paragraph("Текст", '<w:outlineLvl w:val="9"/>')
    )

    assert shown(document) == [("heading", "Раздел"), ("paragraph", "Текст")]


def test_a_number_makes_an_item_and_number_zero_takes_it_away(tmp_path):
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>'
    document = read(tmp_path, paragraph("пункт", numbered % 3) + paragraph("текст", numbered % 0))

    assert shown(document) == [("item", "пункт"), ("paragraph", "текст")]


def test_tabs_breaks_hyphens_and_symbols_are_as_a_person_sees_them(tmp_path):
    run = (
        "<w:p><w:r><w:t>5</w:t><w:tab/><w:t>раз</w:t><w:noBreakHyphen/><w:t>два под</w:t><w:softHyphen/><w:t>ряд</w:t>"
        '<w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>'
        "<w:p><w:r><w:t>первая</w:t><w:br/><w:t>вторая</w:t></w:r></w:p>"
    )

    assert shown(read(tmp_path, run)) == [
        ("paragraph", "5\tраз\u2011два подряд•"),
        ("wrapped", "первая"),
        ("wrapped", "вторая"),
    ]


def test_tracked_insertions_are_kept_and_deletions_dropped(tmp_path):
    inner = (
        f"<w:p>{T % 'было '}<w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins>{T % '12'}</w:ins>"
        f"<w:moveFrom>{T % '99'}</w:moveFrom><w:moveTo>{T % ' релизов'}</w:moveTo></w:p>"
    )

    assert shown(read(tmp_path, inner)) == [("paragraph", "было 12 релизов")]


def test_hidden_text_is_dropped_and_told(tmp_path):
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr>"
    document = read(tmp_path, hidden + "<w:t>12</w:t></w:r></w:p>")

    assert shown(document) == [("paragraph", "12")]
    assert document.notes == ("скрытый текст пропущен, мест: 1",)


def test_text_crossed_out_by_hand_is_dropped_and_told(tmp_path):
    crossed = "<w:r><w:rPr><w:strike/></w:rPr><w:t>290</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr>"
    document = read(tmp_path, f"<w:p>{crossed}<w:t xml:space='preserve'> 312 релизов</w:t></w:r></w:p>")

    assert shown(document) == [("paragraph", "312 релизов")]
    assert document.notes == ("зачёркнутый текст пропущен, мест: 1",)


@pytest.mark.parametrize(
    "raised", ["<w:vertAlign w:val='superscript'/>", "<w:rStyle w:val='Note'/>", "<w:rStyle w:val='OnNote'/>"]
)
def test_the_mark_of_a_note_does_not_become_a_digit_of_the_figure(tmp_path, raised):
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Note"><w:rPr>'
        '<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="OnNote"><w:basedOn w:val="Note"/></w:style></w:styles>'
    )
    inner = f"<w:p>{T % 'релизов 312'}<w:r><w:rPr>{raised}</w:rPr><w:t>1</w:t></w:r></w:p>"
    more = {"styles.xml": styles, "_rels/document.xml.rels": relationships(styles="styles.xml")}

    assert shown(read(tmp_path, inner, **more)) == [("paragraph", "релизов 312¹")]


def test_a_field_gives_its_result_and_not_its_code(tmp_path):
    inner = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SUM(ABOVE)</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{T % "внутри кода"}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{T % "27 348"}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'{T % " всего, "}<w:fldSimple w:instr="PAGE">{T % "7"}</w:fldSimple></w:p>'
    )

    assert shown(read(tmp_path, inner)) == [("paragraph", "27 348 всего, 7")]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path):
    box = f"<w:txbxContent>{paragraph('в рамке 5')}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    wps = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    inner = (
        f"<w:p>{T % 'до '}<w:r><mc:AlternateContent xmlns:mc='{mc}'><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:wsp xmlns:wps='{wps}'><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>{box}</v:textbox>"
        f"</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>{T % 'после'}</w:p>"
    )

    assert shown(read(tmp_path, inner)) == [("paragraph", "до после"), ("paragraph", "в рамке 5")]


def test_footnotes_and_endnotes_follow_their_paragraph(tmp_path):
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1">{paragraph("черта")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("с 4 200")}</w:footnote></w:footnotes>'
    )
    ends = f'<w:endnotes xmlns:w="{W}"><w:endnote w:id="2">{paragraph("концевая")}</w:endnote></w:endnotes>'
    references = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    rels = relationships(footnotes="footnotes.xml", endnotes="endnotes.xml")

    document = read(
        tmp_path,
        f"<w:p>{T % '6 850'}{references}{T % ' подписчиков'}</w:p>{paragraph('дальше')}",
        **{"footnotes.xml": notes, "endnotes.xml": ends, "_rels/document.xml.rels": rels},
    )

    assert shown(document) == [
        ("paragraph", "6 850 подписчиков"),
        ("footnote", "с 4 200"),
        ("footnote", "концевая"),
        ("paragraph", "дальше"),
    ]


def cell(inner, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def test_a_merged_label_stands_in_each_of_its_rows_and_a_merged_figure_once(tmp_path):
    first, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read(
        tmp_path,
        table(
            [cell(paragraph("Сети"), '<w:gridSpan w:val="2"/>'), cell(paragraph("Всего"))],
            [cell(paragraph("Глава"), first), cell(paragraph("ВК")), cell(paragraph("300"), first)],
            [cell("<w:p/>", on), cell(paragraph("ОК")), cell("<w:p/>", on)],
        ),
    )

    assert [line.cells for line in document.lines] == [
        ("Сети", "", "Всего"),
        ("Глава", "ВК", "300"),
        ("Глава", "ОК"),
    ]


def test_paragraphs_of_a_cell_are_one_text_and_its_tabs_are_spaces(tmp_path):
    inner = "<w:p><w:r><w:t>2023</w:t><w:tab/><w:t>год</w:t></w:r></w:p>"
    document = read(tmp_path, table([cell(paragraph("Итоги") + inner), cell(paragraph("5"))]))

    assert document.lines[0].cells == ("Итоги 2023 год", "5")


def test_numbers_in_two_paragraphs_of_a_cell_are_not_one_number(tmp_path):
    document = read(tmp_path, table([cell(paragraph("Релизы") * 2), cell(paragraph("312") + paragraph("120"))]))

    assert document.lines[0].cells == ("Релизы Релизы", "312; 120")


def test_a_table_inside_a_table_follows_its_row(tmp_path):
    nested = table([cell(paragraph("ВК")), cell(paragraph("5"))])
    document = read(tmp_path, table([cell(paragraph("Сети")), cell(nested + "<w:p/>"), cell(paragraph("всего 5"))]))

    assert [line.cells for line in document.lines] == [("Сети", "", "всего 5"), ("ВК", "5")]


def test_a_table_that_only_frames_long_answers_is_read_as_text(tmp_path):
    answer = paragraph("Подготовлено 12 релизов. " * 6) + paragraph("Проведено 5 встреч. " * 6)
    document = read(tmp_path, table([cell(paragraph("Что сделано?")), cell(answer)]))

    assert [kind for kind, _ in shown(document)] == ["paragraph"] * 3
    assert shown(document)[0] == ("paragraph", "Что сделано?")


def test_a_frame_of_one_cell_is_its_text(tmp_path):
    assert shown(read(tmp_path, table([cell(paragraph("Важно: 5"))]))) == [("paragraph", "Важно: 5")]


def test_a_deleted_row_is_dropped(tmp_path):
    gone = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('9'))}{cell(paragraph('9'))}</w:tr></w:tbl>"

    assert shown(read(tmp_path, gone + paragraph("12"))) == [("paragraph", "12")]


def test_content_controls_and_links_hold_text(tmp_path):
    inner = (
        f"<w:sdt><w:sdtContent>{paragraph('в поле 5')}</w:sdtContent></w:sdt><w:p><w:hyperlink>{T % 'ссылка 6'}"
        f"</w:hyperlink><w:sdt><w:sdtContent>{T % ' и 7'}</w:sdtContent></w:sdt></w:p>"
    )

    assert shown(read(tmp_path, inner)) == [("paragraph", "в поле 5"), ("paragraph", "ссылка 6 и 7")]


def test_a_fraction_keeps_its_line(tmp_path):
    m = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    inner = (
        f'<w:p><m:oMath xmlns:m="{m}"><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r>'
        f"</m:den></m:f></m:oMath></w:p>"
    )

    assert shown(read(tmp_path, inner)) == [("paragraph", "1/2")]


def test_the_strict_edition_of_the_standard_is_read(tmp_path):
    strict = body(paragraph("12 релизов")).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")

    assert shown(documents.read(packed(tmp_path / "a.docx", {"word/document.xml": strict}))) == [
        ("paragraph", "12 релизов")
    ]


def test_what_is_not_read_is_told(tmp_path):
    document = read(tmp_path, paragraph("12"), **{"charts/chart1.xml": "<c/>", "diagrams/data1.xml": "<d/>"})

    assert document.notes == (
        "в файле есть диаграммы: числа в них не читаются",
        "в файле есть схемы SmartArt: числа в них не читаются",
    )


def test_styles_that_are_based_on_one_another_in_a_circle_end(tmp_path):
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("ab", "ba")
    )
    document = read(
        tmp_path,
        paragraph("12", '<w:pStyle w:val="a"/>'),
        **{
            "styles.xml": f'<w:styles xmlns:w="{W}">{circle}</w:styles>',
            "_rels/document.xml.rels": relationships(styles="styles.xml"),
        },
    )

    assert document.lines[0].kind is Kind.PARAGRAPH


def test_a_file_of_pictures_is_called_a_scan(tmp_path):
    path = word(tmp_path / "a.docx", "<w:p/>", **{"media/image1.png": b"x"})

    assert "в файле нет текста, только рисунки" in refusal(path)


def test_a_file_without_text_is_named(tmp_path):
    assert "в файле нет текста" in refusal(word(tmp_path / "a.docx", "<w:p/>"))


@pytest.mark.parametrize("missing", ["word/document.xml", "xl/workbook.xml"])
def test_a_package_without_its_document_is_broken(tmp_path, missing):
    suffix = ".docx" if "word" in missing else ".xlsx"
    path = packed(tmp_path / f"a{suffix}", {f"{missing}.bak": "<x/>"})

    assert f"«{missing}» повреждена" in refusal(path)
