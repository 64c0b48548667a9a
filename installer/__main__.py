"""``python3 installer …`` from a checkout: sets a machine up, and runs what needs it. ``python3 installer --help`` lists it."""

import sys

# Asked before anything else is imported, in a syntax that older interpreters understand.
if sys.hexversion < 0x030B0000:
    sys.exit(f"Python 3.11 or later is needed, and this is {sys.version.split()[0]}. Run the installer with a newer one.")

try:
    from pleo_erp_installer.interruption import listen
    from pleo_erp_installer.main import main

    listen()
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
