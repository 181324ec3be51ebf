"""Commands and their options; what each does stands in a module of its own."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from poverty_analysis import __version__
from poverty_analysis.cli.options import Beginning, CheckWish, beginning, checking, only, since
from poverty_analysis.cli.options import as_json as _json
from poverty_analysis.cli.options import every_unit as _every
from poverty_analysis.cli.options import lang as _lang
from poverty_analysis.cli.options import paths as _paths
from poverty_analysis.cli.options import report as _report
from poverty_analysis.cli.options import strict as _strict
from poverty_analysis.cli.options import units as _units
from poverty_analysis.cli.options import year as _year
from poverty_analysis.cli.run_command import run
from poverty_analysis.values.language import default_language


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="poverty-analysis")
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default=lambda: default_language(os.environ),
    help="Ngôn ngữ của thông báo, mặc định theo máy / language of messages, that of the machine.",
)
@click.option("--workspace", type=click.Path(path_type=Path), default=None, help="Thư mục làm việc / workspace folder.")
@click.pass_context
def cli(context: click.Context, lang: str, workspace: Path | None) -> None:
    """Báo cáo giảm nghèo bền vững: đối chiếu từng đồng, lập HTML, PDF, XLSX, DOCX.

    Poverty-reduction reports: every đồng reconciled, as HTML, PDF, XLSX and DOCX.

    \b
    Ví dụ / examples:
      poverty-analysis check data/plans/tuan-giao-2023
      poverty-analysis run --unit 099 --year 2023
    """
    context.obj = (lang, workspace)


@cli.command()
@_paths
@checking
@_json
@_lang
@click.pass_obj
def check(shared: tuple[str, Path | None], paths: tuple[Path, ...], wish: CheckWish, as_json: bool) -> None:
    """Nêu mọi chỗ không đọc được, mọi điều không khớp / tell every problem and finding.

    Đọc dữ liệu, tham số và luật; không sửa gì.  Reads data, params and law; changes nothing.
    """
    from poverty_analysis.cli.checking import run_check

    sys.exit(run_check(*shared, paths, wish, as_json=as_json))


@cli.command(name="list")
@_paths
@_units
@_year
@_report
@_every
@only
@since
@_strict
@_json
@_lang
@click.pass_obj
def list_(
    shared: tuple[str, Path | None],
    paths: tuple[Path, ...],
    units: tuple[str, ...],
    year: int | None,
    reports: tuple[str, ...],
    every_unit: bool,
    only: tuple[str, ...],
    since: date | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Các báo cáo sẽ lập và vì sao / the reports to make, and why each is out of date."""
    from poverty_analysis.batch.narrowing import Narrowing
    from poverty_analysis.batch.plan import Choice
    from poverty_analysis.cli.running import run_list

    choice = Choice(units, year, every_unit, reports=reports)
    sys.exit(run_list(*shared, paths, choice, Narrowing(only, since), strict=strict, as_json=as_json))


cli.add_command(run)


@cli.command()
@_json
@_lang
@click.pass_obj
def index(shared: tuple[str, Path | None], as_json: bool) -> None:
    """Trang danh mục của mọi báo cáo / the catalogue page of all reports."""
    from poverty_analysis.cli.running import run_index

    sys.exit(run_index(*shared, as_json=as_json))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@beginning
@_json
@_lang
@click.pass_obj
def new(shared: tuple[str, Path | None], folder: Path, wish: Beginning, as_json: bool) -> None:
    """Thư mục làm việc cho một đơn vị, hoặc với ví dụ hư cấu / a workspace for a unit, or with the fictional example.

    Với --unit và --year: kế hoạch trống của đơn vị, mã và tên điền sẵn.  With --unit and --year: its empty plan.
    """
    from poverty_analysis.cli.beginning import Begun, run_begin
    from poverty_analysis.cli.starting import run_new

    if wish.unit and wish.year:
        asked = Begun(wish.unit, wish.year, wish.report, wish.xlsx)
        sys.exit(run_begin(shared[0], folder, asked, as_json=as_json))
    sys.exit(run_new(shared[0], folder, demo=wish.demo, after_2025=wish.after_2025, as_json=as_json))


