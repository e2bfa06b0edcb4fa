"""Worksheets as pages for print."""
