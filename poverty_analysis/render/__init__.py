"""Documents of blocks as HTML, PDF and XLSX."""