@cli.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@_json
@_lang
@click.pass_obj
def convert(shared: tuple[str, Path | None], source: Path, target: Path, as_json: bool) -> None:
    """Chuyển kế hoạch giữa thư mục CSV và XLSX / a plan from folder to workbook, or back.

    Không ghi đè gì.  Nothing is overwritten.
    """
    from poverty_analysis.cli.converting import run_convert

    sys.exit(run_convert(*shared, source, target, as_json=as_json))


@cli.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--total", type=click.IntRange(min=0), required=True, help="Tổng số hộ thoát nghèo / households in all.")
@click.option("--causes", type=click.Path(path_type=Path), help="Nguyên nhân nghèo từng đơn vị / causes of each unit.")
@click.option("--group", "groups", multiple=True, metavar="NAME>8", help="Quy tắc của nhóm / least points of a group.")
@click.option("--out", "target", type=click.Path(path_type=Path), help="Tệp mới .csv hoặc .xlsx / new file to write.")
@click.option("--check", is_flag=True, help="Chỉ kiểm tra cột assigned / only verify the column assigned.")
@_json
@_lang
@click.pass_obj
def assign(
    shared: tuple[str, Path | None],
    source: Path,
    total: int,
    causes: Path | None,
    groups: tuple[str, ...],
    target: Path | None,
    check: bool,
    as_json: bool,
) -> None:
    """Giao chỉ tiêu giảm nghèo từ đề xuất cấp dưới / targets for child units from their proposals.

    Không ghi đè gì.  Nothing is overwritten.
    """
    from poverty_analysis.cli.assigning import Wish, run_assign

    sys.exit(run_assign(shared[0], Wish(source, causes, total, groups, target, check), as_json=as_json))


@cli.command()
@_paths
@click.option("--threshold", type=click.IntRange(2, 100), help="Che số từ 1 đến số này / hide counts from 1 to this.")
@_json
@_lang
@click.pass_obj
def release(shared: tuple[str, Path | None], paths: tuple[Path, ...], threshold: int | None, as_json: bool) -> None:
    """Che số nhỏ của các biểu một lần cho mọi cấp / mask small counts of the forms, all levels at once.

    Ghi data/releases/MÃ; báo cáo công bố chỉ đọc từ đó.  Shared reports read crossings from there only.
    """
    from poverty_analysis.cli.releasing import run_release

    sys.exit(run_release(*shared, paths, threshold, as_json=as_json))


@cli.command()
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--unit", required=True, help="Mã đơn vị hư cấu / code of a fictional unit (999).")
@click.option("--households", type=click.IntRange(1), required=True, help="Số hộ / number of households.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Ngày cuối kỳ / closing day.")
@click.option("--standard", default="", help="Chuẩn nghèo, bỏ trống: chuẩn của năm / standard, else that of the year.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Cùng số, cùng hộ / same rows.")
@click.option("--format", "kind", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@_json
@_lang
@click.pass_obj
def synthesize(
    shared: tuple[str, Path | None],
    target: Path,
    unit: str,
    households: int,
    as_of: datetime,
    standard: str,
    seed: int,
    kind: str,
    as_json: bool,
) -> None:
    """Sinh bảng hộ minh họa cho đơn vị hư cấu / made-up households of a fictional unit.

    Từ chối đơn vị có thật; không ghi đè gì.  Refuses real units; nothing is overwritten.
    """
    from poverty_analysis.cli.synthesizing import Wanted, run_synthesize

    wanted = Wanted(unit, households, as_of.date(), standard, seed, kind)
    sys.exit(run_synthesize(*shared, target, wanted, as_json=as_json))


@cli.command()
@click.argument("source", metavar="[CENSUS_DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Thay biểu đã có dù khác / replace forms that differ.")
@_json
@_lang
@click.pass_obj
def aggregate(shared: tuple[str, Path | None], source: Path | None, force: bool, as_json: bool) -> None:
    """Tổng hợp bảng hộ thành các biểu / households to the official forms.

    Không ghi gì khi còn lỗi, không lặng lẽ thay biểu đã có.  Writes nothing while there are problems, and never
    replaces other forms in silence.
    """
    from poverty_analysis.cli.aggregating import run_aggregate

    sys.exit(run_aggregate(*shared, source, force=force, as_json=as_json))


@cli.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--map", "map_path", type=click.Path(path_type=Path), help="Bảng ánh xạ cột / column map [FILE.map.yaml]."
)
@click.option("--out", "target", type=click.Path(path_type=Path), help="Tệp CSV mới / new CSV file to write.")
@_json
@_lang
@click.pass_obj
def import_(
    shared: tuple[str, Path | None], source: Path, map_path: Path | None, target: Path | None, as_json: bool
) -> None:
    """Đọc tệp xuất của kho bạc, kế toán thành bút toán / a treasury export as ledger rows.

    Không ghi gì khi còn lỗi, không ghi đè.  Writes nothing while there are problems, and overwrites nothing.
    """
    from poverty_analysis.cli.importing import run_import

    sys.exit(run_import(*shared, source, map_path, target, as_json=as_json))


