"""What the model was held against, as it is shown: facts, experiments, worlds."""
