"""The report of a run as one self-contained page: `tocsin report`."""

from tocsin.report.html.writing import report_html, write_report

__all__ = ["report_html", "write_report"]