@cli.command()
@click.argument("name", metavar="FIGURE")
@_units
@click.option("--cells", is_flag=True, help="Nêu từng ô nguồn, trong mọi báo cáo / every source cell, in every report.")
@_json
@_lang
@click.pass_obj
def explain(shared: tuple[str, Path | None], name: str, units: tuple[str, ...], cells: bool, as_json: bool) -> None:
    """Một con số hay chỉ số: cách tính, ô nguồn, căn cứ / formula, inputs and law behind a figure or indicator.

    \b
    Ví dụ / examples:
      poverty-analysis explain poor_rate
      poverty-analysis explain PA-208
      poverty-analysis explain review.M0 --unit 999
    """
    from poverty_analysis.cli.explaining import run_explain

    sys.exit(run_explain(*shared, name, units, cells=cells, as_json=as_json))


@cli.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--outputs", metavar="FOLDER", type=click.Path(path_type=Path), help="Thư mục báo cáo / outputs folder.")
@_json
@_lang
@click.pass_obj
def figures(shared: tuple[str, Path | None], target: Path, outputs: Path | None, as_json: bool) -> None:
    """Số liệu của mọi báo cáo thành một bảng CSV, Parquet hoặc Stata / the figures of all reports as one table.

    \b
    Ví dụ / examples:
      poverty-analysis figures so-lieu.csv
      poverty-analysis figures so-lieu.parquet
      poverty-analysis figures so-lieu.dta
    """
    from poverty_analysis.cli.tabulating import run_figures

    sys.exit(run_figures(*shared, target, outputs, as_json=as_json))


@cli.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new_", metavar="NEW", type=click.Path(path_type=Path))
@click.option("--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Trang HTML mới / new HTML page.")
@_json
@_lang
@click.pass_obj
def diff(shared: tuple[str, Path | None], old: Path, new_: Path, page: Path | None, as_json: bool) -> None:
    """Số liệu nào đổi, bao nhiêu, vì sao / which figures moved, by how much and why.

    OLD, NEW: hai thư mục báo cáo hoặc hai thư mục outputs.  Two report folders or two output folders.
    """
    from poverty_analysis.cli.differing import run_diff

    sys.exit(run_diff(shared[0], old, new_, page, as_json=as_json))


@cli.command()
@_json
@_lang
@click.pass_obj
def doctor(shared: tuple[str, Path | None], as_json: bool) -> None:
    """Máy này còn thiếu gì và lệnh cài / what is missing here, and the command that installs it."""
    from poverty_analysis.cli.starting import run_doctor

    sys.exit(run_doctor(*shared, as_json=as_json))


@cli.command("read")
@click.argument("source", metavar="PLAN", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Thư mục hoặc tệp .xlsx mới / new plan folder or .xlsx file.",
)
@click.option(
    "--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Trang đánh dấu chỗ đã đọc / marked page."
)
@click.option(
    "--compare", metavar="PATH", type=click.Path(path_type=Path), help="Kế hoạch đã xác nhận / confirmed plan."
)
@_json
@_lang
@click.pass_obj
def read(
    shared: tuple[str, Path | None],
    source: Path,
    folder: Path | None,
    page: Path | None,
    compare: Path | None,
    as_json: bool,
) -> None:
    """Đọc văn bản kế hoạch (DOCX, PDF, TXT, HTML) thành bản nháp dữ liệu / draft the data of a plan from its document.

    Mỗi giá trị kèm dòng và nguyên văn; chỗ có số mà chưa đọc được thì nêu ra.  Every value with its line and words;
    what carries a number and was not understood is listed.
    """
    from poverty_analysis.cli.reading import run_read

    sys.exit(run_read(*shared, source, folder, page, compare, as_json=as_json))
