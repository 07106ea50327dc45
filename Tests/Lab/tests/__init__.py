"""The end-to-end tests. docs/lab.md says how to add one."""
