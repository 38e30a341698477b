"""One file a figure; each draws panels from a view and says in words what they show."""
