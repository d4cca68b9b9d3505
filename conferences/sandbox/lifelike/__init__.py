"""Made-up data of an events business: deterministic by seed, with dates relative to a moment."""
