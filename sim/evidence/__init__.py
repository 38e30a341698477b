"""The model held against what is known: stylised facts, published experiments, the worlds that fit them, grades of parameters."""
