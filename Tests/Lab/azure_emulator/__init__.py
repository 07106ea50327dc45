"""The parts of Azure that a node talks to: metadata service, identity, scheduled events, Key Vault."""
