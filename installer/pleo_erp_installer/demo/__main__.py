"""``python -m pleo_erp_installer.demo [--keep | --stop] [--host HOST]``"""

import os
import sys

from pleo_erp_installer.interruption import ignore, listen

listen()
try:
    from pleo_erp_installer.demo.main import main

    code = main()
except KeyboardInterrupt:
    code = 130
except BrokenPipeError:  # whoever read the output has had enough of it
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 1
ignore()
sys.exit(code)
