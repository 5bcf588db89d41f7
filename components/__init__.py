"""The components of the stack: Milvus and a notebook on Snowpark Container Services."""
