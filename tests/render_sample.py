"""Documents for the renderers' tests: one with every kind of block, one hostile."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from typing import Any

from poverty_analysis.blocks import Chart, Column, Figure, Row, Section, Table, Text
from poverty_analysis.render.document import Document, Json
from tests.programs import HANGS_AFTER_SECONDS
from tests.tree import ROOT

LABELS = {
    "undrawn": "Không vẽ được hình",
    "synthetic": "DỮ LIỆU MINH HỌA",
    "official": "TÀI LIỆU LƯU HÀNH NỘI BỘ",
    "skip": "Đến nội dung",
    "contents": "Mục lục",
    "source": "Nguồn",
    "image_alt": "Hình do người phân tích thêm, chưa có mô tả",
    "xlsx_contents": "Danh mục bảng",
    "xlsx_sheet": "Trang tính",
    "xlsx_table": "Tên bảng",
    "xlsx_unit": "Đơn vị tính",
    "xlsx_note": "Ghi chú",
    "xlsx_level": "Loại dòng",
    "xlsx_body": "chi tiết",
    "xlsx_subtotal": "cộng nhóm",
    "xlsx_total": "tổng cộng",
    "xlsx_unit_vnd": "Đơn vị tính: đồng",
    "xlsx_replaced": "Số ký tự không in được, hiện bằng mã: {count}",
}
BARS = (("Trung ương", 300, "#8a1f17"), ("Chuyển nguồn", 60, "#1d4f82"), ("Địa phương", 30, "#666"))
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="150" viewBox="0 0 480 150">'
    '<g font-family="Liberation Sans, Arial, sans-serif" font-size="13">'
    + "".join(
        f'<rect x="150" y="{20 + 40 * n}" width="{width}" height="26" fill="{colour}"/>'
        f'<text x="142" y="{38 + 40 * n}" text-anchor="end">{label}</text>'
        for n, (label, width, colour) in enumerate(BARS)
    )
    + "</g></svg>"
)
SUMMARY = (
    "Năm 2023, Huyện Mẫu được giao 61.331.979.376 đồng để thực hiện Chương trình mục tiêu quốc gia "
    "giảm nghèo bền vững; trong đó vốn ngân sách trung ương chiếm phần lớn. "
    "Số liệu được tính lại từ từng dòng kinh phí của kế hoạch, không làm tròn."
)


def vnd(value: int, name: str = "f") -> Figure:
    return Figure(name, value, "vnd", f"{value:,}".replace(",", "."), "sum", ("budget.csv#1",), ())


def letterhead() -> Text:
    fields = {
        "parent": "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "issuer": "ỦY BAN NHÂN DÂN HUYỆN MẪU",
        "number_slot": "Số:       /BC-UBND",
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "place_date": "Huyện Mẫu, ngày     tháng     năm 2023",
        "doc_type": "BÁO CÁO",
        "doc_title": "Tình hình thực hiện kế hoạch giảm nghèo năm 2023 trên địa bàn Huyện Mẫu",
    }
    return Text("letterhead", fields=fields)


def signature() -> Text:
    fields = {"recipients_title": "Nơi nhận:", "sign_for": "TM. ỦY BAN NHÂN DÂN", "sign_title": "CHỦ TỊCH"}
    return Text("signature", ("- UBND tỉnh Mẫu;", "- Phòng Tài chính - Kế hoạch;", "- Lưu: VT."), fields)


def budget_table() -> Table:
    columns = (
        Column("Nội dung", "left", 3),
        Column("Năm 2023", "right", 1.4),
        Column("Chuyển nguồn", "right", 1.4),
        Column("Tổng số", "right", 1.4),
        Column("Tỷ trọng", "right", 1),
        Column("Ghi chú", "left", 1.5),
    )
    share = Figure("s1", Fraction(3, 100), "share", "3,00%", "part / whole")
    rows = (
        Row(("I. Vốn sự nghiệp", "", "", "", "", ""), "group"),
        Row(
            (
                "Dự án 1. Hỗ trợ đầu tư phát triển hạ tầng",
                vnd(35_462_000_000),
                vnd(8_807_979_376),
                vnd(44_269_979_376),
                share,
                "Chưa nêu năm",
            )
        ),
        Row(
            (
                "Dự án 2. Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo",
                vnd(13_006_000_000),
                vnd(0),
                vnd(13_006_000_000),
                share,
                "",
            )
        ),
        Row(("Cộng mục I", vnd(48_468_000_000), vnd(8_807_979_376), vnd(57_275_979_376), share, ""), "subtotal"),
        Row(("Tổng cộng", vnd(48_468_000_000), vnd(8_807_979_376), vnd(57_275_979_376), share, "tính lại"), "total"),
    )
    return Table(
        "budget",
        "Bảng 1. Kinh phí theo dự án và nguồn vốn",
        columns,
        rows,
        "Đơn vị tính: đồng",
        ("Số tổng do phần mềm tính; kế hoạch không in số tổng chung.",),
        "Kế hoạch 107/KH-UBND, mục IV",
    )


def long_table(count: int = 126) -> Table:
    columns = (
        Column("TT", "center", 0.4),
        Column("Xã", "left", 2),
        Column("Số hộ nghèo", "right"),
        Column("Kinh phí", "right", 1.3),
    )
    rows = [
        Row(
            (
                str(n),
                f"Xã mẫu số {n:03d} row{n:03d}.",
                Figure(f"h{n}", 10 * n, "count", str(10 * n), "count"),
                vnd(n * 1_000_001),
            )
        )
        for n in range(1, count + 1)
    ]
    return Table("communes", "Bảng 2. Kết quả theo xã", columns, tuple(rows), "Đơn vị tính: đồng; hộ")


def wide_table() -> Table:
    columns = (Column("Đơn vị"), *(Column(f"Chỉ tiêu {n}", "right") for n in range(1, 13)))
    rows = tuple(Row((f"Xã {k}", *(vnd(61_331_979_376 + k + n) for n in range(12)))) for k in range(4))
    return Table("wide", "Bảng 3. Bảng rộng", columns, rows, "Đơn vị tính: đồng")


def every_section() -> tuple[Section, ...]:
    figures = (vnd(61_331_979_376), vnd(48_468_000_000), Figure("k", Fraction(299, 10000), "share", "2,99%", "r"))
    return (
        Section(
            "letterhead",
            "",
            (
                letterhead(),
                Text(
                    "bases",
                    (
                        "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;",
                        "Căn cứ Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022.",
                    ),
                ),
            ),
        ),
        Section(
            "summary",
            "Tóm tắt",
            (
                Text(
                    "key_figures",
                    ("Tổng kinh phí (đồng)", "Ngân sách trung ương (đồng)", "Đối ứng của địa phương"),
                    figures=figures,
                ),
                Text("paragraph", (SUMMARY,)),
                Text("note", ("Số tổng do phần mềm tính; văn bản không in số này.",)),
            ),
            1,
            "I.",
        ),
        Section(
            "budget",
            "Kinh phí thực hiện",
            (
                Text("heading", ("1. Theo dự án",), level=2),
                budget_table(),
                Chart(
                    "c1",
                    "Hình 1. Cơ cấu nguồn vốn",
                    "Ngân sách trung ương lớn nhất, gấp mười lần địa phương",
                    SVG,
                    source="Bảng 1",
                ),
                wide_table(),
            ),
            1,
            "II.",
        ),
        Section("communes", "Kết quả theo xã", (long_table(),), 2, "1."),
        Section(
            "findings",
            "Kết quả đối chiếu",
            (
                Text(
                    "finding",
                    (
                        "Dự án 5: 266 x 40 = 10.640 triệu đồng, kế hoạch ghi 10.660 triệu đồng.",
                        "Chênh lệch 20.000.000 đồng.",
                    ),
                    {"severity": "warning", "label": "Cảnh báo"},
                ),
                Text("finding", ("Cả 12 số tổng trong văn bản đều khớp.",), {"severity": "note", "label": "Ghi nhận"}),
                Text(
                    "finding",
                    ("Thiếu phụ lục được dẫn chiếu ✓ → ▲ ▼ ● ■ − ≤ ≥ ₫.",),
                    {"severity": "error", "label": "Lỗi"},
                ),
            ),
            1,
            "III.",
        ),
        Section(
            "narrative",
            "Chỉ đạo, điều hành",
            (
                Text("slot", ("Phần này do đơn vị lập báo cáo viết.",)),
                Text(
                    "list",
                    ("Kiện toàn Ban Chỉ đạo;", "Kiểm tra 05 xã."),
                ),
                signature(),
            ),
            1,
            "IV.",
        ),
    )


def document(sections: tuple[Section | Json, ...] | None = None, *, synthetic: bool = True, **changes: Any) -> Document:
    given = every_section() if sections is None else sections
    parts = {
        "title": "Tình hình thực hiện kế hoạch giảm nghèo năm 2023 trên địa bàn Huyện Mẫu",
        "lang": "vi",
        "unit_name": "Huyện Mẫu",
        "period_label": "Năm 2023",
        "year": 2023,
        "edition": "shared",
        "sections": tuple(s.to_json() if isinstance(s, Section) else s for s in given),
        "labels": LABELS,
    }
    return Document(synthetic=synthetic, **(parts | changes))


PAYLOADS = (
    '#read("/etc/passwd")',
    '#import "@preview/x"',
    "$x$",
    "@ref",
    "// gone",
    "*b*",
    "_i_",
    "<label>",
    "\\u{41} \\",
    "<script>alert(1)</script>",
    '" onerror="alert(1)',
    "' onload='x",
    "{{ 7*7 }}",
    "{% raw %}",
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "＝1",
    "]]>",
    "&lt;b&gt;",
    "https://example.com",
    "javascript:alert(1)",
    "</style>",
    "'=1",
)


def hostile_sections() -> tuple[Section, ...]:
    """One section a payload, which stands in every text field of every kind of block."""
    return tuple(_hostile(payload, n) for n, payload in enumerate(PAYLOADS))


def _hostile(bad: str, number: int) -> Section:
    figure = Figure(bad, 5, "count", bad, bad, (bad,), (bad,))
    fields = dict.fromkeys(
        ("parent", "issuer", "number_slot", "nation", "motto", "place_date", "doc_type", "doc_title"), bad
    )
    table = Table(
        f"{bad}{number}",
        bad,
        (Column(bad), Column(bad, "right")),
        (
            Row((bad, figure)),
            Row((bad, ""), "group"),
            Row((bad, bad), "total"),
        ),
        bad,
        (bad,),
        bad,
    )
    blocks = (
        Text("letterhead", fields=fields),
        Text("bases", (bad,)),
        Text("heading", (bad,)),
        Text("paragraph", (bad,)),
        Text("list", (bad, bad)),
        Text("note", (bad,)),
        Text("slot", (bad,)),
        Text("key_figures", (bad,), figures=(figure,)),
        Text("finding", (bad, bad), {"severity": "error", "label": bad}),
        table,
        Chart(bad, bad, bad, SVG, (bad,), bad),
        Text("signature", (bad,), dict.fromkeys(("recipients_title", "sign_for", "sign_title"), bad)),
    )
    return Section(f"s{number}", bad, blocks, 1, bad)


def digest_elsewhere(form: str, module: str = "") -> str:
    """Return the SHA-256 of the sample, rendered by a new process with another hash seed."""
    code = (
        "import hashlib; from tests.render_sample import document;"
        f"from poverty_analysis.render.{module or form} import render_{form} as render;"
        "print(hashlib.sha256(render(document())).hexdigest())"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, timeout=HANGS_AFTER_SECONDS
    )
    return done.stdout.strip()
