"""The pages of the window; each a view that emits intents and a presenter that decides."""
