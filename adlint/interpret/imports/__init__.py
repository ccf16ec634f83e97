"""What imports give, and which of them surely do."""
