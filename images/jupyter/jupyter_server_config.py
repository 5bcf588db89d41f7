"""The notebook server: behind an ingress that has already asked who the user is."""

c = get_config()  # noqa: F821 (Jupyter defines it)

c.ServerApp.ip = "0.0.0.0"  # noqa: S104 (the service's endpoint; nothing else reaches the container)
c.ServerApp.port = 8888
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.root_dir = "/home/jupyter"
c.ServerApp.quit_button = False
c.ServerApp.terminals_enabled = False
c.LabApp.extension_manager = "readonly"
# The ingress signs people in and lets in only those with the service role. Cross-site request checks stay on.
c.IdentityProvider.token = ""
# An ingress that rewrites Host would have WebSockets refused: these are the two whose pages may open them.
c.ServerApp.allow_origin_pat = r"http://[^/]*\.localhost:\d+$|https://[^/]*\.snowflakecomputing\.app$"
