"""The trained part of the safety detector: words as the models read them, and the models themselves."""
