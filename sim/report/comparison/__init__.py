"""A comparison as it is shown: view, answer, figures, page, text, tables."""
