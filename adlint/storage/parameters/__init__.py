"""What is known of parameters: by annotations, by use, by all calls in the program."""
