"""What a pull request is told of its change: the report of a preview, its Markdown, and the comment. The standard
library alone, since the comment is written where nothing of the request is run."""
