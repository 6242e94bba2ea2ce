"""Query: statements that somebody writes, what comes of them, how they run, and what they would change."""
