"""Worksheets: what stands on them, and how they look in LaTeX; the pages for print are figures."""
