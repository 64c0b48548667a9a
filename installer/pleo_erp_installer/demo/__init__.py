"""The demo. Runs inside the environment that the installer has built: ``python -m pleo_erp_installer.demo``."""
