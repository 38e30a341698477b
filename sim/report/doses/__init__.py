"""Every lever over doses, as it is shown: view, figures, page."""
