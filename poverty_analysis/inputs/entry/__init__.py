"""Where a plan begins: the keys of a unit filled in, its folder, its entry workbook, and that workbook marked."""
