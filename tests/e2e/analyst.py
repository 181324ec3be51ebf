"""An analyst's notebook: plain papermill parameters, a long DataFrame, pictures, Markdown, raw HTML."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROWS = 126
TITLE = "Phân tích riêng của huyện"
#: What a script would do if one ran.
CANARY = "document.title='CANARY'; window.CANARY=1"
PLANTED = f'<script>{CANARY}</script> <img src="x" onerror="{CANARY}">'

PARAMETERS = 'unit = "000"\nyear = 1999\nlang: str = "en"\nghi_chu = ""'
OPEN = (
    "from poverty_analysis import chapters, open_report\n"
    "report = open_report(unit, year, lang=lang)\n"
    "print(f'Đơn vị {unit}, năm {year}, ghi chú {ghi_chu}')"
)
FRAME = (
    "import pandas as pd\n"
    f"pd.DataFrame({{'Hàng': [f'dòng {{n:03d}}.' for n in range(1, {ROWS} + 1)], 'Số hộ': range(1, {ROWS} + 1)}})"
)
PNG = "%matplotlib inline\nimport matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2], [3, 4]);"
SVG = (
    "from matplotlib_inline.backend_inline import set_matplotlib_formats\n"
    "set_matplotlib_formats('svg')\n"
    "figure, axes = plt.subplots()\naxes.bar([1, 2], [3, 4]);"
)
MARKDOWN = f"## Nhận xét\n\nMột **đoạn** viết tay. {PLANTED} [liên kết](javascript:{CANARY})"
RAW_HTML = (
    "from IPython.display import HTML\n"
    f"HTML('<p>Đoạn tự viết</p>' + {PLANTED!r} + '<img src=\"http://example.invalid/x.png\">')"
)
NOISE = "import os, warnings\nprint('Thư mục', os.getcwd())\nwarnings.warn('SECRET in a warning')"


def write_notebook(path: Path) -> None:
    """Write the notebook; its cells have fixed ids, as JupyterLab keeps them."""
    cells = [
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell(OPEN),
        new_code_cell("chapters.next_tasks(report)"),
        new_code_cell(FRAME),
        new_code_cell(PNG),
        new_code_cell(SVG),
        new_markdown_cell(MARKDOWN),
        new_code_cell(RAW_HTML),
        new_code_cell(NOISE),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(new_notebook(cells=cells, metadata={"title": TITLE}), path)
