"""Text of every script: folded for comparing, highlighted, rendered from Markdown."""
