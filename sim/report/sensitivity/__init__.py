"""A sensitivity study as it is shown: view, answer, figures, page, text; and every parameter moved alone."""
