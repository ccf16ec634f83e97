"""What is differentiated in a program, by which system, and what its functions do to the tape; no sizes are needed."""
