# As on the Data Science VM: PAM, port 8000, file browser below ~/notebooks. TLS is left out.
c = get_config()  # noqa: F821
c.JupyterHub.bind_url = "http://:8000"
c.JupyterHub.db_url = "sqlite:////var/lib/jupyterhub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "/var/lib/jupyterhub/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "/var/lib/jupyterhub/proxy.pid"
c.JupyterHub.authenticator_class = "pam"
c.Spawner.notebook_dir = "~/notebooks"
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 120
