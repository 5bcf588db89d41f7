"""Of the keeper's image, without Milvus."""
