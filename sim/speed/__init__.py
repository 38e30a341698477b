"""How fast the engine is: by itself, with what a study costs beside it, and against plain Mesa."""
