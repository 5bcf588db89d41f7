"""What runs beside Milvus, and what is done to it as a job."""
