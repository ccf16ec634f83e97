"""Control: blocks, exceptions, managers, generators that wait."""
