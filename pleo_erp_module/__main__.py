"""`python -m pleo_erp_module`: the command line, where the console command is not on the path."""

from pleo_erp_module.hosts.standalone.cli import main

if __name__ == "__main__":
    main()
