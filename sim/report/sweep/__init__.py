"""A sweep as it is shown: view, answer, figures, page, text."""
