import Settings

extension AgentConfiguration {
    /// The reference page, `docs/configuration.md`, as the table of keys gives it.
    package static var reference: String {
        schema.reference(introduction: introduction)
    }

    private static let introduction = """
        This page is generated from the agent's table of keys; a test compares the two.

        - Files: `/etc/dsvm-agent/agent.json` (`--config FILE` names another), then `agent.json.d/*.json` in the order
          of their names' bytes. Objects merge by key; everything else, lists too, is replaced by the later layer.
        - Format: JSON5. Comments, trailing commas, unquoted keys and single quotes are accepted. Not accepted: a text
          continued on the next line, `Infinity`, `NaN`, a key that stands twice in one object, files above 1 MiB,
          nesting above 64, more than 20,000 values in a file, more than 100 files, anything but UTF-8.
        - Unknown keys, wrong types and values out of range are errors. All of them are reported at once with file and
          key, and nothing is changed on the machine.
        - `dsvm-agent config init` writes a commented file, `config check` reads what is there,
          `config show --origin` prints every value with the layer it comes from.

        Restart says whether the resident agent has to be started again; commands read the files each time.
        """
}
