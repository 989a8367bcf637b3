"""Text of every script: folded for comparing, highlighted, rendered from Markdown, written as a length of time."""
