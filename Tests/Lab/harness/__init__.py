"""What the end-to-end tests stand on: machines, the fabric, waiting for facts, and the runner."""
