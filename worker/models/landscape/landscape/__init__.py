"""Landscape: a small text-to-image model, drawn, trained, judged and exported by this package."""
