"""Lessons: folders of Markdown with live steps, read strictly, judged by what `core` computes. No Qt."""
