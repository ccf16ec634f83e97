"""AD systems: what each of them keeps."""
