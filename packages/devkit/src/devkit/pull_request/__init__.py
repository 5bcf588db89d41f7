"""What GitHub is told of a stack: the report of a preview, its Markdown, the comment in a pull request, and the issue
of a drift. The standard library alone, since these are written where nothing but the default branch's code is run."""
