"""Lets dsvm-agent ask this node's JupyterHub who has a server. For JupyterHub 3.0 and newer.

Not needed for an ordinary hub, whose single-user servers run on the node as their users: dsvm-agent asks those
itself. It adds what only the hub knows: servers that are starting or stopping, and servers in containers.

    sudo sh -c 'umask 077; openssl rand -hex 32 > /etc/dsvm-agent/credentials/hub.token'
    sudo install -m 0644 dsvm_agent_config.py /etc/jupyterhub/
    echo "load_subconfig('/etc/jupyterhub/dsvm_agent_config.py')" | sudo tee -a /etc/jupyterhub/jupyterhub_config.py
    sudo systemctl restart jupyterhub

and in /etc/dsvm-agent/agent.json:

    activity: { hub: { url: "http://127.0.0.1:8081/hub/api", tokenFile: "/etc/dsvm-agent/credentials/hub.token" } }

`access:servers` is left out on purpose: a token with it opens every user's server, and dsvm-agent has no need of it.
"""

TOKEN_FILE = "/etc/dsvm-agent/credentials/hub.token"

with open(TOKEN_FILE, encoding="ascii") as file:
    _token = file.read().strip()

c = get_config()  # noqa: F821 - JupyterHub gives it to files that it loads

# `append` on both: what the hub's own file has in these lists stays.
c.JupyterHub.services.append({"name": "dsvm-agent", "api_token": _token})
c.JupyterHub.load_roles.append(
    {
        "name": "dsvm-agent",
        "description": "See which servers run and when they were last used",
        "scopes": ["list:users", "read:users:activity", "read:servers"],
        "services": ["dsvm-agent"],
    }
)
