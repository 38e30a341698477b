"""What every page is printed with: parts of a page, panels, axes, style, numbers, plain text."""
