"""What the server answers, field by field: the models from which `/openapi.json` is made."""
