"""The frozen Project, its file format and migrations; knows no Qt."""
