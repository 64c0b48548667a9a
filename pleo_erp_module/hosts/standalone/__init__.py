"""The host for ERPs that cannot load Python: a command line beside the ERP, run by its scheduler or the operating system's."""
