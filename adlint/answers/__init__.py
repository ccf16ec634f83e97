"""What each command answers, as plain data: from texts, through the analysis, back to places in texts."""
