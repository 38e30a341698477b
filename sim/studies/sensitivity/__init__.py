"""Which of the things that vary decide the answer: Morris screening, then Sobol indices."""
